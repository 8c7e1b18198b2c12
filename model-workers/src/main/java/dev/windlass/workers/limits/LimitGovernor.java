package dev.windlass.workers.limits;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The owner of one limit: lends shares of it to the gates and tells all of them when one was
 * refused. The shell around {@link LeaseBook}.
 *
 * <p>At the very first start the buckets are full; after any other start they are empty, because
 * what an earlier owner lent may have been spent a moment ago.
 */
public final class LimitGovernor extends AbstractBehavior<Governing.ToOwner> {
  private static final Duration CHANGE_TIMEOUT = Duration.ofMillis(900);

  /** What a new figure needs to be in force on other nodes. */
  private static final long NEWS_NANOS = 200_000_000L;

  private static final long KEEP_LEVELS_NANOS = 30_000_000_000L;

  /**
   * @param owner this node's name
   * @param leaseLife how long a lease lasts
   * @param quarantine how long leases of an earlier owner may be in force; zero where it died with
   *     them
   */
  public record Setup(
      LimitId limit,
      String owner,
      Duration leaseLife,
      Duration quarantine,
      LimitMemory memory,
      LongSupplier nanos,
      InstantSource wallClock) {}

  private static final class Gate {
    ActorRef<Governing.ToGate> ref;
    Governing.Report report;
    long askedAt;
    long seenAt;
    long confirmed;
    double demand;
    int slotsWanted;
    long offered;

    Gate(Governing.Renew renew) {
      ref = renew.gate();
      report = renew.report();
    }
  }

  private record PendingChange(
      long id, Map<String, Long> awaited, ActorRef<Governing.Described> replyTo) {}

  private final Setup setup;
  private final TimerScheduler<Governing.ToOwner> timers;
  private final long epoch;
  private final LeaseBook book;
  private final Map<String, Gate> gates = new LinkedHashMap<>();
  private final List<PendingChange> pending = new ArrayList<>();
  private final Discovery discovery = new Discovery();
  private LimitFigures configured;
  private LimitFigures told;
  private LimitFigures inForce;
  private @Nullable Instant lastRefusal;
  private long pausedUntil;
  private boolean paused;
  private boolean lendingKept;
  private long levelsKeptAt;
  private long changes;

