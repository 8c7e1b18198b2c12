package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.limits.LimitSignals;
import dev.windlass.workers.limits.Pause;
import dev.windlass.workers.limits.RefusalKind;
import dev.windlass.workers.limits.Reserve;
import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the end of a call: the limit learns from it, and the step ends, or is asked
 * again. Pure, beside the {@link Desk} that holds the step.
 *
 * <p>A refusal for the limit, or for an exhausted quota, costs none of the step's calls: it pauses
 * the limit, and the step waits with the others. Transient faults are asked again within the step's
 * policy. All else is the step's end.
 */
final class Endings {
  /** Stands before the name of a model that is none; see {@link ModelProvider#simulated}. */
  private static final String SIMULATED = "simulated:";

  private final Desk desk;
  private final boolean simulated;

  Endings(Desk desk, boolean simulated) {
    this.desk = desk;
    this.simulated = simulated;
  }

  void called(HeldStep step, CallResult result, long now, Instant wall) {
    if (!desk.leaves(step, now)) {
      return;
    }
    if (!step.riders.isEmpty()) {
      together(step, result, now, wall);
      return;
    }
    switch (result) {
      case CallResult.Answered answered -> answered(step, answered, now, wall);
      case CallResult.Failed failed -> failed(step, failed, now, wall);
      case CallResult.AskAgain again -> askAgain(step, again, now, wall);
    }
  }

  private void answered(HeldStep step, CallResult.Answered answer, long now, Instant wall) {
    var gate = desk.gate();
    var actual = used(step, answer);
    gate.settle(step.reserve, actual, step.counts, now);
    gate.served(step.startedAt);
    hear(step, answer, false, now, wall);
    desk.probe().answered(step.lane.latency, actual.output(), step.startedAt, step.inFlight, now);
    if (step.promptEstimate >= 0) {
      desk.setup().estimate().heard(step.call(), answer.usage());
      step.sizes.learn(step.promptEstimate, step.maxTokens, actual);
    }
    step.record(answer, answer.usage(), now);
    count(step, "answered", now);
    spent(step, actual.input(), actual.output(), answer.usage());
    desk.end(
        step,
        new StepOutcome.Answered(
            step.key(),
            answer.text(),
            step.paid.plus(answer.usage()),
            answer.finishReason(),
            simulated ? SIMULATED + step.call().lane() : step.call().lane(),
            step.attempts(),
            answer.toolCalls()));
  }

  /** The provider answered, and will answer another request for the same. */
  private void askAgain(HeldStep step, CallResult.AskAgain again, long now, Instant wall) {
    desk.gate().settle(step.reserve, Reserve.NONE, step.counts, now);
    desk.gate().served(step.startedAt);
    hear(step, again, false, now, wall);
    step.record(again.error(), now);
    count(step, again.error().kind().wireName(), now);
    desk.againAt(step, now, now);
  }

  /** The end of a request that several steps shared. */
  private void together(HeldStep first, CallResult result, long now, Instant wall) {
    var all = new ArrayList<HeldStep>();
    all.add(first);
    all.addAll(first.riders);
    first.riders.forEach(rider -> desk.leaves(rider, now));
    first.riders = List.of();
    switch (result) {
      case CallResult.Answered answered -> {
        var texts = Together.answers(answered.text(), all.size());
        if (texts == null) {
          var why = "the provider gave not one vector for each of " + all.size() + " texts";
          var error = CallError.of(FailureClass.BAD_REQUEST, why);
          notTogether(
              all,
              new CallResult.Failed(error, null, answered.signals(), null, answered.usage()),
              now,
              wall);
        } else {
          shared(all, answered, texts, now, wall);
        }
      }
      case CallResult.AskAgain(var error, var signals) ->
          notTogether(all, new CallResult.Failed(error, null, signals), now, wall);
      case CallResult.Failed failed -> {
        var kind = failed.error().kind();
        if (Together.blames(kind) || kind == FailureClass.CANCELLED) {
          notTogether(all, failed, now, wall);
        } else {
          failed(first, failed, now, wall);
          all.subList(1, all.size()).forEach(rider -> failedWith(rider, failed, now));
          desk.paused(now);
        }
      }
    }
  }

