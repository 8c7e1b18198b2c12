package dev.windlass.deploy.bench.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitOptionsTest {
  private static LimitOptions parse(String... words) {
    return LimitOptions.parse(words, Path.of("windlass"));
  }

  @Test
  void withoutWordsEverythingIsMeasured() {
    assertThat(parse().scenarios()).isEqualTo(Scenario.ALL);
  }

  @Test
  void onlyTheNamedOnesAreMeasuredInTheirOrder() {
    assertThat(parse("--only", "storm,rpm").scenarios())
        .extracting(Scenario::name)
        .containsExactly("storm", "rpm");
  }

  @Test
  void anUnknownNameIsRefusedWithTheListOfThose() {
    assertThatThrownBy(() -> parse("--only", "rmp"))
        .hasMessageContaining("there is no scenario 'rmp'")
        .hasMessageContaining("unconfigured-bare");
  }

  @Test
  void theHelpSaysHowLongEachTakes() {
    assertThat(LimitOptions.usage().lines())
        .anyMatch(line -> line.contains("storm") && line.contains("115 s"));
  }

  @Test
  void aProviderIsToldItsFlagsInItsOwnManner() {
    var flags = ProviderFlags.RPM_6000.withoutHeaders();

    assertThat(flags.singleDash()).contains("-rpm", "6000", "-rburst", "100", "-headers=false");
    assertThat(flags.doubleDash()).contains("--rpm", "--no-headers");
  }

  @Test
  void oneMissedFigureMissesTheOutcome() {
    var kept = Outcome.Figure.atMost("a", 1, 2, "%.0f");
    var missed = Outcome.Figure.atLeast("b", 1, 2, "%.0f");
    var told = Outcome.Figure.told("c", "%.0f", 7);

    assertThat(new Outcome("x", List.of(kept, told), 0, 1, 0).reached()).isTrue();
    assertThat(new Outcome("x", List.of(kept, missed), 0, 1, 0).reached()).isFalse();
    assertThat(Outcome.broken("x").reached()).isFalse();
  }
}
