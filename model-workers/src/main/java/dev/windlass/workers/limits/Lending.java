package dev.windlass.workers.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The owner of one limit, without actor and clock: hears the gates, lends to them by {@link
 * LeaseBook}, and knows when a change is in force everywhere.
 *
 * <p>An owner that slept for as long as a lease lasts, because its process was stopped, may have
 * been replaced meanwhile. It lends nothing more; whoever runs it begins a new owner, if it may.
 *
 * <p>Times are nanoseconds of the owner's monotonic clock. Not thread-safe.
 */
final class Lending {
  /** What a new figure needs to be in force on other nodes. */
  private static final long NEWS_NANOS = 200_000_000L;

  /** What follows from what the owner heard. */
  interface Out {
    /**
     * @param gate as in {@link #name}
     */
    void tell(String gate, Governing.ToGate what);

    /** Something that must always hold does not. In tests it throws. */
    void broken(String what);
  }

  /**
   * What an owner begins with.
   *
   * @param epoch higher than that of every owner before
   * @param alone whether no other process can ever own this limit
   * @param learned what headers said of it before
   * @param found what was found out about it before
   * @param notBefore leases of the owner before may be in force until then
   */
  record Start(
      LimitId limit,
      long epoch,
      Duration leaseLife,
      boolean alone,
      LimitFigures configured,
      LimitFigures learned,
      LimitFigures found,
      long notBefore) {
    /** With these its buckets begin. */
    LimitFigures figures(long now) {
      return discovery().complete(configured.lowered(learned), now);
    }

    private Discovery discovery() {
      var discovery = new Discovery();
      discovery.resume(found);
      return discovery;
    }
  }

  private static final class Gate {
    Governing.Renew last;
    long seenAt;

    Gate(Governing.Renew last) {
      this.last = last;
    }
  }

  private final Start start;
  private final Out out;
  private final long life;
  private final LeaseBook book;
  private final Map<String, Gate> gates = new LinkedHashMap<>();

  /** For each change the leases that have to be in force for it. */
  private final Map<Long, Map<String, Long>> pending = new LinkedHashMap<>();

  private Discovery discovery;
  private LimitFigures configured;
  private LimitFigures learned;
  private LimitFigures told;
  private LimitFigures inForce;
  private @Nullable Instant lastRefusal;
  private long pausedUntil;
  private boolean paused;
  private boolean wasOpen;
  private boolean overslept;
  private long awakeAt;
  private long changes;

  /**
   * @param levels what is in the buckets; what is not named is empty
   */
  Lending(Start start, Map<LimitKey, Double> levels, long now, Out out) {
    this(start, bookOf(start, levels, now), now, out);
  }

  private static LeaseBook bookOf(Start start, Map<LimitKey, Double> levels, long now) {
    var figures = start.figures(now);
    long life = start.leaseLife().toNanos();
    return new LeaseBook(
        figures.meters(), figures.concurrency(), levels, life, start.notBefore(), now);
  }

  Lending(Start start, LeaseBook book, long now, Out out) {
    this.start = start;
    this.out = out;
    this.life = start.leaseLife().toNanos();
    this.configured = start.configured();
    this.learned = start.learned();
    this.told = configured.lowered(learned);
    this.discovery = start.discovery();
    this.inForce = discovery.complete(told, now);
    this.book = book;
    this.awakeAt = now;
    this.wasOpen = book.isOpen(now);
  }

  /** Under which name the owner knows a gate. */
  static String name(String node, long incarnation) {
    return node + "#" + Long.toUnsignedString(incarnation, Character.MAX_RADIX);
  }

  /** Whether another may own the limit by now. Then nothing is lent any more. */
  boolean overslept(long now) {
    overslept |= !start.alone() && now - awakeAt >= life;
    awakeAt = now;
    return overslept;
  }

  void hear(Governing.Renew renew, long now) {
    var name = name(renew.node(), renew.incarnation());
    var known = gates.get(name);
    if (overslept(now) || (known != null && overtaken(renew, known.last))) {
      return;
    }
    var gate = known == null ? new Gate(renew) : known;
    gates.put(name, gate);
    gate.last = renew;
    gate.seenAt = now;
    int inUse = renew.report().used().getOrDefault(LimitKey.Unit.CALLS, 0.0).intValue();
    boolean ours = renew.epoch() == start.epoch();
    book.hear(
        name,
        ours ? renew.lease() : 0,
        ours ? renew.shed() : Map.of(),
        renew.wish(),
        inUse,
        renew.report().dayLevels(),
        now);
    discovery.heard(renew.node(), renew.report().tally(), now);
    learn(now);
    if (book.isOpen(now)) {
      lend(name, gate, now);
    }
    settle(now);
  }

  /** A rate that is too high must not go on until gates ask again. */
  void exceeded(Governing.Exceeded exceeded, long now) {
    if (!overslept(now) && discovery.refused(exceeded, gates.size() > 1 ? NEWS_NANOS : 0, now)) {
      learn(now);
      lendToAll(now);
    }
  }

  private Map<String, Long> lendToAll(long now) {
    var numbers = new LinkedHashMap<String, Long>();
    if (book.isOpen(now)) {
      gates.forEach((name, gate) -> {
        if (now - gate.seenAt <= life) {
          numbers.put(name, lend(name, gate, now));
        }
      });
    }
    return numbers;
  }

  private static boolean overtaken(Governing.Renew renew, Governing.Renew last) {
    long later = renew.askedAt() - last.askedAt();
    return later < 0
        || (later == 0 && renew.epoch() == last.epoch() && renew.lease() < last.lease());
  }

