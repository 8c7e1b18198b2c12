package dev.windlass.workers.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.api.EncodingType;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.engine.protocol.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEstimatorTest {
  private static final String ENGLISH =
      "The harbour was quiet that morning, and the boats lay side by side along the wall. ";
  private final TokenEstimator estimator = new TokenEstimator();

  @Test
  void anUnknownModelsPromptIsEstimatedByItsLength() {
    // 40 characters are 10 tokens, and three for the message
    assertThat(estimator.promptTokens(call("local", "x".repeat(40)))).isEqualTo(13);
  }

  @Test
  void charactersOfOtherScriptsCountWhole() {
    assertThat(estimator.promptTokens(call("local", "東京の人口は何人ですか"))).isEqualTo(11 + 3);
  }

  @Test
  void aKnownModelsPromptIsCounted() {
    var text = ENGLISH.repeat(20);
    var counted = Objects.requireNonNull(ModelEncodings.of("gpt-4o")).countTokensOrdinary(text) + 3;

    assertThat(estimator.promptTokens(call("gpt-4o", text)))
        .isBetween((long) counted, counted + 2L);
  }

  @Test
  void whatTheProviderReportsIsLearned() {
    for (int i = 0; i < 200; i++) {
      estimator.heard(call("local", "x".repeat(400)), new Usage(206, 5, 0));
    }
    // weight 103, reported 206: twice the weight from then on
    assertThat(estimator.promptTokens(call("local", "x".repeat(800)))).isEqualTo(406);
  }

  @Test
  void estimatesRiseAtOnceAndFallSlowly() {
    var call = call("local", "x".repeat(388)); // weighs 100
    estimator.heard(call, new Usage(100, 1, 0));
    estimator.heard(call, new Usage(300, 1, 0));
    assertThat(estimator.promptTokens(call)).isEqualTo(300);

    estimator.heard(call, new Usage(100, 1, 0));
    assertThat(estimator.promptTokens(call)).isEqualTo(290);
  }

  @Test
  void nonsenseFromAProviderIsBounded() {
    var call = call("local", "x".repeat(388));
    estimator.heard(call, new Usage(1_000_000_000, 1, 0));
    assertThat(estimator.promptTokens(call)).isEqualTo(1000);

    estimator.heard(call, Usage.NONE);
    assertThat(estimator.promptTokens(call)).isEqualTo(1000);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o-mini, O200K_BASE",
    "ft:gpt-4o:acme, O200K_BASE",
    "openai/gpt-4.1, O200K_BASE",
    "gpt-5-mini, O200K_BASE",
    "o3-mini, O200K_BASE",
    "gpt-4-turbo, CL100K_BASE",
    "gpt-3.5-turbo, CL100K_BASE",
    "llama-3.1-70b,",
    "claude-sonnet-4,",
    "mistral-large,"
  })
  void everyModelHasTheEncodingThatItsMakerSays(String model, @Nullable EncodingType encoding) {
    assertThat(ModelEncodings.typeOf(model)).isEqualTo(encoding);
  }

  private static ModelCall call(String model, String text) {
    return new ModelCall(
        "openai",
        model,
        List.of(Message.of("user", text)),
        Json.object(),
        null,
        Duration.ofSeconds(1),
        RetryPolicy.DEFAULT);
  }
}
