package dev.windlass.engine.partition;

import dev.windlass.engine.cache.CacheCommand.Learnt;
import dev.windlass.engine.cache.CacheCommand.Question;
import dev.windlass.engine.cache.CallDigest;
import dev.windlass.engine.protocol.Dispatching.StepWait;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A partition's questions for which another's answer will do. Each waits until the cache has an
 * answer, or says that this one asks; then it is offered like any other, and the cache is told what
 * came of it. Not durable: a partition that begins anew asks the cache anew.
 */
final class Sharing {
  /**
   * @param reading how the answer is read
   */
  record Wanted(StepRequest request, String reading) {}

  private record Parked(StepRequest request, String call, Instant since) {}

  /** What no one has answered or was sent to ask. */
  private final Map<StepKey, Parked> waiting = new LinkedHashMap<>();

  /** What this partition asks for all, by the digest of its call. */
  private final Map<StepKey, String> asking = new LinkedHashMap<>();

  private final List<Learnt> learnt = new ArrayList<>(0);
  private final List<Question> released = new ArrayList<>(0);

  boolean isEmpty() {
    return waiting.isEmpty() && asking.isEmpty();
  }

  /** How many of the partition's questions wait for another's answer. */
  int waiting() {
    return waiting.size();
  }

  /** Those of these that wait for another's answer. */
  List<StepWait> waits(List<StepKey> steps, Instant now) {
    var waits = new ArrayList<StepWait>();
    for (var step : steps) {
      var parked = waiting.get(step);
      if (parked != null) {
        long ms = Math.max(0, Duration.between(parked.since(), now).toMillis());
        waits.add(new StepWait(step, WaitReason.IDENTICAL, null, ms, -1));
      }
    }
    return waits;
  }

  /** Ends a decision: asks for what is new, and says what became of the rest. */
  void settle(String tenant, Draft draft) {
    if (!isEmpty()) {
      draft.withdrawn().forEach(this::release);
    }
    var questions = new ArrayList<Question>(0);
    for (var wanted : draft.shared) {
      var request = wanted.request();
      if (asking.containsKey(request.key())) {
        draft.offer(request); // who asks for others is asked again like any other
      } else {
        var call = CallDigest.of(tenant, wanted.reading(), request.call());
        waiting.put(request.key(), new Parked(request, call, draft.now()));
        questions.add(new Question(request.key(), call, false, request.mayBeRepeat()));
      }
    }
    if (!learnt.isEmpty() || !released.isEmpty()) {
      draft.last(news());
    }
    if (!questions.isEmpty()) {
      draft.last(new Action.AskCache(questions));
    }
  }

  private Action news() {
    var news = new Action.TellCache(List.copyOf(learnt), List.copyOf(released));
    learnt.clear();
    released.clear();
    return news;
  }

  /** This question wants no answer any more, or got none that is of use. */
  private void release(StepKey step) {
    var call = asking.remove(step);
    if (call != null) {
      released.add(new Question(step, call, true));
    }
    var parked = waiting.remove(step);
    if (parked != null) {
      released.add(new Question(step, parked.call(), false));
    }
  }

  /** What came of a question that was asked. */
  void heard(StepOutcome outcome, boolean ofUse) {
    if (ofUse && outcome instanceof StepOutcome.Answered answer) {
      var call = asking.remove(answer.key());
      if (call != null) {
        learnt.add(new Learnt(answer.key(), call, answer.text(), answer.model()));
      }
    } else {
      release(outcome.key());
    }
  }

  /** The cache has an answer; whether this question still waits for it. */
  boolean known(StepKey step) {
    return waiting.remove(step) != null;
  }

  /** This question is to be asked. */
  void go(StepKey step, Draft draft) {
    var parked = waiting.remove(step);
    if (parked != null) {
      asking.put(step, parked.call());
      draft.offer(parked.request());
    }
  }

  /**
   * The job makes a pause: nobody is to wait for it. What is at a worker will have an outcome; the
   * dispatcher says what else there is. All of it is asked anew when the job goes on.
   */
  void hold(Draft draft) {
    List.copyOf(waiting.keySet()).forEach(this::release);
    if (!released.isEmpty()) {
      draft.last(news());
    }
    if (!asking.isEmpty()) {
      draft.last(new Action.Recall(List.copyOf(asking.keySet())));
    }
  }

  /** In a pause: these are at no worker. */
  Action recalled(List<StepKey> steps) {
    steps.forEach(this::release);
    return news();
  }

  /**
   * All that still counts.
   *
   * @param open whether a question wants an answer
   */
  Action askAgain(Predicate<StepKey> open) {
    waiting.keySet().removeIf(step -> !open.test(step));
    asking.keySet().removeIf(step -> !open.test(step));
    var questions = new ArrayList<Question>(waiting.size() + asking.size());
    waiting.forEach(
        (step, parked) -> questions.add(new Question(step, parked.call(), false, true)));
    asking.forEach((step, call) -> questions.add(new Question(step, call, true)));
    return new Action.AskCache(questions);
  }
}
