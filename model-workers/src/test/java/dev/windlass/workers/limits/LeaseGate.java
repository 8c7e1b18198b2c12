package dev.windlass.workers.limits;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A node of {@link LeaseLife}: the real gate and the real borrower, and work that comes and goes.
 */
final class LeaseGate {
  /** Nobody: what is told to a gate goes by its name here. */
  private static final ActorRef<Governing.ToGate> NOBODY =
      TestInbox.<Governing.ToGate>create().getRef();

  private static final long BEAT = 250 * LeaseLife.MILLI;
  private static final int POOL = 512;

  final int node;
  boolean busy;
  boolean cutOff;
  private final LeaseLife life;
  private final ArrayDeque<Runnable> asleep = new ArrayDeque<>();
  private LimitGate gate;
  private Borrower borrower;
  private LeaseLife.Owner route;
  private long incarnation;
  private long clock;
  private long asleepUntil;
  private long wakeAt = Long.MAX_VALUE;
  private int inFlight;
  private int counted;
  private long countedEpoch;
  private Reserve next;
  private double used;
  private int sinceMark;
  private boolean up;
  private boolean settled;

  @SuppressWarnings("NullAway") // begun at once
  LeaseGate(LeaseLife life, int node) {
    this.life = life;
    this.node = node;
    this.route = life.owner();
    begin();
    life.later(life.between(0, 250), this::beat);
    life.later(life.between(0, 2_000), this::work);
  }

  private void begin() {
    incarnation = life.random.nextLong();
    clock = life.random.nextLong() >> 2;
    gate = new LimitGate(new Random(incarnation));
    borrower = new Borrower(LeaseLife.LIMIT, "n" + node, incarnation, gate, Duration.ofMillis(400));
    inFlight = 0;
    counted = 0;
    next = life.call();
    up = true;
  }

  String name() {
    return Lending.name("n" + node, incarnation);
  }

  LeaseLife.Owner route() {
    return route;
  }

  void routeTo(LeaseLife.Owner owner) {
    route = owner;
  }

  double used() {
    return used;
  }

  void mark() {
    sinceMark = 0;
  }

  int sinceMark() {
    return sinceMark;
  }

  @Override
  public String toString() {
    return "%s busy %s, epoch %d, share %.3f, slots %s, in flight %d (%d count), blocked by %s, calls %d, lease %d, cut %s"
        .formatted(
            name(),
            busy,
            gate.epoch(),
            gate.share(),
            gate.slots(),
            inFlight,
            counted(),
            gate.blockedBy(),
            sinceMark,
            gate.leaseNumber(),
            cutOff);
  }

  private long nanos() {
    return life.now + clock;
  }

  /** In the end some have work all the time, at least the first. */
  void settle() {
    settled = true;
    busy = node == 0 || life.random.nextBoolean();
    route = life.owner();
  }

  private void work() {
    if (!settled) {
      busy = life.random.nextInt(3) > 0;
      life.later(life.between(200, 8_000), this::work);
    }
  }

  private void does(Runnable what) {
    if (life.now < asleepUntil) {
      asleep.add(what);
    } else if (up) {
      what.run();
    }
  }

  void sleep(long nanos) {
    asleepUntil = Math.max(asleepUntil, life.now + nanos);
    life.later(nanos, this::wake);
  }

  void sleepWith(LeaseLife.Owner owner) {
    sleep(life.between(7_000, 15_000));
    // it goes on with the owner that it knows until it hears of another
    route = owner;
  }

  private void wake() {
    if (life.now >= asleepUntil) {
      pump();
      while (!asleep.isEmpty()) {
        does(asleep.poll());
      }
    }
  }

  void cut(long nanos) {
    cutOff = true;
    life.later(nanos, () -> cutOff = false);
  }

  void dies(long nanos) {
    if (life.random.nextBoolean()) {
      // in order: what is left comes back
      life.toOwner(this, borrower.close(nanos()));
    }
    up = false;
    asleep.clear();
    life.later(nanos, this::begin);
  }

  private void beat() {
    does(() -> {
      if (borrower.isDue(nanos())) {
        ask();
      }
      pump();
    });
    life.later(BEAT, this::beat);
  }

  void hear(Governing.ToGate what) {
    var heardBy = gate;
    does(() -> {
      if (gate == heardBy && what instanceof Governing.Leased lease) {
        if (!gate.holdsLease(nanos()) || lease.epoch() > gate.epoch()) {
          counted = 0;
        }
        boolean answer = borrower.leased(lease, nanos());
        if (answer) {
          ask();
        }
        pump();
      }
    });
  }

  private void ask() {
    boolean byCalls = gate.slots() != null && inFlight >= gate.slots() && !gate.holdsNothing();
    int waiting = busy ? POOL : 0;
    var report = gate.report(inFlight, POOL, waiting, 0, null, nanos());
    life.toOwner(this, borrower.ask(busy && !byCalls, inFlight + waiting, report, NOBODY, nanos()));
  }

  int counted() {
    return gate.holdsLease(nanos()) && countedEpoch == gate.epoch() ? counted : 0;
  }

  private void pump() {
    while (up && busy && life.now >= asleepUntil) {
      var slots = gate.slots();
      if (inFlight >= (slots == null ? POOL : slots)) {
        break;
      }
      if (life.isTooLarge(next)) {
        next = life.call(); // the provider would never take it
      }
      if (!gate.admit(next, 0, nanos())) {
        wakeLater();
        break;
      }
      call();
    }
    if (busy && borrower.isHungry(1, nanos())) {
      ask();
    }
  }

  private void call() {
    var reserve = next;
    next = life.call();
    long counts = gate.written(reserve, nanos());
    if (countedEpoch != gate.epoch()) {
      countedEpoch = gate.epoch();
      counted = 0;
    }
    inFlight++;
    counted++;
    sinceMark++;
    used += life.size(reserve);
    life.judge.call(life.size(reserve), life.inFlight(), life.now);
    var by = gate;
    long epoch = countedEpoch;
    life.later(
        life.between(20, 400),
        () ->
            does(() -> {
              if (gate == by) {
                ended(reserve, counts, epoch);
              }
            }));
  }

  private void ended(Reserve reserve, long counts, long epoch) {
    var slots = gate.slots();
    boolean tooMany = slots != null && inFlight > slots;
    inFlight--;
    counted = epoch == countedEpoch ? Math.max(0, counted - 1) : counted;
    gate.settle(reserve, reserve, counts, nanos());
    if (tooMany) {
      ask();
    }
    pump();
  }

  private void wakeLater() {
    if (gate.retryAt() == Long.MAX_VALUE) {
      return;
    }
    long at = life.now + Math.max(1_000, gate.retryAt() - nanos());
    if (wakeAt <= life.now || at < wakeAt) {
      wakeAt = at;
      life.later(
          at - life.now + life.random.nextInt(50_000),
          () -> {
            if (wakeAt == at) {
              wakeAt = Long.MAX_VALUE;
            }
            does(this::pump);
          });
    }
  }
}