  /** Number of the lease; 0 if none was lent, which is so until every lease has ended. */
  private long lend(String name, Gate gate, long now) {
    var terms = book.isOpen(now) ? book.offer(name, now) : null;
    if (terms == null || !holds(now)) {
      return 0;
    }
    out.tell(
        name,
        new Governing.Leased(
            start.epoch(),
            terms.number(),
            gate.last.askedAt(),
            start.leaseLife(),
            inForce,
            terms.meters(),
            terms.slots(),
            terms.gift(),
            book.holders(now),
            discovery.found(told, gates.size())));
    return terms.number();
  }

  /** Whether what must always hold does; if not, nothing is lent until every lease has ended. */
  private boolean holds(long now) {
    var broken = book.broken(now);
    if (broken == null) {
      return true;
    }
    out.broken(start.limit() + ": " + broken);
    book.closeUntil(now + life, now);
    wasOpen = false;
    return false;
  }

  /** Looks after what time alone changes; to be called several times in the life of a lease. */
  void tick(long now) {
    if (overslept(now)) {
      return;
    }
    gates.values().removeIf(gate -> now - gate.seenAt > 2 * life);
    settle(now);
  }

  /** Tells those who should hear at once, and all of them what they have not confirmed. */
  private void settle(long now) {
    if (!book.isOpen(now)) {
      return;
    }
    var push = new ArrayList<>(book.restless(now));
    if (!wasOpen) {
      wasOpen = true;
      gates.keySet().stream().filter(name -> !push.contains(name)).forEach(push::add);
    }
    for (var name : push) {
      var gate = gates.get(name);
      if (gate != null && now - gate.seenAt <= life) {
        lend(name, gate, now);
      }
    }
  }

  void returned(Governing.Returned returned, long now) {
    var name = name(returned.node(), returned.incarnation());
    if (!overslept(now)) {
      gates.remove(name);
      book.returned(name, returned.levels(), now);
      settle(now);
    }
  }

  void refused(Governing.Refused refused, long now) {
    long until = now + refused.away().toNanos();
    if (!paused || until - pausedUntil > 0) {
      paused = true;
      pausedUntil = until;
    }
    lastRefusal = refused.at();
    var name = name(refused.node(), refused.incarnation());
    for (var gate : List.copyOf(gates.keySet())) {
      if (!gate.equals(name)) {
        out.tell(gate, new Governing.Paused(refused.away(), refused.cause()));
      }
    }
  }

  /** What gates read in headers lowers the configured figures, and stands where there are none. */
  private void learn(long now) {
    var seen = LimitFigures.NONE;
    for (var gate : gates.values()) {
      seen = seen.lowered(gate.last.report().learned());
    }
    var all = new EnumMap<LimitKey, @Nullable Double>(LimitKey.class);
    all.putAll(seen.values());
    learned = learned.overlaid(all);
    reshape(now);
  }

  private void reshape(long now) {
    told = configured.lowered(learned);
    var figures = discovery.complete(told, now);
    if (!figures.equals(inForce)) {
      inForce = figures;
      book.reshape(figures.meters(), figures.concurrency(), now);
    }
  }

  /**
   * Other figures from now on; every gate is told at once.
   *
   * @param forget whether what was learned is forgotten
   * @return number of the change
   */
  long change(LimitFigures figures, boolean forget, long now) {
    configured = figures;
    if (forget) {
      learned = LimitFigures.NONE;
      discovery = new Discovery();
    }
    learn(now);
    changes++;
    pending.put(changes, overslept(now) ? Map.of() : lendToAll(now));
    return changes;
  }

  /** Tells again those who have not confirmed a change. */
  void remind(long now) {
    if (overslept(now) || !book.isOpen(now)) {
      return;
    }
    for (var awaited : pending.values()) {
      awaited.forEach((name, number) -> {
        var gate = gates.get(name);
        if (gate != null && now - gate.seenAt <= life && book.oldest(name, now) < number) {
          lend(name, gate, now);
        }
      });
    }
  }

  /** Whether every gate lives by leases that were lent after the change, or by none. */
  boolean inForce(long change, long now) {
    var awaited = pending.get(change);
    if (awaited == null) {
      return true;
    }
    if (!book.isOpen(now)) {
      return false;
    }
    for (var entry : awaited.entrySet()) {
      if (book.oldest(entry.getKey(), now) < entry.getValue()) {
        return false;
      }
    }
    pending.remove(change);
    return true;
  }

  void forgetChange(long change) {
    pending.remove(change);
  }

  /** The gates that were heard of late. */
  Set<String> gates() {
    return gates.keySet();
  }

  /** What headers say. */
  LimitFigures learned() {
    return learned;
  }

  /** What was found out without them: rates, and calls in flight where nothing bounds them. */
  LimitFigures found() {
    var found = discovery.learned();
    if (told.concurrency() != null || told.hasRates() || gates.isEmpty()) {
      return found;
    }
    double calls = 0;
    for (var gate : gates.values()) {
      calls += gate.last.report().cap();
    }
    return found.overlaid(Map.of(LimitKey.CONCURRENCY, calls));
  }

  Map<LimitKey, Double> dayLevels(long now) {
    return book.dayLevels(now);
  }

  Governing.Described described(String owner, long now) {
    long left = paused ? Math.max(0, pausedUntil - now) : 0;
    return new Governing.Described(
        start.limit(),
        configured,
        shown(),
        gates.values().stream().map(gate -> gate.last.report()).toList(),
        lastRefusal,
        Duration.ofNanos(left),
        owner);
  }

  private LimitFigures shown() {
    var all = new EnumMap<LimitKey, @Nullable Double>(LimitKey.class);
    if (discovery.isSearching(told)) {
      all.putAll(discovery.learned().values());
    }
    all.putAll(learned.values());
    return LimitFigures.NONE.overlaid(all);
  }
}
