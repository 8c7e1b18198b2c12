package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ToolReaderTest {
  private static final String WEATHER = "name: weather, http: 'https://a.example/w'";

  @Test
  void aToolIsToldToTheModelInItsOwnShape() {
    var chain =
        Chain.named("tools")
            .model("openai/x")
            .ask("hi")
            .tool("weather", "of a city", Map.of("type", "object"), "https://a.example/w")
            .maxRounds(3)
            .build();
    var tools = Objects.requireNonNull(((Step.Ask) chain.steps().getFirst()).tools());

    assertThat(tools.maxRounds()).isEqualTo(3);
    assertThat(tools.wire().toString())
        .isEqualTo(
            "[{\"type\":\"function\",\"function\":{\"name\":\"weather\","
                + "\"description\":\"of a city\",\"parameters\":{\"type\":\"object\"}}}]");
  }

  @Test
  void theOrderOfParametersIsPartOfTheChain() {
    var one = "{type: object, properties: {a: {type: string}, b: {type: string}}}";
    var other = "{type: object, properties: {b: {type: string}, a: {type: string}}}";

    assertThat(digest(one)).isNotEqualTo(digest(other));
  }

  private static String digest(String parameters) {
    var text = "steps: [{ask: a, tools: [{" + WEATHER + ", parameters: " + parameters + "}]}]";
    return switch (ChainReader.read(text, "t", null)) {
      case ChainReader.Outcome.Good(var chain) -> chain.digest();
      case ChainReader.Outcome.Bad(var faults) -> throw new AssertionError(faults.toString());
    };
  }

  @Test
  void whatIsWrongWithAToolIsSaidWithItsPlace() {
    for (var row :
        List.of(
            List.of("{name: a b, http: 'https://a.example'}", "/name", "letters"),
            List.of("{http: 'https://a.example'}", "", "name is missing"),
            List.of("{name: a}", "", "either http"),
            List.of("{name: a, http: 'https://a.example', use: b}", "", "either http"),
            List.of("{name: a, http: 'ftp://a.example'}", "/http", "http:// or https://"),
            List.of("{name: a, http: 'https://u:p@a.example'}", "/http", "no user"),
            List.of("{name: a, http: 'https://a.example/#x'}", "/http", "#fragment"),
            List.of("{name: a, http: '/weather'}", "/http", "http:// or https://"),
            List.of("{" + WEATHER + ", method: PUT}", "/method", "PUT"),
            List.of("{" + WEATHER + ", parameters: {type: string}}", "/parameters", "object"),
            List.of("{" + WEATHER + ", headers: {a: b}}", "/headers", "headers"),
            List.of("{name: a, use: Not A Name}", "/use", "no chain"))) {
      var faults = Read.faults("steps: [{ask: a, tools: [" + row.get(0) + "]}]");
      assertThat(faults).as(row.get(0)).isNotEmpty();
      assertThat(faults.getFirst().pointer())
          .as(row.get(0))
          .isEqualTo("/steps/0/tools/0" + row.get(1));
      assertThat(faults.getFirst().detail()).as(row.get(0)).contains(row.get(2));
    }
    assertThat(Read.faults("steps: [{ask: a, tools: []}]")).isNotEmpty();
    assertThat(Read.faults("steps: [{ask: a, max_rounds: 3}]")).isNotEmpty();
    assertThat(Read.faults("steps: [{ask: a, tools: [{" + WEATHER + "}, {" + WEATHER + "}]}]"))
        .isNotEmpty();
  }
}
