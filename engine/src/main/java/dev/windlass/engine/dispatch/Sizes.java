package dev.windlass.engine.dispatch;

/**
 * What a job's steps in one lane cost in tokens, as far as its answers have shown: the length of
 * its prompts in tokens over the rough count of {@link Asked}, and the mean length of its answers.
 * Only a guess that keeps corrections small; the fair share itself rests on what was used.
 */
final class Sizes {
  /** Weight of the newest answer, once there were some. */
  private static final double FRESH = 1.0 / 32;

  private double promptScale = 1;
  private double answer;
  private long heard;

  /** At least 1: whatever it costs, it takes a place in the lane. */
  int expect(Asked asked) {
    double tokens = asked.prompt * promptScale + (heard == 0 ? asked.mostAnswer : answer);
    return Math.clamp(Math.round(tokens), 1, Asked.MOST_TOKENS);
  }

  void heard(Asked asked, double prompt, double answered) {
    heard++;
    double fresh = Math.max(FRESH, 1.0 / heard);
    promptScale += fresh * (prompt / asked.prompt - promptScale);
    answer += fresh * (answered - answer);
  }
}