  private void shared(
      List<HeldStep> all, CallResult.Answered answer, List<String> texts, long now, Instant wall) {
    var first = all.getFirst();
    var actual = used(first, answer);
    desk.gate().settle(first.reserve, actual, first.counts, now);
    desk.gate().served(first.startedAt);
    hear(first, answer, false, now, wall);
    desk.probe().answered(first.lane.latency, 0, first.startedAt, first.inFlight, now);
    count(first, "answered", now);
    spent(first, actual.input(), actual.output(), answer.usage());
    var parts = Together.parts(answer.usage(), all);
    for (int i = 0; i < all.size(); i++) {
      var step = all.get(i);
      var usage = parts.get(i);
      if (step.promptEstimate >= 0) {
        desk.setup().estimate().heard(step.call(), usage);
        step.sizes.learn(
            step.promptEstimate,
            step.maxTokens,
            new Reserve(usage.inputTokens(), usage.outputTokens()));
      }
      step.record(answer, usage, now);
      desk.end(
          step,
          new StepOutcome.Answered(
              step.key(),
              texts.get(i),
              step.paid.plus(usage),
              answer.finishReason(),
              simulated ? SIMULATED + step.call().lane() : step.call().lane(),
              step.attempts()));
    }
  }

  /** One of the texts may be at fault, or one of the steps was cancelled: each goes for itself. */
  private void notTogether(List<HeldStep> all, CallResult.Failed failure, long now, Instant wall) {
    var first = all.getFirst();
    boolean nothingUsed = failure.error().status() >= 300;
    var used = nothingUsed ? Reserve.NONE : first.reserve;
    desk.gate().settle(first.reserve, used, first.counts, now);
    if (failure.error().status() > 0) {
      desk.gate().served(first.startedAt);
    }
    count(first, failure.error().kind().wireName(), now);
    hear(first, failure, false, now, wall);
    spent(first, failure.usage());
    var parts = Together.parts(failure.usage(), all);
    for (int i = 0; i < all.size(); i++) {
      var step = all.get(i);
      step.record(failure.error(), parts.get(i), now);
      step.alone |= failure.error().kind() != FailureClass.CANCELLED;
      desk.again(step, now);
    }
  }

  /** What becomes of a step whose request failed for reasons that are not its own. */
  private void failedWith(HeldStep rider, CallResult.Failed failure, long now) {
    var error = failure.error();
    rider.record(error, now);
    var refusal = failure.refusal();
    if (refusal == null || refusal == RefusalKind.TOO_LARGE) {
      retryOrEnd(rider, error, failure.retryAfter(), now);
    } else if (refusal == RefusalKind.QUOTA && desk.quotaWaitOver(rider, now)) {
      desk.end(rider, rider.unanswered(error));
    } else {
      desk.again(rider, now);
    }
  }

  private static Reserve used(HeldStep step, CallResult.Answered answer) {
    var usage = answer.usage();
    if (step.call().kind() == ModelCall.Kind.BUILT_IN) {
      return Reserve.NONE;
    }
    if (usage.inputTokens() == 0 && usage.outputTokens() == 0) {
      return new Reserve(Math.max(0, step.promptEstimate), answer.text().length() / 4 + 1);
    }
    return new Reserve(usage.inputTokens(), usage.outputTokens());
  }

  private void failed(HeldStep step, CallResult.Failed failure, long now, Instant wall) {
    var error = failure.error();
    // without a status nobody knows how far the provider came: then the reservation stays spent
    boolean nothingUsed = error.status() >= 300;
    desk.gate().settle(step.reserve, nothingUsed ? Reserve.NONE : step.reserve, step.counts, now);
    step.record(error, failure.usage(), now);
    count(step, error.kind().wireName(), now);
    spent(step, failure.usage());
    var asked = failure.retryAfter();
    if (asked == null) {
      asked = LimitSignals.retryAfter(failure.signals(), wall);
    }
    var refusal = failure.refusal();
    if (refusal == null || refusal == RefusalKind.TOO_LARGE) {
      faulty(step, failure, asked, now, wall);
      counted(step, refusal);
    } else {
      hear(step, failure, true, now, wall);
      boolean day = refusal == RefusalKind.RATE && desk.gate().isDaySpent();
      refused(step, error, day ? RefusalKind.DAILY : refusal, asked, now);
    }
  }

