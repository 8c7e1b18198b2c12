package dev.windlass.workers.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.http.RawServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a call costs, where its model has a price. */
class PricedCallsTest extends OverTheWire {
  PricedCallsTest() {
    super(
        "netty",
        ConfigFactory.parseString(
            """
            prices {
              "gpt-x" { input = 0.15, output = 0.60, cached-input = 0.075 }
              "embedder" { input = 0.02, output = 0 }
            }
            """));
  }

  private CallResult answered(String body) throws Exception {
    try (var server = RawServer.answering(200, "", body)) {
      return ask(server.url());
    }
  }

  @Test
  void anAnswerCostsWhatItsTokensCost() throws Exception {
    var answer = (CallResult.Answered) answered(PARIS);

    // 9 x 150 + 1 x 600 billionths
    assertThat(answer.usage()).isEqualTo(new Usage(9, 1, 1_950));
  }

  /** The usage is the example of OpenAI's guide to prompt caching. */
  @Test
  void tokensThatTheProviderHadCachedCostLess() throws Exception {
    var answer =
        (CallResult.Answered)
            answered(
                """
                {"choices":[{"message":{"content":"Paris"},"finish_reason":"stop"}],
                 "usage":{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,
                   "prompt_tokens_details":{"cached_tokens":1920,"audio_tokens":null},
                   "completion_tokens_details":{"reasoning_tokens":0,
                     "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}
                """);

    // 86 x 150 + 1920 x 75 + 300 x 600
    assertThat(answer.usage()).isEqualTo(new Usage(2006, 300, 336_900));
  }

  @Test
  void aRefusalOfTheModelIsPaid() throws Exception {
    var refused =
        failed(
            answered(
                """
                {"choices":[{"message":{"refusal":"No."},"finish_reason":"stop"}],
                 "usage":{"prompt_tokens":10,"completion_tokens":2}}
                """));

    assertThat(refused.error().kind()).isEqualTo(FailureClass.REFUSED);
    // 10 x 150 + 2 x 600
    assertThat(refused.usage()).isEqualTo(new Usage(10, 2, 2_700));
  }

  @Test
  void anAnswerThatCannotBeReadIsPaidAsFarAsTheProviderTells() throws Exception {
    var usage = "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2}";
    for (var body :
        List.of(
            "{" + usage + ",\"choices\":[]}",
            "{" + usage + ",\"choices\":[{\"message\":{\"content\":\"Pa",
            "{" + usage + ",\"error\":{\"message\":\"it failed\",\"type\":\"server_error\"}}",
            "{" + usage + ",\"choices\":[{\"message\":{\"content\":\"\\ud83d\"}}]}")) {
      assertThat(failed(answered(body)).usage()).as(body).isEqualTo(new Usage(10, 2, 2_700));
    }
    assertThat(failed(answered("{\"choices\":[]}")).usage()).isEqualTo(Usage.NONE);
  }

  @Test
  void aStreamThatIsCutIsPaidAsFarAsTheProviderToldBefore() throws Exception {
    try (var server =
        RawServer.saying(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
                + "data: {\"choices\":[{\"delta\":{\"content\":\"Par\"}}],"
                + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2}}\n\n")) {
      var cut = failed(ask(server.url(), call("{\"stream\":true}", null), Duration.ofSeconds(10)));

      assertThat(cut.usage()).isEqualTo(new Usage(10, 2, 2_700));
    }
  }

  @Test
  void whatTheProviderRefusedToDoCostsNothing() throws Exception {
    try (var server =
        RawServer.answering(400, "", "{\"error\":{\"message\":\"no such parameter\"}}")) {
      assertThat(failed(ask(server.url())).usage()).isEqualTo(Usage.NONE);
    }
  }

  @Test
  void anEmbeddingCostsItsTokens() throws Exception {
    var call =
        new ModelCall(
            "openai",
            "embedder",
            List.of(Message.of("user", "Paris")),
            (ObjectNode) Json.read("{}"),
            null,
            Duration.ofSeconds(20),
            RetryPolicy.DEFAULT,
            ModelCall.Kind.EMBEDDING);
    try (var server =
        RawServer.answering(
            200,
            "",
            "{\"data\":[{\"index\":0,\"embedding\":[0.5]}],\"usage\":{\"prompt_tokens\":50,\"total_tokens\":50}}")) {
      var answer = (CallResult.Answered) ask(server.url(), call, Duration.ofSeconds(10));

      // 50 x 20
      assertThat(answer.usage()).isEqualTo(new Usage(50, 0, 1_000));
    }
  }

  @Test
  void aModelWithoutAPriceCostsNothing() throws Exception {
    var call =
        new ModelCall(
            "openai",
            "gpt-y",
            List.of(Message.of("user", "Hello")),
            (ObjectNode) Json.read("{}"),
            null,
            Duration.ofSeconds(20),
            RetryPolicy.DEFAULT);
    try (var server = RawServer.answering(200, "", PARIS)) {
      var answer = (CallResult.Answered) ask(server.url(), call, Duration.ofSeconds(10));

      assertThat(answer.usage()).isEqualTo(new Usage(9, 1, 0));
    }
  }
}
