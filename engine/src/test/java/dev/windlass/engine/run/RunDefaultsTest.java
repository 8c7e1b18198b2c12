package dev.windlass.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.chain.ModelRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunDefaultsTest {
  @ParameterizedTest
  @CsvSource({
    "local/a, b, local/a",
    "a, b, openai/a",
    ", b, openai/b",
    ", groq/org/b, groq/org/b",
    "a, , openai/a",
    ", ,",
  })
  void theModelMeantIsTheChainsElseTheConfigured(
      @Nullable String said, @Nullable String configured, @Nullable String meant) {
    var found =
        new RunDefaults("openai", configured).meant(said == null ? null : ModelRef.of(said));

    assertThat(found == null ? null : found.toString()).isEqualTo(meant);
  }
}
