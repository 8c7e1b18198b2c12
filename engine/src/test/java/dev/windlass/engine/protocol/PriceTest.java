package dev.windlass.engine.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTest {
  /** 0.15, 0.075 and 0.60 dollars a million tokens. */
  private static final Price SMALL = new Price(150_000, 75_000, 600_000);

  @ParameterizedTest
  @CsvSource({
    // a million tokens cost what the list says: 0.15, 0.075, 0.60 dollars
    "1000000, 0, 0, 150000000",
    "1000000, 1000000, 0, 75000000",
    "0, 0, 1000000, 600000000",
    // 12 x 150 + 3 x 600
    "12, 0, 3, 3600",
    // (2006 - 1920) x 150 + 1920 x 75 + 300 x 600 = 12900 + 144000 + 180000
    "2006, 1920, 300, 336900",
    // more cached than there are: all of them
    "10, 99, 0, 750",
    // what makes no sense costs nothing
    "-5, -5, -5, 0",
  })
  void aCallCostsItsTokensAtTheirPrices(long input, long cached, long output, long nanos) {
    assertThat(SMALL.nanos(input, cached, output)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @CsvSource({
    // 37.5 billionths a token: 37.5 and 112.5 are rounded up, 75 is whole
    "37500, 1, 38",
    "37500, 2, 75",
    "37500, 3, 113",
    // 0.499, 0.500, 0.501 of a billionth
    "499, 1, 0",
    "500, 1, 1",
    "501, 1, 1",
    // the call is rounded, not the token: 1000 x 0.0004 dollars a million are 400 billionths
    "400, 1000, 400",
  })
  void aCallIsRoundedOnceToTheNearestBillionth(long picos, long tokens, long nanos) {
    assertThat(new Price(picos, 0, 0).nanos(tokens, 0)).isEqualTo(nanos);
    assertThat(new Price(0, 0, picos).nanos(0, tokens)).isEqualTo(nanos);
  }

  @Test
  void noNumberOfTokensAndNoPriceOverflows() {
    var dearest = new Price(Price.MOST_PICOS, Price.MOST_PICOS, Price.MOST_PICOS);
    // 400 million tokens of a hundredth of a dollar each, twice: 8 million dollars
    assertThat(dearest.nanos(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE))
        .isEqualTo(8_000_000_000_000_000L);
  }

  @Test
  void aPriceBelowNothingIsNone() {
    assertThatThrownBy(() -> new Price(0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Price(0, 0, Price.MOST_PICOS + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