  /** What costs one of the step's calls, or ends it. */
  private void faulty(
      HeldStep step, CallResult.Failed failure, @Nullable Duration asked, long now, Instant wall) {
    var error = failure.error();
    if (error.status() > 0 && failure.refusal() == null) {
      desk.gate().served(step.startedAt);
    }
    if (error.kind() == FailureClass.OVERLOADED || error.kind() == FailureClass.TIMEOUT) {
      desk.probe().refused(true, step.inFlight, desk.inFlight(), step.startedAt, now);
    }
    hear(step, failure, false, now, wall);
    retryOrEnd(step, error, asked, now);
  }

  /** What costs none: the step waits, with all others or for itself. */
  private void refused(
      HeldStep step, CallError error, RefusalKind kind, @Nullable Duration asked, long now) {
    var gate = desk.gate();
    counted(step, kind);
    switch (kind) {
      case SLOPE -> {
        if (gate.tooSteep(step.startedAt, now)) {
          desk.probe().refused(true, step.inFlight, desk.inFlight(), step.startedAt, now);
          if (asked == null) {
            desk.again(step, now);
          } else {
            desk.againAt(step, now + asked.toNanos(), now);
          }
          return;
        }
        refusedForRate(step, error, asked, now);
      }
      case QUOTA, DAILY -> {
        boolean day = kind == RefusalKind.DAILY;
        var cause = day ? Pause.Cause.DAILY : Pause.Cause.QUOTA;
        // money comes back when somebody pays, whatever time is said
        var away = gate.park(cause, day ? asked : null, step.reserve, now);
        desk.hands().refused(away, cause);
        if (desk.quotaWaitOver(step, now)) {
          desk.end(step, step.unanswered(error));
          return;
        }
      }
      default -> refusedForRate(step, error, asked, now);
    }
    desk.again(step, now);
    desk.paused(now);
  }

  private void refusedForRate(HeldStep step, CallError error, @Nullable Duration asked, long now) {
    var gate = desk.gate();
    // a storm refuses whatever comes: it says nothing about how many, or how fast
    boolean storm = gate.pause().isProbing();
    var away = gate.refused(asked, step.reserve, step.startedAt, now);
    desk.hands().refused(away, Pause.Cause.BACKOFF);
    if (storm) {
      return;
    }
    var probe = desk.probe();
    boolean byCalls = probe.refused(false, step.inFlight, desk.inFlight(), step.startedAt, now);
    if (!byCalls || (gate.found().searched() && !probe.isCeiling())) {
      var unit = Refusals.unit(error);
      desk.hands().exceeded(unit, gate.passed(unit, step.takenBefore.calls()), step.startedAt);
    }
  }

  private void counted(HeldStep step, @Nullable RefusalKind kind) {
    if (kind != null) {
      desk.setup().metrics().refused(step.call().provider(), step.call().model(), kind.wireName());
    }
  }

  private void retryOrEnd(HeldStep step, CallError error, @Nullable Duration asked, long now) {
    step.failures++;
    var policy = step.call().retry();
    if (error.kind().transientFault() && step.failures < policy.max()) {
      long pause = RetryDelay.nanos(policy, step.failures, asked, desk.setup().random());
      desk.againAt(step, now + pause, now);
    } else {
      desk.end(step, step.unanswered(error));
    }
  }

  private void hear(HeldStep step, CallResult result, boolean refused, long now, Instant wall) {
    if (desk.gate().heard(result.signals(), refused, step.takenBefore, step.startedAt, now, wall)) {
      desk.hands().learned();
    }
  }

  private void count(HeldStep step, String outcome, long now) {
    desk.setup()
        .metrics()
        .called(step.call().provider(), step.call().model(), outcome, now - step.startedAt);
  }

  /** By a call that brought no answer. */
  private void spent(HeldStep step, Usage all) {
    if (!all.equals(Usage.NONE)) {
      spent(step, all.inputTokens(), all.outputTokens(), all);
    }
  }

  private void spent(HeldStep step, long input, long output, Usage paid) {
    var call = step.call();
    var metrics = desk.setup().metrics();
    metrics.tokens(call.provider(), call.model(), input, output);
    if (paid.costNanos() > 0) {
      metrics.cost(call.provider(), call.model(), paid.costNanos());
    }
  }
}
