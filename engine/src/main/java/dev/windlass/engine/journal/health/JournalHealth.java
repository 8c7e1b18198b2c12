package dev.windlass.engine.journal.health;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether calls may start: not while a write to the journal is older than a bound (its answer could
 * not be kept soon), and not while there is no room.
 *
 * <p>Writes come back about in the order in which they went, so the oldest is found by dropping the
 * ended ones from the front. Thread-safe; reading costs no lock.
 */
public final class JournalHealth {
  /** What the journal can do. */
  public enum Status {
    /** Writes come back in time. */
    OK,
    /** A write is older than the bound and may still come back, or writes fail. */
    STALLED,
    /** Writes fail, or take from the reserve, because the disk is full. */
    FULL
  }

  /**
   * The journal at one moment.
   *
   * @param oldestWrite age of the oldest write under way, zero when there is none
   */
  public record Reading(Status status, Duration oldestWrite) {
    public boolean mayStartCalls() {
      return status == Status.OK;
    }
  }

  /** One write under way. */
  public static final class Write {
    private final long startedNanos;
    private volatile boolean ended;

    private Write(long startedNanos) {
      this.startedNanos = startedNanos;
    }

    /** The write is durable, or has failed; saying so twice changes nothing. */
    public void end() {
      ended = true;
    }
  }

  private final ConcurrentLinkedDeque<Write> underWay = new ConcurrentLinkedDeque<>();
  private final long stallNanos;
  private final LongSupplier nanoClock;
  private volatile boolean full;
  private volatile boolean failing;

  /**
   * @param stallAfter age of a write from which the journal counts as stalled
   * @param nanoClock monotonic, such as {@code System::nanoTime}
   */
  public JournalHealth(Duration stallAfter, LongSupplier nanoClock) {
    this.stallNanos = stallAfter.toNanos();
    this.nanoClock = nanoClock;
  }

  public Write begin() {
    dropEnded();
    var write = new Write(nanoClock.getAsLong());
    underWay.addLast(write);
    return write;
  }

  /** Whether writes fail for another reason than room; counts as stalled. */
  public void failing(boolean now) {
    failing = now;
  }

  public void full(boolean now) {
    full = now;
  }

  public boolean isFull() {
    return full;
  }

  public Reading read() {
    var oldest = dropEnded();
    long age = oldest == null ? 0 : Math.max(0, nanoClock.getAsLong() - oldest.startedNanos);
    var stalled = failing || age > stallNanos;
    var status = full ? Status.FULL : stalled ? Status.STALLED : Status.OK;
    return new Reading(status, Duration.ofNanos(age));
  }

  private @Nullable Write dropEnded() {
    while (true) {
      var first = underWay.peekFirst();
      if (first == null || !first.ended) {
        return first;
      }
      underWay.remove(first);
    }
  }
}
