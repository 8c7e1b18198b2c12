package dev.windlass.engine.chain;

import dev.windlass.engine.protocol.Price;
import org.jspecify.annotations.Nullable;

/**
 * What the prompts of a preview would cost, each asked once of its own model and answered at the
 * first try, in billionths of a US dollar.
 *
 * @param lowNanos with empty answers; null where a model's price is not known
 * @param highNanos with answers as long as may be; null also where nothing bounds an answer
 */
public record PreviewCost(@Nullable Long lowNanos, @Nullable Long highNanos) {
  /** Of no call at all. */
  public static final PreviewCost NOTHING = new PreviewCost(0L, 0L);

  private static final PreviewCost UNKNOWN = new PreviewCost(null, null);

  /**
   * With one more call.
   *
   * @param price of its model, null where it is not known
   * @param mostOutputTokens its answer has at most; 0 where nothing says so
   */
  public PreviewCost plus(@Nullable Price price, long inputTokens, long mostOutputTokens) {
    if (price == null || lowNanos == null) {
      return UNKNOWN;
    }
    boolean open = mostOutputTokens == 0 && price.outputPicos() > 0;
    return new PreviewCost(
        lowNanos + price.nanos(inputTokens, 0),
        highNanos == null || open ? null : highNanos + price.nanos(inputTokens, mostOutputTokens));
  }
}
