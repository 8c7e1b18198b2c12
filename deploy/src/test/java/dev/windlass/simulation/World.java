package dev.windlass.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Time and chance of one simulation. What is due runs in the order of its time; nothing else moves.
 * What a process would do is lost when it is killed, what stands outside of it goes on.
 */
public final class World {
  private record Due(long at, long number, int life, Runnable what) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
    }
  }

  private static final int OUTSIDE = -1;
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  public final Random random;
  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private long now = 1;
  private long numbers;
  private int life;

  World(long seed) {
    random = new Random(seed);
  }

  /** Nanoseconds, monotonic. */
  public long nanos() {
    return now;
  }

  public Instant instant() {
    return BEGIN.plusNanos(now);
  }

  /** How often the process was killed. */
  public int life() {
    return life;
  }

  /** Something the process will do, unless it is killed before. */
  public void later(long nanos, Runnable what) {
    due.add(new Due(now + Math.max(0, nanos), numbers++, life, what));
  }

  /** Something outside of the process. */
  public void outside(long nanos, Runnable what) {
    due.add(new Due(now + Math.max(0, nanos), numbers++, OUTSIDE, what));
  }

  /** Repeats for as long as the process lives. */
  public void every(Duration pause, Runnable what) {
    later(
        pause.toNanos(),
        () -> {
          what.run();
          every(pause, what);
        });
  }

  void kill() {
    life++;
  }

  /** Milliseconds between the two, as nanoseconds. */
  public long between(double lowMs, double highMs) {
    return (long) ((lowMs + random.nextDouble() * (highMs - lowMs)) * 1e6);
  }

  public boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Runs the next thing that is due; false when there is nothing. */
  boolean step() {
    var next = due.poll();
    if (next == null) {
      return false;
    }
    now = Math.max(now, next.at);
    if (next.life == OUTSIDE || next.life == life) {
      next.what.run();
    }
    return true;
  }
}
