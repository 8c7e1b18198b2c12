package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepOutcome.Answered;
import dev.windlass.engine.protocol.StepOutcome.Unanswered;

/** What a step's job is charged for it in the end, in tokens. */
final class Costs {
  private Costs() {}

  /**
   * Settles what was charged. A step that was called and got no answer is charged its prompt at
   * least: else a job whose calls all fail would never have had its turn. One that was never called
   * costs nothing.
   */
  static void settle(FairQueue lane, Asked asked, StepOutcome outcome) {
    switch (outcome) {
      case Answered answered -> {
        double used = answered.usage().inputTokens() + answered.usage().outputTokens();
        double prompt = used > 0 ? answered.usage().inputTokens() : asked.prompt;
        double answer = used > 0 ? answered.usage().outputTokens() : estimate(answered.text());
        var sizes = lane.settle(asked, prompt + answer);
        if (sizes != null) {
          sizes.heard(asked, prompt, answer);
        }
      }
      case Unanswered failed -> {
        double used = failed.usage().inputTokens() + failed.usage().outputTokens();
        lane.settle(asked, failed.attempts().isEmpty() ? 0 : Math.max(used, asked.prompt));
      }
    }
  }

  private static double estimate(String answer) {
    return answer.length() / 4.0 + 1;
  }
}
