package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.workers.limits.LimitSignals;
import dev.windlass.workers.limits.Reserve;
import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.time.Instant;
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
    switch (result) {
      case CallResult.Answered answered -> answered(step, answered, now, wall);
      case CallResult.Failed failed -> failed(step, failed, now, wall);
    }
  }

  private void answered(HeldStep step, CallResult.Answered answer, long now, Instant wall) {
    var gate = desk.gate();
    var actual = used(step, answer);
    gate.settle(step.reserve, actual, step.counts, now);
    gate.served(step.startedAt);
    hear(step, answer, false, now, wall);
    desk.probe()
        .answered(step.lane.latency, actual.output(), step.startedAt, step.inFlight, now);
    if (step.promptEstimate >= 0) {
      desk.setup().estimate().heard(step.call(), answer.usage());
      step.sizes.learn(step.promptEstimate, step.maxTokens, actual);
    }
    step.record(answer.status(), answer.requestId(), null, now);
    count(step, "answered", now);
    desk.setup()
        .metrics()
        .tokens(step.call().provider(), step.call().model(), actual.input(), actual.output());
    desk.end(
        step,
        new StepOutcome.Answered(
            step.key(),
            answer.text(),
            answer.usage(),
            answer.finishReason(),
            simulated ? SIMULATED + step.call().lane() : step.call().lane(),
            step.attempts()));
  }

  private static Reserve used(HeldStep step, CallResult.Answered answer) {
    var usage = answer.usage();
    if (usage.inputTokens() == 0 && usage.outputTokens() == 0) {
      return new Reserve(Math.max(0, step.promptEstimate), answer.text().length() / 4 + 1);
    }
    return new Reserve(usage.inputTokens(), usage.outputTokens());
  }

  private void failed(HeldStep step, CallResult.Failed failure, long now, Instant wall) {
    var error = failure.error();
    var kind = error.kind();
    // without a status nobody knows how far the provider came: then the reservation stays spent
    boolean nothingUsed = error.status() >= 300;
    desk.gate().settle(step.reserve, nothingUsed ? Reserve.NONE : step.reserve, step.counts, now);
    step.record(error, now);
    count(step, kind.wireName(), now);
    var asked = failure.retryAfter();
    if (asked == null) {
      asked = LimitSignals.retryAfter(failure.signals(), wall);
    }
    switch (kind) {
      case RATE_LIMITED -> {
        desk.gate().refused(asked, step.reserve, now);
        desk.hands().refused(asked == null ? Duration.ofSeconds(1) : asked);
        if (!desk.probe().refused(false, step.inFlight, step.startedAt, now)) {
          var unit = Refusals.unit(error);
          desk.hands()
              .exceeded(unit, desk.gate().passed(unit, step.admittedBefore), step.startedAt);
        }
        hear(step, failure, true, now, wall);
        desk.again(step, now);
      }
      case QUOTA -> {
        desk.gate().park(step.reserve, now);
        if (desk.quotaWaitOver(step, now)) {
          desk.end(step, step.unanswered(error));
        } else {
          desk.again(step, now);
        }
      }
      default -> {
        if (error.status() > 0) {
          desk.gate().served(step.startedAt);
        }
        if (kind == FailureClass.OVERLOADED) {
          desk.probe().refused(true, step.inFlight, step.startedAt, now);
        }
        hear(step, failure, false, now, wall);
        retryOrEnd(step, error, asked, now);
      }
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
    if (desk.gate()
        .heard(result.signals(), refused, step.admittedBefore, step.startedAt, now, wall)) {
      desk.hands().learned();
    }
  }

  private void count(HeldStep step, String outcome, long now) {
    desk.setup()
        .metrics()
        .called(step.call().provider(), step.call().model(), outcome, now - step.startedAt);
  }
}
