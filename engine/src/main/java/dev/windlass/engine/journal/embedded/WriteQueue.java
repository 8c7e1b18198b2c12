package dev.windlass.engine.journal.embedded;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A queue bounded by number and by bytes, whose reader takes as much as one transaction holds. */
final class WriteQueue<T extends WriteQueue.Weighty> {
  /** What has a weight. */
  interface Weighty {
    long bytes();
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition drained = lock.newCondition();
  private final Deque<T> waiting = new ArrayDeque<>();
  private final EmbeddedSettings settings;
  private long waitingBytes;
  private boolean closed;

  WriteQueue(EmbeddedSettings settings) {
    this.settings = settings;
  }

  /** Waits for room; false when the queue was closed. One above the bound alone is let in. */
  boolean put(T one) {
    lock.lock();
    try {
      while (!closed && !waiting.isEmpty() && isFull()) {
        drained.awaitUninterruptibly();
      }
      if (closed) {
        return false;
      }
      waiting.addLast(one);
      waitingBytes += one.bytes();
      filled.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull() {
    return waiting.size() >= settings.queueRequests() || waitingBytes >= settings.queueBytes();
  }

  /**
   * At least one as soon as there is one; nothing when the patience ran out; null when closed and
   * empty.
   *
   * @param patience null to wait for ever
   */
  @Nullable List<T> take(@Nullable Duration patience) {
    lock.lock();
    try {
      long nanos = patience == null ? Long.MAX_VALUE : patience.toNanos();
      while (waiting.isEmpty() && !closed && nanos > 0) {
        if (patience == null) {
          filled.awaitUninterruptibly();
        } else {
          nanos = filled.awaitNanos(nanos);
        }
      }
      return waiting.isEmpty() && closed ? null : drain();
    } catch (InterruptedException e) {
      // nobody interrupts the writer; should it happen, it only ends this wait
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private List<T> drain() {
    var batch = new ArrayList<T>();
    long bytes = 0;
    while (!waiting.isEmpty()
        && batch.size() < settings.batchRequests()
        && bytes < settings.batchBytes()) {
      var one = waiting.removeFirst();
      bytes += one.bytes();
      batch.add(one);
    }
    waitingBytes -= bytes;
    drained.signalAll();
    return batch;
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      filled.signalAll();
      drained.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
