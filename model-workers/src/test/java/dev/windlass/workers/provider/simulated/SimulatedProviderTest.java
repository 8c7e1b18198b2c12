package dev.windlass.workers.provider.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.Providers;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
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
import org.junit.jupiter.api.io.TempDir;

class SimulatedProviderTest {
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

  private Providers providers() {
    return Objects.requireNonNull(providers);
  }

  @Test
  void withoutAKeyOpenAiAnswersAndIsSaidToBeSimulated() throws Exception {
    var openai = startWith("latency = 0ms");

    assertThat(answer(openai, "gpt-4o-mini", "What is the capital of Japan?", "{}"))
        .isEqualTo("Tokyo");
    assertThat(openai.simulated()).isTrue();
    assertThat(providers().notices())
        .singleElement()
        .asString()
        .contains("SIMULATED")
        .contains("OPENAI_API_KEY");
    assertThat(providers().views().getFirst().type()).isEqualTo("simulated");
    assertThat(providers().views().getFirst().baseUrl()).startsWith("http://127.0.0.1:");
  }

  @Test
  void aStreamedAnswerIsTheSame() throws Exception {
    var openai = startWith("latency = 0ms");
    assertThat(answer(openai, "echo", "Größe 😀 and a long tail of words", "{\"stream\":true}"))
        .isEqualTo("Größe 😀 and a long tail of words");
  }

  @Test
  void everyFaultComesOutAsItsClassAndIsCounted() throws Exception {
    for (var fault :
        Map.of(
                "server-errors", FailureClass.SERVER_ERROR,
                "rate-limited", FailureClass.RATE_LIMITED,
                "reset", FailureClass.TRANSPORT,
                "garbage", FailureClass.TRANSPORT,
                "hang", FailureClass.TIMEOUT)
            .entrySet()) {
      var openai = startWith("latency = 0ms, " + fault.getKey() + " = 1");
      // whatever the machine does besides, only what hangs may take so long
      var deadline = Duration.ofMillis(fault.getKey().equals("hang") ? 300 : 30_000);
      for (int i = 0; i < 4; i++) {
        var failed = (CallResult.Failed) ask(openai, "echo", "x" + i, "{}", deadline);
        assertThat(failed.error().kind()).as(fault.getKey()).isEqualTo(fault.getValue());
      }
      providers().close();
    }
  }

  @Test
  void aCallBeyondTheLimitIsToldWhenToComeAgain() throws Exception {
    var openai = startWith("latency = 0ms, rpm = 60");
    assertThat(ask(openai, "echo", "a", "{}", Duration.ofSeconds(10)))
        .isInstanceOf(CallResult.Answered.class);

    var failed = (CallResult.Failed) ask(openai, "echo", "b", "{}", Duration.ofSeconds(10));

    assertThat(failed.error().kind()).isEqualTo(FailureClass.RATE_LIMITED);
    assertThat(failed.retryAfter()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
    assertThat(failed.signals()).containsEntry("x-ratelimit-limit-requests", "1");
  }

  @Test
  void aProviderMayKeepItsLimitsToItself() throws Exception {
    var openai = startWith("latency = 0ms, rpm = 60, headers = off");
    ask(openai, "echo", "a", "{}", Duration.ofSeconds(10));

    var failed = (CallResult.Failed) ask(openai, "echo", "b", "{}", Duration.ofSeconds(10));

    assertThat(failed.error().kind()).isEqualTo(FailureClass.RATE_LIMITED);
    assertThat(failed.signals()).doesNotContainKey("x-ratelimit-limit-requests");
  }

  @Test
  void theLogHasALineForEveryCall(@TempDir Path folder) throws Exception {
    var log = folder.resolve("calls");
    var openai = startWith("latency = 0ms, log = \"" + log + "\"");
    for (int i = 0; i < 20; i++) {
      answer(openai, "echo", "question " + i, "{}");
    }
    providers().close();

    var bodies = new HashSet<String>();
    var lines = Files.readAllLines(log);
    for (var line : lines) {
      var call = Json.read(line);
      assertThat(call.path("run").textValue()).isEqualTo("run_1/0/1");
      assertThat(call.path("lease").textValue()).isEqualTo("openai/1");
      assertThat(call.path("model").textValue()).isEqualTo("echo");
      assertThat(call.path("status").intValue()).isEqualTo(200);
      assertThat(call.path("end").longValue()).isGreaterThanOrEqualTo(call.path("at").longValue());
      assertThat(call.path("tokens").longValue()).isPositive();
      bodies.add(call.path("body").textValue());
    }
    assertThat(lines).hasSize(20);
    assertThat(bodies).hasSize(20);
  }

  @Test
  void aPortThatIsTakenIsSaid() throws Exception {
    try (var first = SimulatedProvider.start(SimulatedSettings.calm(Duration.ZERO))) {
      assertThatThrownBy(() ->
              SimulatedProvider.start(
                  SimulatedSettings.calm(Duration.ZERO), "127.0.0.1", first.port()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + first.port())
          .hasCauseInstanceOf(BindException.class);
    }
  }

  private ModelProvider startWith(String settings) {
    var config =
        ConfigFactory.parseString("windlass.simulated { " + settings + " }")
            .withFallback(ConfigFactory.load())
            .resolve();
    providers = Providers.start(config, Map.<String, String>of()::get, kit.system());
    return Objects.requireNonNull(providers.provider("openai"));
  }

  private static String answer(
      ModelProvider provider, String model, String question, String options) throws Exception {
    var ended = ask(provider, model, question, options, Duration.ofSeconds(10));
    assertThat(ended).isInstanceOf(CallResult.Answered.class);
    return ((CallResult.Answered) ended).text();
  }

  private static CallResult ask(
      ModelProvider provider, String model, String question, String options, Duration timeout)
      throws Exception {
    var call =
        new ModelCall(
            "openai",
            model,
            List.of(Message.of("user", question)),
            (com.fasterxml.jackson.databind.node.ObjectNode) Json.read(options),
            null,
            timeout,
            RetryPolicy.DEFAULT);
    var results = new ArrayBlockingQueue<CallResult>(1);
    provider.call(
        new ModelProvider.Request(call, "run_1/0/1", Instant.now().plus(timeout), "openai/1"),
        results::add);
    return Objects.requireNonNull(results.poll(30, TimeUnit.SECONDS), "the call must end");
  }
}
