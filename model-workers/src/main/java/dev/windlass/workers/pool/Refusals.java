package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.workers.limits.LimitId;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.Meter;
import dev.windlass.workers.limits.Pause;
import dev.windlass.workers.limits.Reserve;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ends of steps that no provider decided. */
final class Refusals {
  private Refusals() {}

  static StepOutcome tooLarge(HeldStep step, Reserve needs, Meter meter, LimitId limit) {
    return step.unanswered(
        CallError.of(
            FailureClass.TOO_LARGE,
            ("the call needs about %d tokens for its prompt and up to %d for its answer, but %s of"
                    + " %s lets one call take at most %d: shorten the prompt, ask for a shorter"
                    + " answer, or raise the limit")
                .formatted(
                    needs.input(),
                    needs.output(),
                    meter.key().wireName(),
                    limit,
                    (long) meter.largest())));
  }

  /**
   * What a refusal for a rate counted: tokens where the provider names them, in OpenAI's type or in
   * the words of the others ("input tokens per minute"), else calls.
   */
  static LimitKey.Unit unit(CallError error) {
    boolean tokens = names(error.type()) || names(error.code()) || names(error.message());
    return tokens ? LimitKey.Unit.TOKENS : LimitKey.Unit.REQUESTS;
  }

  private static boolean names(@Nullable String text) {
    return text != null && (text.contains("tokens") || text.contains("Tokens"));
  }

  static StepOutcome parked(HeldStep step, LimitId limit, Pause.Cause cause, Duration quotaWait) {
    boolean day = cause == Pause.Cause.DAILY;
    return step.unanswered(
        CallError.of(
            day ? FailureClass.RATE_LIMITED : FailureClass.QUOTA,
            "%s of %s has been exhausted for longer than windlass.quota-wait (%s)"
                .formatted(day ? "what a day allows" : "the quota", limit, quotaWait)));
  }

  static StepOutcome cancelled(HeldStep step) {
    return step.unanswered(CallError.of(FailureClass.CANCELLED, "the job was cancelled"));
  }
}
