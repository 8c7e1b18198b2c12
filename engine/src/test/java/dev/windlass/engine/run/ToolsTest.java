package dev.windlass.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.ModelCall;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ToolsTest {
  private static final String CHAIN =
      """
      model: openai/gpt-x
      steps:
        - ask: "What is it like in {city}?"
          as: weather
          max_rounds: 2
          tools:
            - name: weather
              description: of a city
              parameters:
                type: object
                properties: {city: {type: string}}
                required: [city]
              http: "https://tools.example.com/weather"
              timeout: 5s
        - ask: "And what to wear?"
          as: clothes
      """;
  private static final String OSLO = "{\\\"city\\\":\\\"Oslo\\\"}";
  private static final String BERGEN = "{\\\"city\\\":\\\"Bergen\\\"}";

  private final Run run =
      new Run(Talk.chain(CHAIN), Talk.json("{\"city\":\"Oslo\"}"), Talk.DEFAULTS);

  @Test
  void whatTheModelCallsIsAskedOfTheBuiltInProviderAllAtOnce() {
    var first = only(run.next());
    var offered = Objects.requireNonNull(first.call().tools());
    assertThat(offered.at("/0/function/name").asText()).isEqualTo("weather");

    run.answered("/0", 1, "", calls(call("a", "weather", OSLO), call("b", "weather", BERGEN)));

    var tools = run.next();
    assertThat(tools)
        .extracting(Run.Question::path)
        .containsExactly("/0/tools/0/0", "/0/tools/0/1");
    assertThat(tools.getFirst().call().lane()).isEqualTo("windlass/tools");
    assertThat(tools.getFirst().call().kind()).isEqualTo(ModelCall.Kind.BUILT_IN);
    assertThat(tools.getFirst().call().timeout()).hasSeconds(5);
    assertThat(tools.getFirst().call().retry().max()).isEqualTo(1);
    assertThat(Talk.node(Talk.last(tools.getFirst())))
        .isEqualTo(
            Talk.node(
                "{\"url\":\"https://tools.example.com/weather\",\"method\":\"POST\","
                    + "\"arguments\":{\"city\":\"Oslo\"}}"));
  }

  @Test
  void whatTheToolsGaveIsToldInTheOrderOfTheCallsAndJoinsTheConversation() {
    run.next();
    run.answered("/0", 1, "", calls(call("a", "weather", OSLO), call("b", "weather", BERGEN)));
    run.next();
    run.answered("/0/tools/0/1", 1, "{\"status\":200,\"text\":\"rain\"}");
    assertThat(run.next()).isEmpty();
    run.answered("/0/tools/0/0", 1, "{\"status\":200,\"text\":\"sun\"}");

    var again = only(run.next());
    assertThat(again.path()).isEqualTo("/0");
    assertThat(again.ask()).isEqualTo(2);
    var said = again.call().messages();
    assertThat(Talk.text(said))
        .isEqualTo("user: What is it like in Oslo?\nassistant: \ntool: sun\ntool: rain");
    assertThat(said.get(1).toolCalls()).hasSize(2);
    assertThat(said.get(2).toolCallId()).isEqualTo("a");
    assertThat(said.get(3).toolCallId()).isEqualTo("b");

    run.answered("/0", 2, "Dry in Oslo.");
    assertThat(Talk.text(only(run.next()).call().messages()))
        .isEqualTo(
            """
            user: What is it like in Oslo?
            assistant:\s
            tool: sun
            tool: rain
            assistant: Dry in Oslo.
            user: And what to wear?\
            """);
    assertThat(run.steps())
        .extracting(Run.StepView::path, Run.StepView::kind, Run.StepView::status)
        .contains(tuple("/0/tools/0/1", "tool", "succeeded"));
  }

  @Test
  void aCallThatMakesNoSenseIsToldToTheModelAndNobodyElse() {
    run.next();
    run.answered(
        "/0",
        1,
        "",
        calls(
            call("a", "wether", OSLO),
            call("b", "weather", "{\\\"city\\\":5}"),
            call("c", "weather", "{\\\"ci")));

    var said = only(run.next()).call().messages();
    assertThat(said.get(2).content().asText()).contains("no tool wether").contains("weather");
    assertThat(said.get(3).content().asText()).contains("do not fit").contains("/city");
    assertThat(said.get(4).content().asText()).contains("no JSON");
  }

  @Test
  void aToolThatFailsIsToldToTheModelAndTheRunGoesOn() {
    run.next();
    run.answered("/0", 1, "", calls(call("a", "weather", OSLO)));
    run.next();
    run.unanswered("/0/tools/0/0", 1, CallError.of(FailureClass.TIMEOUT, "late"));

    assertThat(only(run.next()).call().messages().getLast().content().asText())
        .isEqualTo("{\"error\":\"the tool gave no answer: timeout\"}");
    run.answered("/0", 2, "I do not know.");
    only(run.next());
    run.answered("/1", 1, "Everything.");
    assertThat(run.end()).isInstanceOf(Run.Succeeded.class);
  }

  @Test
  void afterTheLastRoundTheModelMustAnswer() {
    run.next();
    run.answered("/0", 1, "", calls(call("a", "nothing", "{}")));
    assertThat(only(run.next()).call().options().has("tool_choice")).isFalse();
    run.answered("/0", 2, "", calls(call("a", "nothing", "{}")));
    assertThat(only(run.next()).call().options().path("tool_choice").asText()).isEqualTo("none");

    run.answered("/0", 3, "", calls(call("a", "nothing", "{}")));

    assertThat(run.end())
        .isInstanceOfSatisfying(
            Run.Failed.class,
            failed -> assertThat(failed.failure().kind()).isEqualTo(FailureClass.INVALID_OUTPUT));
  }

  @Test
  void aRunThatIsTakenUpAgainCallsNoToolTwiceForTheSame() {
    run.next();
    run.answered("/0", 1, "", calls(call("a", "weather", OSLO)));
    run.next();
    run.answered("/0/tools/0/0", 1, "{\"status\":200,\"text\":\"sun\"}");
    run.next();
    run.unanswered("/0", 2, CallError.of(FailureClass.SERVER_ERROR, "down"));

    assertThat(run.reopen(new Run.From.Failed())).isTrue();
    assertThat(only(run.next()).ask()).isEqualTo(3);
    run.answered("/0", 3, "", calls(call("z", "weather", OSLO)));

    var again = only(run.next());
    assertThat(again.path()).isEqualTo("/0");
    assertThat(again.call().messages().getLast().content().asText()).isEqualTo("sun");
  }

  @Test
  void anAnswerThatCameByToolsStaysWhenALaterStepIsTakenUpAgain() {
    run.next();
    run.answered("/0", 1, "", calls(call("a", "weather", OSLO)));
    run.next();
    run.answered("/0/tools/0/0", 1, "{\"status\":200,\"text\":\"sun\"}");
    run.next();
    run.answered("/0", 2, "Sunny.");
    run.next();
    run.unanswered("/1", 1, CallError.of(FailureClass.SERVER_ERROR, "down"));

    run.reopen(new Run.From.Failed());

    var again = only(run.next());
    assertThat(again.path()).isEqualTo("/1");
    assertThat(Talk.text(again.call().messages())).contains("tool: sun\nassistant: Sunny.");
  }

  @Test
  void aToolMayBeAnotherChain() {
    var chain =
        """
        model: openai/gpt-x
        chains:
          double:
            inputs: {n: {type: string}}
            steps: [{ask: "Double {n}", as: doubled}]
            output: doubled
        steps:
          - ask: "What is twice four?"
            tools: [{name: double, use: double}]
        """;
    var outer = new Run(Talk.chain(chain), Talk.json("{}"), Talk.DEFAULTS);
    var offered = Objects.requireNonNull(only(outer.next()).call().tools());
    assertThat(offered.at("/0/function/parameters/required/0").asText()).isEqualTo("n");
    outer.answered("/0", 1, "", calls(call("a", "double", "{\\\"n\\\":\\\"4\\\"}")));

    var inner = only(outer.next());
    assertThat(inner.path()).isEqualTo("/0/tools/0/0/use/0");
    assertThat(Talk.last(inner)).isEqualTo("Double 4");
    outer.answered(inner.path(), 1, "8");

    assertThat(only(outer.next()).call().messages().getLast().content().asText()).isEqualTo("8");
    outer.answered("/0", 2, "Eight.");
    assertThat(outer.end()).isInstanceOf(Run.Succeeded.class);
  }

  private static Run.Question only(List<Run.Question> questions) {
    assertThat(questions).hasSize(1);
    return questions.getFirst();
  }

  private static String call(String id, String name, String arguments) {
    return "{\"id\":\""
        + id
        + "\",\"type\":\"function\",\"function\":{\"name\":\""
        + name
        + "\",\"arguments\":\""
        + arguments
        + "\"}}";
  }

  private static JsonNode calls(String... calls) {
    return Talk.node("[" + String.join(",", calls) + "]");
  }
}
