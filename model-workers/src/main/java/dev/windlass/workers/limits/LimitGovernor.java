package dev.windlass.workers.limits;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The owner of one limit: the shell around {@link Lending}, which decides. A child of {@link
 * ProviderLimits}, which remembers for it.
 */
final class LimitGovernor extends AbstractBehavior<LimitGovernor.Message> implements Lending.Out {
  sealed interface Message {}

  /** A gate spoke. */
  record Told(Governing.ToOwner what) implements Message {}

  /**
   * Other figures from now on.
   *
   * @param forget whether what was learned is forgotten
   * @param replyTo told when they are in force everywhere, or when the time is up
   */
  record Change(LimitFigures figures, boolean forget, ActorRef<Governing.Described> replyTo)
      implements Message {}

  record Describe(ActorRef<Governing.Described> replyTo) implements Message {}

  private enum Tick implements Message {
    TICK
  }

  /** What the owner says to who remembers. */
  sealed interface ToKeeper {}

  record Learned(LimitId limit, LimitFigures figures, LimitFigures found) implements ToKeeper {}

  record Levels(LimitId limit, Map<LimitKey, Double> levels, Instant at) implements ToKeeper {}

  /** This owner slept too long to go on. */
  record Overslept(LimitId limit, long epoch) implements ToKeeper {}

  private record Waiting(ActorRef<Governing.Described> replyTo, long until) {}

  private final OwnerSetup setup;
  private final LimitId limit;
  private final long epoch;
  private final ActorRef<ToKeeper> keeper;
  private final Lending lending;
  private final Map<String, ActorRef<Governing.ToGate>> gates = new HashMap<>();
  private final Map<Long, Waiting> changes = new LinkedHashMap<>();
  private LimitFigures learnedKept;
  private LimitFigures foundKept;
  private long learnedKeptAt;
  private long levelsKeptAt;
  private boolean overslept;

  static Behavior<Message> create(
      OwnerSetup setup,
      Lending.Start start,
      Map<LimitKey, Double> levels,
      ActorRef<ToKeeper> keeper) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(
            timers -> new LimitGovernor(context, timers, setup, start, levels, keeper)));
  }

  private LimitGovernor(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      OwnerSetup setup,
      Lending.Start start,
      Map<LimitKey, Double> levels,
      ActorRef<ToKeeper> keeper) {
    super(context);
    long now = setup.nanos().getAsLong();
    this.setup = setup;
    this.limit = start.limit();
    this.epoch = start.epoch();
    this.keeper = keeper;
    this.lending = new Lending(start, levels, now, this);
    this.learnedKept = start.learned();
    this.foundKept = start.found();
    this.learnedKeptAt = now - setup.learnedEvery().toNanos();
    this.levelsKeptAt = now;
    timers.startTimerWithFixedDelay(Tick.TICK, setup.tick());
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Told.class, this::onTold)
        .onMessageEquals(Tick.TICK, this::onTick)
        .onMessage(Change.class, this::onChange)
        .onMessage(Describe.class, this::onDescribe)
        .onSignal(PostStop.class, signal -> onStopped())
        .build();
  }

  private Behavior<Message> onTold(Told told) {
    long now = now();
    switch (told.what()) {
      case Governing.Renew renew -> {
        gates.put(Lending.name(renew.node(), renew.incarnation()), renew.gate());
        lending.hear(renew, now);
        keep(now);
        answerChanges(now);
      }
      case Governing.Returned returned -> {
        lending.returned(returned, now);
        gates.remove(Lending.name(returned.node(), returned.incarnation()));
        keepLevels(now);
        answerChanges(now);
      }
      case Governing.Refused refused -> lending.refused(refused, now);
      case Governing.Exceeded exceeded -> {
        lending.exceeded(exceeded, now);
        keep(now);
      }
    }
    return this;
  }

  private Behavior<Message> onTick() {
    long now = now();
    lending.tick(now);
    lending.remind(now);
    if (lending.overslept(now) && !overslept) {
      overslept = true;
      keepLevels(now);
      keeper.tell(new Overslept(limit, epoch));
    }
    gates.keySet().retainAll(lending.gates());
    answerChanges(now);
    return this;
  }

  private Behavior<Message> onChange(Change change) {
    long now = now();
    long number = lending.change(change.figures(), change.forget(), now);
    changes.put(number, new Waiting(change.replyTo(), now + setup.changeTimeout().toNanos()));
    answerChanges(now);
    return this;
  }

  private void answerChanges(long now) {
    changes
        .entrySet()
        .removeIf(entry -> {
          var waiting = entry.getValue();
          boolean late = now - waiting.until() >= 0;
          if (late) {
            lending.forgetChange(entry.getKey());
          }
          if (late || lending.inForce(entry.getKey(), now)) {
            waiting.replyTo().tell(lending.described(setup.node(), now));
            return true;
          }
          return false;
        });
  }

  private Behavior<Message> onDescribe(Describe describe) {
    describe.replyTo().tell(lending.described(setup.node(), now()));
    return this;
  }

  private void keep(long now) {
    var learned = lending.learned();
    var found = lending.found();
    double difference = setup.learnedDifference();
    if (now - learnedKeptAt >= setup.learnedEvery().toNanos()
        && (learned.differsBy(difference, learnedKept) || found.differsBy(difference, foundKept))) {
      learnedKept = learned;
      foundKept = found;
      learnedKeptAt = now;
      keeper.tell(new Learned(limit, learned, found));
    }
    if (now - levelsKeptAt >= setup.levelsEvery().toNanos()) {
      keepLevels(now);
    }
  }

  private void keepLevels(long now) {
    levelsKeptAt = now;
    var levels = lending.dayLevels(now);
    if (!levels.isEmpty()) {
      keeper.tell(new Levels(limit, levels, setup.wallClock().instant()));
    }
  }

  private Behavior<Message> onStopped() {
    changes.values().forEach(w -> w.replyTo().tell(lending.described(setup.node(), now())));
    return this;
  }

  @Override
  public void tell(String gate, Governing.ToGate what) {
    var address = gates.get(gate);
    if (address != null) {
      address.tell(what);
    }
  }

  @Override
  public void broken(String what) {
    setup.alarm().broken(limit, what);
  }

  private long now() {
    return setup.nanos().getAsLong();
  }
}
