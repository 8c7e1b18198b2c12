package dev.windlass.workers.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.Price;
import dev.windlass.workers.provider.openai.OpenAiFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTableTest {
  private static PriceSettings settings(String text) {
    return PriceSettings.of(ConfigFactory.parseString(text).resolve());
  }

  private static PriceSettings ofX(String prices) {
    return settings("windlass.providers.x.prices = " + prices);
  }

  @Test
  void aPriceOfAMillionTokensIsReadExactly() {
    var prices =
        ofX(
            """
            {
              "gpt-4o-mini" { input = 0.15, output = 0.60, cached-input = 0.075 }
              "gpt-4.1" { input = 2, output = 8 }
              tiny { input = 0.000001, output = "0.0375", cached-input = 0 }
              dearest { input = 10000, output = 1e4 }
            }
            """);

    assertThat(prices.of("x", "gpt-4o-mini")).isEqualTo(new Price(150_000, 75_000, 600_000));
    // without a price of its own a cached token costs what any does
    assertThat(prices.of("x", "gpt-4.1")).isEqualTo(new Price(2_000_000, 2_000_000, 8_000_000));
    assertThat(prices.of("x", "tiny")).isEqualTo(new Price(1, 0, 37_500));
    assertThat(prices.of("x", "dearest"))
        .isEqualTo(new Price(10_000_000_000L, 10_000_000_000L, 10_000_000_000L));
  }

  @Test
  void aModelOfWhichNothingIsSaidHasThePriceOfEveryModelOrNone() {
    var prices =
        settings(
            """
            windlass.providers {
              a.prices { "*" { input = 1, output = 2 }, m { input = 3, output = 4 } }
              b.prices { m { input = 5, output = 6 } }
              c { type = simulated }
            }
            """);

    assertThat(prices.of("a", "m")).isEqualTo(new Price(3_000_000, 3_000_000, 4_000_000));
    assertThat(prices.of("a", "other")).isEqualTo(new Price(1_000_000, 1_000_000, 2_000_000));
    assertThat(prices.of("b", "other")).isNull();
    assertThat(prices.of("c", "m")).isNull();
    assertThat(prices.of("nobody", "m")).isNull();
    assertThat(settings("").of("openai", "gpt-x")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | windlass.providers.x.prices: must be a section of models",
        "{ m = 0.15 } | windlass.providers.x.prices.m: must be a section",
        "{ m { output = 1 } } | windlass.providers.x.prices.m.input: is missing",
        "{ m { input = 1 } } | windlass.providers.x.prices.m.output: is missing",
        "{ '*' {} } | windlass.providers.x.prices.*.input: is missing",
        "{ m { input = -1, output = 1 } } | windlass.providers.x.prices.m.input: must be 0 to 10000 US dollars a million tokens, not -1",
        "{ m { input = 10001, output = 1 } } | windlass.providers.x.prices.m.input: must be 0 to 10000 US",
        "{ m { input = 1e999999999, output = 1 } } | windlass.providers.x.prices.m.input: must be 0 to 10000 US",
        "{ m { input = cheap, output = 1 } } | windlass.providers.x.prices.m.input: must be a number of US dollars a million tokens",
        "{ m { input = true, output = 1 } } | windlass.providers.x.prices.m.input: must be a number",
        "{ m { input = [1], output = 1 } } | windlass.providers.x.prices.m.input: must be a number",
        "{ m { input = NaN, output = 1 } } | windlass.providers.x.prices.m.input: must be a number",
        "{ m { input = 0.0000001, output = 1 } } | windlass.providers.x.prices.m.input: has more than 6 digits",
        "{ m { input = 1, output = 1, outputs = 2 } } | windlass.providers.x.prices.m.outputs: is no price; there are [input, output, cached-input]",
        "{ gpt-4.1 { input = 1, output = 1 } } | windlass.providers.x.prices.gpt-4.1: is no price; there are [input, output, cached-input], and a model with a dot in its name stands in quotes",
      })
  void aPriceThatMakesNoSenseIsRefusedByItsPlaceWithWhatToWrite(String prices, String said) {
    assertThatThrownBy(() -> ofX(prices.replace('\'', '"')))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageStartingWith(said);
  }

  @Test
  void aWrongPriceIsRefusedAtTheStartAlsoWhereTheProviderIsNotCalled() {
    var config =
        ConfigFactory.parseString(
            "windlass.providers.openai.prices { m { input = free, output = 1 } }");
    var reader =
        new ProvidersReader(
            config, name -> null, Map.of("openai", new OpenAiFactory()), name -> false);

    assertThatThrownBy(reader::read)
        .isInstanceOf(InvalidSetting.class)
        .hasMessageStartingWith("windlass.providers.openai.prices.m.input: ");
  }
}
