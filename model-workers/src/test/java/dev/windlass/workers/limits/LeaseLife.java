package dev.windlass.workers.limits;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A limit's life from one seed: the real owner and the real gates in virtual time, each with a
 * clock of its own; messages late, lost, doubled and overtaken; nodes that stand still for a while,
 * that are cut off, that die; owners that are replaced while they sleep; figures that change; work
 * that comes and goes. Then the faults stop, and the limit has to be used.
 */
final class LeaseLife {
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1000 * MILLI;
  static final Duration LEASE = Duration.ofSeconds(2);
  static final LimitId LIMIT = new LimitId("p", "m");

  private record Event(long at, long number, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
    }
  }

  /** The journal, as far as it matters here. */
  private static final class Journal {
    long epoch;
    boolean lent;
  }

  final Random random;
  final LeaseJudge judge;
  final List<LeaseGate> gates = new ArrayList<>();
  long now;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Journal journal = new Journal();
  private final double losses;
  private final double delays;
  private final boolean faulty;
  private final double unit;
  private long numbers;
  private boolean quiet;
  private LimitFigures figures;
  private Owner owner;

  @SuppressWarnings("NullAway") // the owner begins below
  LeaseLife(long seed) {
    random = new Random(seed);
    faulty = random.nextInt(4) > 0;
    losses = faulty ? random.nextInt(3) * 0.08 : 0;
    delays = faulty ? random.nextInt(3) * 0.05 : 0;
    unit = random.nextInt(4) == 0 ? 100 : 1; // tokens, or calls
    figures = figures(1);
    double grace = faulty ? 2.1 : 1;
    judge =
        new LeaseJudge(perSecond(figures), burst(figures), slots(figures), (long) (grace * SECOND));
    owner = new Owner(random.nextInt(5));
    int nodes = 1 + random.nextInt(5);
    for (int i = 0; i < nodes; i++) {
      gates.add(new LeaseGate(this, i));
    }
  }

  boolean ofTokens() {
    return unit > 1 && hasRate();
  }

  private LimitFigures figures(double factor) {
    var chosen = new EnumMap<LimitKey, Double>(LimitKey.class);
    boolean rate = factor != 1 ? hasRate() : random.nextInt(8) > 0;
    if (rate) {
      double[] rates = {1.0 / 30, 0.5, 3, 8, 20};
      double calls = factor != 1 ? perSecond(figures) / unit : rates[random.nextInt(5)];
      chosen.put(unit > 1 ? LimitKey.TPM : LimitKey.RPM, calls * factor * unit * 60);
      double most = random.nextBoolean() ? 1 : 1 + random.nextInt(20);
      chosen.put(unit > 1 ? LimitKey.TBURST : LimitKey.BURST, Math.rint(most * unit));
    }
    if (!rate || random.nextInt(4) == 0) {
      chosen.put(LimitKey.CONCURRENCY, 1.0 + random.nextInt(12));
    }
    return new LimitFigures(chosen);
  }

  private boolean hasRate() {
    return perSecond(figures) > 0;
  }

  private static double perSecond(LimitFigures figures) {
    return figures.meters().stream().mapToDouble(Meter::perSecond).findFirst().orElse(0);
  }

  private static double burst(LimitFigures figures) {
    return figures.meters().stream().mapToDouble(Meter::capacity).findFirst().orElse(0);
  }

  private static int slots(LimitFigures figures) {
    var slots = figures.concurrency();
    return slots == null ? Integer.MAX_VALUE : slots;
  }

  /** What a call takes; never more than the bucket holds, so that the provider takes it. */
  Reserve call() {
    return ofTokens()
        ? new Reserve(1 + random.nextInt((int) Math.min(2 * unit, burst(figures))), 0)
        : Reserve.NONE;
  }

  boolean isTooLarge(Reserve call) {
    return ofTokens() && call.input() > burst(figures);
  }

  double size(Reserve call) {
    return ofTokens() ? call.input() : 1;
  }

  void later(long nanos, Runnable what) {
    events.add(new Event(now + Math.max(0, nanos), numbers++, what));
  }

  long between(double lowMs, double highMs) {
    return (long) ((lowMs + random.nextDouble() * (highMs - lowMs)) * MILLI);
  }

  private boolean chance(double probability) {
    return !quiet && random.nextDouble() < probability;
  }

  /** From node to node a message is lost, doubled or late now and then. */
  private void send(Runnable what) {
    int copies = chance(losses) ? 0 : chance(losses) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      later(chance(delays) ? between(5, 3000) : between(0.05, 3), what);
    }
  }

  void toOwner(LeaseGate from, Governing.ToOwner what) {
    send(() -> {
      var to = from.route();
      if (!to.dead && !cut(from, to)) {
        to.does(() -> to.hear(what));
      }
    });
  }

  private static boolean cut(LeaseGate gate, Owner owner) {
    return gate.cutOff && gate.node != owner.node;
  }

  Owner owner() {
    return owner;
  }

  /** One owner of the limit, on one node. */
  final class Owner implements Lending.Out {
    final int node;
    private final long clock = random.nextLong() >> 2;
    private final ArrayDeque<Runnable> asleep = new ArrayDeque<>();
    private Lending lending;
    private long epoch;
    private long asleepUntil;
    boolean dead;

    @SuppressWarnings("NullAway") // begun at once
    Owner(int node) {
      this.node = node;
      begin();
      tick();
    }

    private long nanos() {
      return now + clock;
    }

    /** As {@link ProviderLimits} does it: a new epoch in the journal first. */
    private void begin() {
      boolean fresh = !journal.lent;
      journal.lent = true;
      epoch = ++journal.epoch;
      var levels = new EnumMap<LimitKey, Double>(LimitKey.class);
      figures.meters().forEach(meter -> levels.put(meter.key(), fresh ? meter.capacity() : 0));
      long notBefore = fresh ? nanos() : nanos() + LEASE.toNanos();
      lending =
          new Lending(
              new Lending.Start(
                  LIMIT,
                  epoch,
                  LEASE,
                  false,
                  figures,
                  LimitFigures.NONE,
                  LimitFigures.NONE,
                  notBefore),
              levels,
              nanos(),
              this);
    }

    void does(Runnable what) {
      if (now < asleepUntil) {
        asleep.add(what);
      } else if (!dead) {
        what.run();
      }
    }

    private void tick() {
      does(() -> {
        lending.tick(nanos());
        lending.remind(nanos());
        if (lending.overslept(nanos())) {
          if (journal.epoch == epoch) {
            begin();
          } else {
            dead = true; // its first word in the journal is refused
          }
        }
      });
      if (!dead) {
        later(100 * MILLI, this::tick);
      }
    }

    void sleep(long nanos) {
      asleepUntil = now + nanos;
      later(
          nanos,
          () -> {
            while (!asleep.isEmpty() && now >= asleepUntil) {
              does(asleep.poll());
            }
          });
    }

    void hear(Governing.ToOwner what) {
      switch (what) {
        case Governing.Renew renew -> lending.hear(renew, nanos());
        case Governing.Returned returned -> lending.returned(returned, nanos());
        case Governing.Refused refused -> lending.refused(refused, nanos());
        case Governing.Exceeded exceeded -> lending.exceeded(exceeded, nanos());
      }
    }

    @Override
    public void tell(String gate, Governing.ToGate what) {
      for (var each : gates) {
        if (each.name().equals(gate)) {
          send(() -> {
            if (!cut(each, this) && each.name().equals(gate)) {
              each.hear(what);
            }
          });
        }
      }
    }

    @Override
    public void broken(String what) {
      throw new AssertionError(what);
    }
  }

  /** The owner is replaced, whether it is dead or only asleep. */
  private void replace() {
    var old = owner;
    if (random.nextBoolean()) {
      old.dead = true;
    } else {
      old.sleep(between(7_000, 15_000));
      gates.stream().filter(gate -> gate.node == old.node).forEach(gate -> gate.sleepWith(old));
    }
    later(
        between(old.dead ? 500 : 5_000, 6_900),
        () -> {
          owner = new Owner(random.nextInt(5));
          gates.forEach(gate -> later(between(0, 500), () -> gate.routeTo(owner)));
        });
  }

  private void change() {
    figures = figures(0.2 + random.nextDouble() * 2);
    judge.changed(now, perSecond(figures), burst(figures), slots(figures));
    var to = owner;
    to.does(() -> to.lending.change(figures, false, to.nanos()));
  }

  private void fault() {
    if (quiet) {
      return;
    }
    var gate = gates.get(random.nextInt(gates.size()));
    switch (random.nextInt(faulty ? 7 : 2)) {
      case 0, 1 -> {
        if (owner.asleepUntil <= now && !owner.dead) {
          change();
        }
      }
      case 2 -> gate.sleep(between(100, 10_000));
      case 3 -> gate.cut(between(500, 8_000));
      case 4 -> gate.dies(between(0, 3_000));
      case 5 -> owner.sleep(between(100, 4_000));
      default -> {
        if (!owner.dead && owner.asleepUntil <= now) {
          replace();
        }
      }
    }
    later(between(500, 9_000), this::fault);
  }

  /** How much of the limit was used once the faults were over, 0 to 1 and a little more. */
  double run() {
    long faults = between(5_000, 40_000);
    later(between(500, 5_000), this::fault);
    runUntil(faults);
    quiet = true;
    // what sleeps wakes, what was replaced is known, leases end, and a new owner waits for that
    runUntil(now + 22 * SECOND);
    gates.forEach(gate -> gate.settle());
    runUntil(now + 5 * SECOND);
    int before = judge.calls();
    double usedBefore = used();
    long from = now;
    gates.forEach(LeaseGate::mark);
    double each = hasRate() ? perSecond(figures) / unit : 1;
    double enough = Math.max(3 / each, Math.min(600, 150 / each));
    long span = ((long) Math.max(20, enough)) * SECOND;
    runUntil(now + span);
    checkStarving(judge.calls() - before);
    double seconds = (now - from) / 1e9;
    boolean bySlots = slots(figures) < Integer.MAX_VALUE;
    // at the end each may have nearly enough for one call
    double begun = (ofTokens() ? 2 * unit : unit) * gates.size();
    return !hasRate() || bySlots
        ? 1
        : (used() - usedBefore + begun) / (perSecond(figures) * seconds);
  }

  private double used() {
    return gates.stream().mapToDouble(LeaseGate::used).sum();
  }

  private void checkStarving(int calls) {
    int busy = (int) gates.stream().filter(gate -> gate.busy).count();
    for (var gate : gates) {
      if (gate.busy && gate.sinceMark() == 0 && calls >= 6 * busy) {
        throw new AssertionError(gate.name() + " starves beside " + calls + " calls");
      }
    }
    if (calls == 0) {
      throw new AssertionError("no call at all");
    }
  }

  private void runUntil(long end) {
    for (var next = events.peek(); next != null && next.at() <= end; next = events.peek()) {
      events.poll();
      now = next.at();
      next.what().run();
    }
    now = end;
  }

  @Override
  public String toString() {
    var text = new StringBuilder("at " + now / 1e9 + " s " + figures.values());
    gates.forEach(gate -> text.append('\n').append(gate));
    return text.toString();
  }

  /** Calls that count as in flight: those of gates that have held a lease ever since. */
  int inFlight() {
    return gates.stream().mapToInt(LeaseGate::counted).sum();
  }
}
