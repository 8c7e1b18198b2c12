package dev.windlass.workers.provider.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.Providers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Embeddings over OpenAI's wire, from the simulated provider. */
class EmbeddingsTest {
  private static ActorTestKit kit;
  private @Nullable Providers providers;

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @AfterEach
  void close() {
    if (providers != null) {
      providers.close();
    }
  }

  private ModelProvider provider(String settings) {
    var config =
        ConfigFactory.parseString("windlass.simulated { latency = 0ms, " + settings + " }")
            .withFallback(ConfigFactory.load())
            .resolve();
    var calledAlone = Map.<String, String>of();
    providers = Providers.start(config, calledAlone::get, "openai"::equals, kit.system());
    return Objects.requireNonNull(providers.provider("openai"));
  }

  private static CallResult embed(ModelProvider provider, String options, String... texts)
      throws Exception {
    var call =
        new ModelCall(
            "openai",
            "text-embedding-3-small",
            Arrays.stream(texts).map(text -> Message.of("user", text)).toList(),
            (ObjectNode) Json.read(options),
            null,
            Duration.ofSeconds(10),
            RetryPolicy.DEFAULT,
            ModelCall.Kind.EMBEDDING);
    var results = new ArrayBlockingQueue<CallResult>(1);
    provider.call(
        new ModelProvider.Request(call, "run_1/0/1", Instant.now().plusSeconds(10)), results::add);
    return Objects.requireNonNull(results.poll(30, TimeUnit.SECONDS), "the call must end");
  }

  private static JsonNode answered(CallResult result) throws Exception {
    assertThat(result).isInstanceOf(CallResult.Answered.class);
    return Json.read(((CallResult.Answered) result).text());
  }

  private static double nearness(JsonNode one, JsonNode other) {
    double sum = 0;
    for (int i = 0; i < one.size(); i++) {
      sum += one.get(i).asDouble() * other.get(i).asDouble();
    }
    return sum;
  }

  @Test
  void aTextIsAVectorOfLengthOneAndAlwaysTheSame() throws Exception {
    var openai = provider("");

    var vector = answered(embed(openai, "{}", "How many days of vacation?"));

    assertThat(vector).hasSize(256);
    assertThat(nearness(vector, vector)).isBetween(0.999, 1.001);
    assertThat(answered(embed(openai, "{}", "How many days of vacation?"))).isEqualTo(vector);
  }

  @Test
  void severalTextsAreSeveralVectorsInTheirOrderAndSimilarOnesAreNear() throws Exception {
    var result =
        embed(
            provider(""),
            "{\"dimensions\": 512}",
            "vacation days of a year",
            "days of vacations in the year",
            "the laptop is broken");
    var vectors = answered(result);

    assertThat(vectors).hasSize(3).allMatch(each -> each.size() == 512);
    assertThat(nearness(vectors.get(0), vectors.get(1)))
        .isGreaterThan(nearness(vectors.get(0), vectors.get(2)) + 0.3);
    // four characters a token, and one a text: 23, 29 and 20 characters
    assertThat(((CallResult.Answered) result).usage().inputTokens())
        .isEqualTo(5 + 1 + 7 + 1 + 5 + 1);
  }

  @Test
  void anEmptyTextIsRefusedAsABadRequest() throws Exception {
    var failed = (CallResult.Failed) embed(provider(""), "{}", "good", "");

    assertThat(failed.error().kind()).isEqualTo(FailureClass.BAD_REQUEST);
  }

  @Test
  void embeddingsCountAgainstTheLimits() throws Exception {
    var openai = provider("rpm = 60");
    answered(embed(openai, "{}", "a"));

    var failed = (CallResult.Failed) embed(openai, "{}", "b");

    assertThat(failed.error().kind()).isEqualTo(FailureClass.RATE_LIMITED);
    assertThat(failed.retryAfter()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
  }
}
