package dev.windlass.engine.cache;

import dev.windlass.engine.cache.CacheCommand.Question;
import dev.windlass.engine.protocol.StepKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for which call, and who waits for it. One step asks at a time; when it ends without an
 * answer the next one does. In memory alone: who still wants an answer says so every few seconds,
 * and a bucket that has just come up learns it again. Until all have had the time to say so, who
 * may have been known to the bucket of before waits for whoever asks already; who is new asks at
 * once.
 *
 * @param <R> where a step is told
 */
final class Queues<R> {
  /** A step that waits, and where it is told. */
  record Waiter<R>(StepKey step, R replyTo) {}

  private static final class Queue<R> {
    @Nullable StepKey asker;
    Instant askerHeard = Instant.EPOCH;
    final Map<StepKey, R> waiters = new LinkedHashMap<>();
    final Map<StepKey, Instant> heard = new HashMap<>();
  }

  private final Map<String, Queue<R>> byCall = new HashMap<>();
  private final Duration learning;

  /** When whoever asks has said so; null before the first question. */
  private @Nullable Instant knowsAskers;

  /**
   * @param learning within which whoever asks says so again
   */
  Queues(Duration learning) {
    this.learning = learning;
  }

  /** Whether this step asks now; it may have been told so before. */
  boolean ask(Question question, R replyTo, Instant now) {
    boolean learns = learns(now);
    var queue = byCall.computeIfAbsent(question.call(), call -> new Queue<>());
    var step = question.step();
    boolean mayBeAsked = question.again() || !queue.waiters.isEmpty();
    if (queue.asker == null
        ? question.asking() || !mayBeAsked || !learns
        : step.equals(queue.asker)) {
      queue.asker = step;
      queue.askerHeard = now;
      queue.waiters.remove(step);
      queue.heard.remove(step);
      return true;
    }
    if (!question.asking()) { // who asks beside another, as told by a bucket of before, goes on
      queue.waiters.put(step, replyTo);
      queue.heard.put(step, now);
    }
    return false;
  }

  private boolean learns(Instant now) {
    if (knowsAskers == null) {
      knowsAskers = now.plus(learning);
    }
    return now.isBefore(knowsAskers);
  }

  /** The answer is there: nobody waits any more. Those who did, in order. */
  List<Waiter<R>> answered(String call) {
    var queue = byCall.remove(call);
    var waiters = new ArrayList<Waiter<R>>();
    if (queue != null) {
      queue.waiters.forEach((step, replyTo) -> waiters.add(new Waiter<>(step, replyTo)));
    }
    return waiters;
  }

  /** This step asks or waits no more. Who asks in its place, or null. */
  @Nullable Waiter<R> released(Question question, Instant now) {
    var queue = byCall.get(question.call());
    if (queue == null) {
      return null;
    }
    queue.waiters.remove(question.step());
    queue.heard.remove(question.step());
    return question.step().equals(queue.asker) ? next(question.call(), queue, now) : null;
  }

  private @Nullable Waiter<R> next(String call, Queue<R> queue, Instant now) {
    var first = queue.waiters.entrySet().iterator();
    if (!first.hasNext()) {
      byCall.remove(call);
      return null;
    }
    var next = first.next();
    first.remove();
    queue.heard.remove(next.getKey());
    queue.asker = next.getKey();
    queue.askerHeard = now;
    return new Waiter<>(next.getKey(), next.getValue());
  }

  /** Forgets who was silent for longer than this. Those who ask in the place of others. */
  List<Waiter<R>> forgetSilent(Duration longest, Instant now) {
    var before = now.minus(longest);
    var promoted = new ArrayList<Waiter<R>>();
    for (var call : List.copyOf(byCall.keySet())) {
      var queue = byCall.get(call);
      if (queue == null) {
        continue;
      }
      queue.heard.entrySet().removeIf(each -> each.getValue().isBefore(before));
      queue.waiters.keySet().retainAll(queue.heard.keySet());
      if (queue.asker == null ? !learns(now) : queue.askerHeard.isBefore(before)) {
        var next = next(call, queue, now);
        if (next != null) {
          promoted.add(next);
        }
      }
    }
    return promoted;
  }

  boolean isEmpty() {
    return byCall.isEmpty();
  }
}
