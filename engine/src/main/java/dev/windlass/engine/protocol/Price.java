package dev.windlass.engine.protocol;

/**
 * What the tokens of a model cost, in trillionths of a US dollar (picodollars) each. A price of a
 * dollar a million tokens is a million of them, so six digits after the point are exact, and so are
 * the products. A call is rounded once, to the nearest billionth of a dollar, half a billionth up;
 * sums of calls are not rounded again.
 *
 * @param inputPicos a token of the prompt
 * @param cachedInputPicos a token of the prompt that the provider had cached
 * @param outputPicos a token of the answer
 */
public record Price(long inputPicos, long cachedInputPicos, long outputPicos) {
  /** The dearest token there may be: 10,000 dollars a million of them. */
  public static final long MOST_PICOS = 10_000_000_000L;

  private static final long PICOS_A_NANO = 1_000;

  /** No call has so many tokens: more is a provider's mistake, and would not fit into a product. */
  private static final long MOST_TOKENS = 400_000_000L;

  public Price {
    check(inputPicos);
    check(cachedInputPicos);
    check(outputPicos);
  }

  private static void check(long picos) {
    if (picos < 0 || picos > MOST_PICOS) {
      throw new IllegalArgumentException("a price must be 0 to " + MOST_PICOS + ", not " + picos);
    }
  }

  /** A call without anything cached, in billionths of a dollar. */
  public long nanos(long inputTokens, long outputTokens) {
    return nanos(inputTokens, 0, outputTokens);
  }

  /**
   * A call, in billionths of a dollar.
   *
   * @param inputTokens of the whole prompt
   * @param cachedTokens as many of them had the provider cached
   */
  public long nanos(long inputTokens, long cachedTokens, long outputTokens) {
    long input = bounded(inputTokens);
    long cached = Math.min(input, bounded(cachedTokens));
    long picos =
        (input - cached) * inputPicos
            + cached * cachedInputPicos
            + bounded(outputTokens) * outputPicos;
    return (picos + PICOS_A_NANO / 2) / PICOS_A_NANO;
  }

  private static long bounded(long tokens) {
    return Math.clamp(tokens, 0, MOST_TOKENS);
  }
}
