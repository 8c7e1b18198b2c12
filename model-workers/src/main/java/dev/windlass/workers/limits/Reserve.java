package dev.windlass.workers.limits;

/**
 * Tokens that a call is thought to need, or did need.
 *
 * @param input of its prompt
 * @param output of its answer
 */
public record Reserve(long input, long output) {
  public static final Reserve NONE = new Reserve(0, 0);

  double of(LimitKey.Unit unit) {
    return switch (unit) {
      case REQUESTS, CALLS -> 1;
      case TOKENS -> (double) input + output;
      case INPUT -> input;
      case OUTPUT -> output;
    };
  }
}