  /** Starts with these figures. */
  public static Behavior<Governing.ToOwner> create(Setup setup, LimitFigures configured) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> new LimitGovernor(context, timers, setup, configured)));
  }

  private LimitGovernor(
      ActorContext<Governing.ToOwner> context,
      TimerScheduler<Governing.ToOwner> timers,
      Setup setup,
      LimitFigures configured) {
    super(context);
    this.setup = setup;
    this.timers = timers;
    this.configured = configured;
    this.told = configured;
    this.inForce = configured;
    var now = setup.nanos().getAsLong();
    // grows over restarts of a node as long as its clock does not go back; only has to differ
    this.epoch = setup.wallClock().millis();
    this.levelsKeptAt = now;
    var kept = setup.memory().recall(setup.limit());
    this.lendingKept = kept.used();
    this.book =
        new LeaseBook(
            configured.meters(),
            configured.concurrency(),
            levels(kept),
            kept.used() ? now + setup.quarantine().toNanos() : now,
            now);
  }

  @Override
  public Receive<Governing.ToOwner> createReceive() {
    return newReceiveBuilder()
        .onMessage(Governing.Renew.class, this::onRenew)
        .onMessage(Governing.Returned.class, this::onReturned)
        .onMessage(Governing.Refused.class, this::onRefused)
        .onMessage(Governing.Exceeded.class, this::onExceeded)
        .onMessage(Governing.Change.class, this::onChange)
        .onMessage(Governing.ChangeOverdue.class, this::onChangeOverdue)
        .onMessage(Governing.Describe.class, this::onDescribe)
        .build();
  }

  private Behavior<Governing.ToOwner> onRenew(Governing.Renew renew) {
    var gate = gates.computeIfAbsent(renew.node(), n -> new Gate(renew));
    gate.ref = renew.gate();
    gate.report = renew.report();
    gate.askedAt = renew.askedAt();
    gate.seenAt = setup.nanos().getAsLong();
    forgetSilentGates(gate.seenAt);
    gate.confirmed = renew.epoch() == epoch ? renew.lease() : 0;
    gate.demand = renew.demand();
    gate.slotsWanted = renew.slotsWanted();
    keepLevels(renew.report());
    if (!lendingKept) {
      setup.memory().willLend(setup.limit());
      lendingKept = true;
    }
    discovery.heard(renew.node(), renew.report().tally(), gate.seenAt);
    learn();
    lend(renew.node(), gate);
    answerChanges();
    return this;
  }

  private void forgetSilentGates(long now) {
    long silent = 2 * setup.leaseLife().toNanos();
    gates.values().removeIf(gate -> now - gate.seenAt > silent);
  }

  private void lend(String node, Gate gate) {
    long now = setup.nanos().getAsLong();
    int inUse = gate.report.used().getOrDefault(LimitKey.Unit.CALLS, 0.0).intValue();
    var terms =
        book.renew(
            node,
            gate.confirmed,
            gate.demand,
            gate.slotsWanted,
            inUse,
            setup.leaseLife().toNanos(),
            now);
    gate.offered = terms.number();
    gate.ref.tell(
        new Governing.Leased(
            epoch,
            terms.number(),
            gate.askedAt,
            setup.leaseLife(),
            inForce,
            terms.part() <= 0 ? nothing() : shares(terms.part()),
            terms.slots(),
            terms.gift(),
            book.holders(now),
            discovery.found(told, gates.size())));
  }

  private List<Meter> shares(double part) {
    return inForce.meters().stream().map(meter -> meter.share(part)).toList();
  }

  /** Nothing may go: buckets of no flow and no room. */
  private List<Meter> nothing() {
    return List.of(new Meter(LimitKey.RPS, 0, 1, 1));
  }

  private Behavior<Governing.ToOwner> onReturned(Governing.Returned returned) {
    gates.remove(returned.node());
    book.returned(returned.node(), returned.levels(), setup.nanos().getAsLong());
    answerChanges();
    return this;
  }

  private Behavior<Governing.ToOwner> onRefused(Governing.Refused refused) {
    long now = setup.nanos().getAsLong();
    long until = now + refused.away().toNanos();
    if (!paused || until - pausedUntil > 0) {
      paused = true;
      pausedUntil = until;
    }
    lastRefusal = refused.at();
    gates.forEach((node, gate) -> {
      if (!node.equals(refused.node())) {
        gate.ref.tell(new Governing.Paused(refused.away(), refused.cause()));
      }
    });
    return this;
  }

  /** A rate that is too high must not go on until gates ask again. */
  private Behavior<Governing.ToOwner> onExceeded(Governing.Exceeded exceeded) {
    long now = setup.nanos().getAsLong();
    if (discovery.refused(exceeded, gates.size() > 1 ? NEWS_NANOS : 0, now)) {
      learn();
      gates.forEach(this::lend);
    }
    return this;
  }

  /** What gates read in headers lowers the configured figures, and stands where there are none. */
  private void learn() {
    var learned = LimitFigures.NONE;
    for (var gate : gates.values()) {
      learned = learned.lowered(gate.report.learned());
    }
    told = configured.lowered(learned);
    var figures = discovery.complete(told, setup.nanos().getAsLong());
    if (!figures.equals(inForce)) {
      inForce = figures;
      reshape();
    }
  }

  private Behavior<Governing.ToOwner> onChange(Governing.Change change) {
    configured = change.figures();
    learn();
    reshape();
    var awaited = new LinkedHashMap<String, Long>();
    gates.forEach((node, gate) -> {
      lend(node, gate);
      awaited.put(node, gate.offered);
    });
    changes++;
    pending.add(new PendingChange(changes, awaited, change.replyTo()));
    timers.startSingleTimer(changes, new Governing.ChangeOverdue(changes), CHANGE_TIMEOUT);
    answerChanges();
    return this;
  }

  private void reshape() {
    book.reshape(inForce.meters(), inForce.concurrency(), setup.nanos().getAsLong());
  }

  private Behavior<Governing.ToOwner> onChangeOverdue(Governing.ChangeOverdue overdue) {
    pending.stream().filter(p -> p.id() == overdue.change()).forEach(p -> p.awaited().clear());
    answerChanges();
    return this;
  }

  /** A change is in force once each gate lives by a lease that was lent after it. */
  private void answerChanges() {
    pending.removeIf(change -> {
      change
          .awaited()
          .entrySet()
          .removeIf(entry -> {
            var gate = gates.get(entry.getKey());
            return gate == null || gate.confirmed >= entry.getValue();
          });
      if (change.awaited().isEmpty()) {
        timers.cancel(change.id());
        change.replyTo().tell(described());
        return true;
      }
      return false;
    });
  }

  private Behavior<Governing.ToOwner> onDescribe(Governing.Describe describe) {
    describe.replyTo().tell(described());
    return this;
  }

  private Governing.Described described() {
    long left = paused ? Math.max(0, pausedUntil - setup.nanos().getAsLong()) : 0;
    return new Governing.Described(
        setup.limit(),
        configured,
        discovery.isSearching(told) ? discovery.learned() : LimitFigures.NONE,
        gates.values().stream().map(gate -> gate.report).toList(),
        lastRefusal,
        Duration.ofNanos(left),
        setup.owner());
  }

  private Map<LimitKey, Double> levels(LimitMemory.Kept kept) {
    var levels = new LinkedHashMap<LimitKey, Double>();
    for (var meter : configured.meters()) {
      if (!kept.used()) {
        levels.put(meter.key(), meter.capacity());
      } else if (meter.key().isDaily()) {
        var since = Duration.between(kept.at(), setup.wallClock().instant());
        double flowed = Math.max(0, since.toMillis() / 1000.0) * meter.perSecond();
        levels.put(meter.key(), kept.dayLevels().getOrDefault(meter.key(), 0.0) + flowed);
      }
    }
    return levels;
  }

  private void keepLevels(Governing.Report report) {
    long now = setup.nanos().getAsLong();
    if (!report.dayLevels().isEmpty() && now - levelsKeptAt >= KEEP_LEVELS_NANOS) {
      levelsKeptAt = now;
      setup.memory().keepLevels(setup.limit(), report.dayLevels(), setup.wallClock().instant());
    }
  }
}
