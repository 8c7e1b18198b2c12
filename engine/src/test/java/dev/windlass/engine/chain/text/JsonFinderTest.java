package dev.windlass.engine.chain.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFinderTest {
  private static final List<List<String>> FOUND =
      List.of(
          List.of("{\"a\": 1}", "{\"a\":1}"),
          List.of("42", "42"),
          List.of("3.0", "3.0"),
          List.of("\"Paris\"", "\"Paris\""),
          List.of("true", "true"),
          List.of("```json\n{\"a\": [1, 2]}\n```", "{\"a\":[1,2]}"),
          List.of("Sure!\n```\n[1]\n```\nAnything else?", "[1]"),
          List.of("```json\n{\"a\": 1", "{\"a\":1}"),
          List.of("Here it is: {\"a\": 1}. Enjoy {it}!", "{\"a\":1}"),
          List.of("I use {braces} and then {\"a\": 1}", "{\"a\":1}"),
          List.of("There are 3: {\"a\": 1}", "{\"a\":1}"),
          List.of("{\"a\": \"hel", "{\"a\":\"hel\"}"),
          List.of("{\"a\": 1, \"b\":", "{\"a\":1}"),
          List.of("{\"a\": 1, \"b", "{\"a\":1}"),
          List.of("{\"a\": [1, {\"b\": 2", "{\"a\":[1,{\"b\":2}]}"),
          List.of("[1, 2, tru", "[1,2]"),
          List.of("{\"a\": \"two\nlines\"}", "{\"a\":\"two\\nlines\"}"),
          List.of("{\"a\": 1,}", "{\"a\":1}"),
          List.of("The city is \"Paris\".", "\"Paris\""),
          List.of("The answer is 42.", "42"),
          List.of("{\"a\": \"\\u00e9 \\\"x\\\"\"} done", "{\"a\":\"é \\\"x\\\"\"}"));

  @Test
  void theValueIsFoundInAFenceInProseAndWhereTheAnswerBrokeOff() {
    for (var row : FOUND) {
      var found = JsonFinder.find(row.get(0));
      assertThat(found == null ? "nothing" : found.toString()).as(row.get(0)).isEqualTo(row.get(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Paris", "I like { and [ very much", "{a: 1}", "[", "{'a': 'b'}"})
  void whatHasNoJsonHasNone(String answer) {
    assertThat(JsonFinder.find(answer)).isNull();
  }

  @Test
  void hostileAnswersEndSoon() {
    for (var answer :
        List.of(
            "[".repeat(1_000_000),
            "[1,".repeat(300_000) + "x",
            "{\"a\":".repeat(200_000),
            "{\"" + "x".repeat(1_000_000),
            "[ x".repeat(300_000),
            "\"\\".repeat(500_000),
            "9".repeat(1_000_000))) {
      assertThatCode(() -> JsonFinder.find(answer)).doesNotThrowAnyException();
    }
  }

  @Test
  void aNumberBeyondAllMeasureIsNoValue() {
    assertThat(JsonFinder.find("{\"a\": 1e999999999}")).isNull();
  }
}
