package dev.windlass.workers.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.ProviderSettings;
import dev.windlass.workers.provider.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A provider over a real socket, for tests; both transports. */
abstract class OverTheWire {
  static final String KEY = "sk-the-secret-itself";
  static final String PARIS =
      "{\"choices\":[{\"message\":{\"content\":\"Paris\"},\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}";
  private static ActorTestKit kit;

  private final Config config;
  private final Config own;
  @Nullable ModelProvider provider;

  OverTheWire(String client) {
    this(client, ConfigFactory.empty());
  }

  /**
   * @param own the provider's section
   */
  OverTheWire(String client, Config own) {
    this.own = own;
    config =
        ConfigFactory.parseString(
                "windlass.http.client = " + client + "\nwindlass.http.pekko.max-connections = 8")
            .withFallback(ConfigFactory.load())
            .resolve();
  }

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
    if (provider != null) {
      provider.close();
    }
  }

  ModelProvider provider() {
    return Objects.requireNonNull(provider);
  }

  CallResult ask(URI base) throws InterruptedException {
    return ask(base, call("{}", null), Duration.ofSeconds(20));
  }

  CallResult ask(URI base, ModelCall call, Duration timeout) throws InterruptedException {
    if (provider == null || !provider.address().equals(base.toString())) {
      provider = at(base);
    }
    return ended(call, timeout);
  }

  CallResult again(ModelCall call) throws InterruptedException {
    return ended(call, Duration.ofSeconds(10));
  }

  CallResult ended(ModelCall call, Duration timeout) throws InterruptedException {
    var results = new ArrayBlockingQueue<CallResult>(2);
    provider().call(request(call, timeout), results::add);
    return Objects.requireNonNull(results.poll(30, TimeUnit.SECONDS), "the call must end");
  }

  static ModelProvider.Request request(ModelCall call, Duration timeout) {
    return new ModelProvider.Request(call, "run_1/0/1", Instant.now().plus(timeout));
  }

  static CallResult.Failed failed(CallResult result) {
    assertThat(result).isInstanceOf(CallResult.Failed.class);
    return (CallResult.Failed) result;
  }

  ModelProvider at(URI base) {
    var settings =
        new ProviderSettings(
            "openai",
            "openai",
            base,
            "OPENAI_BASE_URL",
            new Secret(KEY),
            "OPENAI_API_KEY",
            own,
            config);
    return OpenAiFactory.at(base, false, settings, kit.system());
  }

  static ModelCall call(String options, @Nullable JsonNode schema) {
    try {
      return new ModelCall(
          "openai",
          "gpt-x",
          List.of(Message.of("user", "What is the capital of France?")),
          (com.fasterxml.jackson.databind.node.ObjectNode) Json.read(options),
          schema,
          Duration.ofSeconds(20),
          RetryPolicy.DEFAULT);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
