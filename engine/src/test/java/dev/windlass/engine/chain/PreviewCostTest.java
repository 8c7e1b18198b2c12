package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.Price;
import org.junit.jupiter.api.Test;

class PreviewCostTest {
  /** One dollar a million tokens in, and four out. */
  private static final Price PRICE = new Price(1_000_000, 500_000, 4_000_000);

  @Test
  void theLowestCostIsThatOfThePromptsAndTheHighestHasTheLongestAnswers() {
    var cost = PreviewCost.NOTHING.plus(PRICE, 10, 100).plus(PRICE, 7, 50);

    // 17 x 1,000; and 150 x 4,000 more
    assertThat(cost).isEqualTo(new PreviewCost(17_000L, 617_000L));
  }

  @Test
  void whereNothingBoundsAnAnswerNoHighestCostIsKnown() {
    assertThat(PreviewCost.NOTHING.plus(PRICE, 10, 0).plus(PRICE, 10, 5))
        .isEqualTo(new PreviewCost(20_000L, null));
  }

  @Test
  void anAnswerThatCostsNothingNeedsNoBound() {
    assertThat(PreviewCost.NOTHING.plus(new Price(1_000_000, 0, 0), 10, 0))
        .isEqualTo(new PreviewCost(10_000L, 10_000L));
  }

  @Test
  void aModelWithoutAPriceLeavesNothingKnown() {
    assertThat(PreviewCost.NOTHING.plus(PRICE, 10, 5).plus(null, 10, 5).plus(PRICE, 10, 5))
        .isEqualTo(new PreviewCost(null, null));
  }

  @Test
  void noCallCostsNothing() {
    assertThat(PreviewCost.NOTHING).isEqualTo(new PreviewCost(0L, 0L));
  }
}
