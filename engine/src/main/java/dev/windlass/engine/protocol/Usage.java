package dev.windlass.engine.protocol;

/**
 * What was used and what it cost.
 *
 * @param inputTokens tokens of the prompts
 * @param outputTokens tokens of the answers
 * @param costNanos billionths of a US dollar; 0 where the model's price is not known
 */
public record Usage(long inputTokens, long outputTokens, long costNanos) {
  public static final Usage NONE = new Usage(0, 0, 0);

  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        costNanos + other.costNanos);
  }
}
