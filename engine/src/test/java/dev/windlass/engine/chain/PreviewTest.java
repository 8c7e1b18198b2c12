package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.protocol.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreviewTest {
  @Test
  void whatNeedsAnAnswerKeepsItsName() {
    var prompts = preview(LanguagePageTest.CAPITAL_CITY, "{\"country\": \"France\"}");

    assertThat(prompts).hasSize(2);
    assertThat(prompts.get(0).complete()).isTrue();
    assertThat(prompts.get(0).messages())
        .containsExactly(
            Message.of(
                "system", "You are a helpful assistant who responds to questions about the world"),
            Message.of(
                "user", "Hello, what is the capital of France? Answer only with the city name."));
    assertThat(prompts.get(1).complete()).isFalse();
    assertThat(prompts.get(1).messages()).hasSize(4);
    assertThat(prompts.get(1).messages().get(2)).isEqualTo(Message.of("assistant", "{city}"));
    assertThat(prompts.get(1).messages().get(3))
        .isEqualTo(
            Message.of(
                "user",
                "{city} sounds like a nice place to visit. What is the population of {city}?"));
    assertThat(prompts.get(1).options()).containsKey("temperature");
  }

  @Test
  void stepsThatAreKnownToBeSkippedAreLeftOut() {
    var chain =
        """
        history: none
        steps:
          - {ask: "no", when: "n > 5"}
          - {ask: "yes", when: "n < 5"}
          - choose:
              - {when: "n == 2", do: [{ask: two}]}
              - {when: "n == 3", do: [{ask: three}]}
              - {else: [{ask: other}]}
          - {ask: k, as: kind}
          - choose: [{when: "kind == 'a'", do: [{ask: maybe}]}, {else: [{ask: or}]}]
        """;

    assertThat(preview(chain, "{\"n\": 3}"))
        .extracting(sent -> sent.messages().getLast().content().asText())
        .containsExactly("yes", "three", "k", "maybe", "or");
  }

  @Test
  void computedVariablesAndDefaultsAreKnownAndItemsAreNot() {
    var chain =
        """
        defaults: {tone: calm}
        steps:
          - set: {greeting: "Hello {name}"}
          - {ask: "{greeting}, be {tone}", as: a, history: none}
          - set: {later: "{a}"}
          - {ask: "{later} {greeting}", history: none}
          - {each: "{docs}", name: doc, do: [{ask: "{doc} {name}", history: none}]}
          - {ask: "{name}", history: none}
        """;

    assertThat(preview(chain, "{\"name\": \"Ada\", \"docs\": [1]}"))
        .extracting(sent -> sent.messages().getLast().content().asText(), Preview.Sent::complete)
        .containsExactly(
            tuple("Hello Ada, be calm", true),
            tuple("{later} Hello Ada", false),
            tuple("{doc} Ada", false),
            tuple("Ada", true));
  }

  @Test
  void placeholdersBringTheMessagesOfTheirVariable() {
    var chain =
        """
        system: chain
        steps:
          - ask:
              - system: own
              - {placeholder: past, last: 1}
              - {placeholder: none, optional: true}
              - user: "{q}"
        """;
    var past =
        "[{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]";

    assertThat(preview(chain, "{\"q\": \"?\", \"past\": " + past + "}").getFirst().messages())
        .containsExactly(
            Message.of("system", "own"), Message.of("assistant", "b"), Message.of("user", "?"));
  }

  private static List<Preview.Sent> preview(String yaml, String input) {
    return Preview.of(Read.good(yaml), (ObjectNode) Read.json(input));
  }
}
