package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.WaitReason;
import dev.windlass.workers.limits.Borrower;
import dev.windlass.workers.limits.Governing;
import dev.windlass.workers.limits.LimitGate;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.Pause;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a pool says to the owner of its limit, and the lease it lives by. Not thread-safe. */
final class OwnerLine {
  private final PoolSetup setup;
  private final LimitGate gate;
  private final Desk desk;
  private final Borrower borrower;
  private final ActorRef<Governing.ToGate> self;
  private @Nullable String lease;

  /**
   * @param self where the owner's words are heard
   */
  OwnerLine(PoolSetup setup, LimitGate gate, Desk desk, ActorRef<Governing.ToGate> self) {
    this.setup = setup;
    this.gate = gate;
    this.desk = desk;
    this.self = self;
    this.borrower =
        new Borrower(
            setup.limit(),
            setup.node(),
            setup.random().nextLong(),
            gate,
            setup.settings().leaseRenewal(),
            setup.configured());
  }

  /** The owner spoke. */
  void heard(Governing.ToGate what, long now) {
    setup.metrics().governed();
    switch (what) {
      case Governing.Leased leased -> {
        boolean answer = borrower.leased(leased, now);
        desk.resume(leased.found());
        lease = setup.limit() + "/" + gate.epoch();
        if (answer) {
          renew(now);
        }
      }
      case Governing.Paused paused -> {
        gate.pausedElsewhere(paused.cause(), paused.away(), now);
        desk.paused(now);
      }
    }
  }

  /** The lease of now, as calls bear it; null before the first. */
  @Nullable String lease() {
    return lease;
  }

  /** Asks when the gate has run dry. */
  void renewIfHungry(long now) {
    if (borrower.isHungry(desk.ready(), now)) {
      renew(now);
    }
  }

  void renewIfDue(long now) {
    if (borrower.isDue(now)) {
      renew(now);
    }
  }

  void renew(long now) {
    boolean byCalls = gate.blockedBy() == WaitReason.CONCURRENCY && !gate.holdsNothing();
    tell(
        borrower.ask(
            desk.ready() > 0 && !byCalls,
            desk.inFlight() + desk.waiting(),
            gate.report(
                desk.inFlight(),
                desk.cap(),
                desk.waiting(),
                desk.standstill().heldMs(now),
                desk.standstill().key(),
                now),
            self,
            now));
  }

  void refused(Duration away, Pause.Cause cause, Instant at) {
    tell(borrower.refused(away, at, cause));
  }

  void exceeded(LimitKey.Unit unit, double passed, long agoNanos) {
    tell(borrower.exceeded(unit, passed, agoNanos));
  }

  /** Gives the lease back. */
  void close(long now) {
    tell(borrower.close(now));
  }

  private void tell(Governing.ToOwner what) {
    setup.metrics().governed();
    setup.owners().tell(what);
  }
}
