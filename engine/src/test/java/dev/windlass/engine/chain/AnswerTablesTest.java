package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.chain.Answer.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How answers are read, held against the parsers that users come from. A row: whose case it is, the
 * answer's kind as a chain has it, the model's text, its value as JSON; or {@code !} and a word of
 * the reason.
 */
class AnswerTablesTest {
  private static final String USER =
      "{schema: {type: object, required: [name, age], properties: {name: {type: string}, age: "
          + "{type: integer}}}}";

  private static final List<List<String>> JSON =
      List.of(
          row(
              "LangChain json: fence",
              "json",
              "```json\n{\n    \"foo\": \"bar\"\n}\n```",
              "{\"foo\":\"bar\"}"),
          row(
              "LangChain json: bare fence",
              "json",
              "```\n{\"foo\": \"bar\"}\n```",
              "{\"foo\":\"bar\"}"),
          row(
              "LangChain json: fence in prose",
              "json",
              "Action: Testing\n\n```json\n{\"foo\": \"bar\"}\n```\nThis should do the trick",
              "{\"foo\":\"bar\"}"),
          row(
              "LangChain json: no fence",
              "json",
              "Here it is: {\"foo\": [1, {\"a\": \"}\"}]}. Done",
              "{\"foo\":[1,{\"a\":\"}\"}]}"),
          row(
              "LangChain json: a fence that is not closed",
              "json",
              "```json\n{\"foo\": \"bar\"}",
              "{\"foo\":\"bar\"}"),
          row(
              "LangChain json: a line break in a text",
              "json",
              "{\"a\": \"one\ntwo\"}",
              "{\"a\":\"one\\ntwo\"}"),
          row(
              "LangChain json: a fence inside a text",
              "json",
              "```json\n{\"a\": \"x\"}\n```",
              "{\"a\":\"x\"}"),
          row(
              "LangChain parse_partial_json",
              "json",
              "{\"foo\": \"bar\", \"bar\": \"foo",
              "{\"foo\":\"bar\",\"bar\":\"foo\"}"),
          row(
              "LangChain parse_partial_json",
              "json",
              "{\"foo\": \"bar\", \"bar\": \"foo}",
              "{\"foo\":\"bar\",\"bar\":\"foo}\"}"),
          row(
              "LangChain parse_partial_json",
              "json",
              "{\"foo\": \"bar\", \"bar\": \"foo[",
              "{\"foo\":\"bar\",\"bar\":\"foo[\"}"),
          row(
              "LangChain parse_partial_json",
              "json",
              "{\"foo\": \"bar\", \"bar\": \"foo\\\"",
              "{\"foo\":\"bar\",\"bar\":\"foo\\\"\"}"),
          row(
              "LangChain parse_partial_json",
              "json",
              "{\"foo\": \"bar\", \"bar\":",
              "{\"foo\":\"bar\"}"),
          row(
              "LangChain parse_partial_json",
              "json",
              "{\"foo\": \"bar\", \"bar\"",
              "{\"foo\":\"bar\"}"),
          row("LangChain parse_partial_json", "json", "{\"foo\": \"bar\", ", "{\"foo\":\"bar\"}"),
          row("JSON texts: a number and a text count", "json", "42", "42"),
          row("JSON texts: a number and a text count", "json", "\"yes\"", "\"yes\""),
          row("no JSON", "json", "I am sorry.", "!no JSON"),
          row(
              "Instructor: a model",
              USER,
              "{\"name\": \"Jason\", \"age\": 25}",
              "{\"name\":\"Jason\",\"age\":25}"),
          row(
              "Instructor: JSON in Markdown",
              USER,
              "Sure!\n```json\n{\"name\": \"Jason\", \"age\": 25}\n```",
              "{\"name\":\"Jason\",\"age\":25}"),
          row(
              "Instructor: a validation error names the field",
              USER,
              "{\"name\": \"Jason\", \"age\": \"old\"}",
              "!/age"),
          row("Instructor: a field is missing", USER, "{\"name\": \"Jason\"}", "!age"),
          row(
              "Instructor: Iterable",
              "{list: " + USER + "}",
              "[{\"name\": \"Jason\", \"age\": 10}, {\"name\": \"John\", \"age\": 30}]",
              "[{\"name\":\"Jason\",\"age\":10},{\"name\":\"John\",\"age\":30}]"),
          row(
              "Instructor: one of an Iterable is wrong",
              "{list: " + USER + "}",
              "[{\"name\": \"Jason\", \"age\": 10}, {\"name\": \"John\"}]",
              "!Item 1"));

  private static final List<List<String>> LISTS =
      List.of(
          row("LangChain comma: one", "{list: comma}", "foo", "[\"foo\"]"),
          row(
              "LangChain comma: several",
              "{list: comma}",
              "foo, bar, baz",
              "[\"foo\",\"bar\",\"baz\"]"),
          row(
              "LangChain comma: quoted",
              "{list: comma}",
              "\"foo, foo2\",bar,baz",
              "[\"foo, foo2\",\"bar\",\"baz\"]"),
          row(
              "a quote that is not closed",
              "{list: comma}",
              "5\" pipe, bar",
              "[\"5\\\" pipe\",\"bar\"]"),
          row(
              "LangChain numbered",
              "{list: numbered}",
              "Your response should be a numbered list with each item on a new line. For example: \n\n1. foo\n\n2. bar\n\n3. baz",
              "[\"foo\",\"bar\",\"baz\"]"),
          row("LangChain numbered: none", "{list: numbered}", "No items in the list.", "[]"),
          row(
              "LangChain markdown",
              "{list: bullets}",
              "Items:\n- apple\n- banana\n* cherry",
              "[\"apple\",\"banana\",\"cherry\"]"),
          row(
              "LangChain markdown: indented",
              "{list: bullets}",
              "  - a\n\t* b - c",
              "[\"a\",\"b - c\"]"),
          row("LangChain markdown: none", "{list: bullets}", "No items in the list.", "[]"),
          row(
              "chaincrafter extract_items_from_list",
              "{list: colon}",
              "1: Interesting fact 1\n\n2: Interesting fact 2\n",
              "[\"Interesting fact 1\",\"Interesting fact 2\"]"),
          row(
              "unicode",
              "{list: numbered}",
              "1. größe\n2. 太郎\n3. 😀",
              "[\"größe\",\"太郎\",\"😀\"]"));

  private static final List<List<String>> CHOICES =
      List.of(
          row("LangChain boolean", "boolean", "YES", "true"),
          row("LangChain boolean", "boolean", "no", "false"),
          row("LangChain boolean", "boolean", "Not relevant (NO)", "false"),
          row("LangChain boolean", "boolean", "NOW this is relevant (YES)", "true"),
          row("LangChain boolean: both", "boolean", "YES NO", "!both"),
          row("LangChain boolean: neither", "boolean", "BOOM", "!yes or no"),
          row("tags", "{one_of: [Yes, No]}", "<answer><Yes></answer>", "\"Yes\""),
          row(
              "case and a full stop",
              "{one_of: [positive, negative]}",
              "POSITIVE.",
              "\"positive\""),
          row(
              "quotes",
              "{one_of: [positive, negative]}",
              "The label is 'negative'!",
              "\"negative\""),
          row("bold", "{one_of: [positive, negative]}", "**Negative**", "\"negative\""),
          row("unicode", "{one_of: [größer, kleiner]}", "GRÖSSER? Nein: kleiner", "\"kleiner\""),
          row("none", "{one_of: [a, b]}", "c", "!exactly one of: a, b"));

  private static final List<List<String>> PATTERNS =
      List.of(
          row(
              "LangChain map_rerank: named groups",
              "{pattern: '(?s)(?P<answer>.*?)\\nScore: (?P<score>[0-9]+)'}",
              "This is it.\nReally.\nScore: 100",
              "{\"answer\":\"This is it.\\nReally.\",\"score\":\"100\"}"),
          row(
              "re.search: the first group",
              "{pattern: 'Confidence: (\\w+)\\.?'}",
              "Hmm. Confidence: High.",
              "\"High\""),
          row("re.search: the whole match", "{pattern: '\\d{4}'}", "in 1974 or 1975", "\"1974\""),
          row(
              "LangChain default_output_key",
              "{pattern: 'x(y)', otherwise: none}",
              "z",
              "\"none\""),
          row("re.search: no match", "{pattern: 'x(y)'}", "z", "!does not match"));

  @Test
  void jsonIsFoundAndMended() {
    hold(JSON);
  }

  @Test
  void listsOfEveryStyleAreRead() {
    hold(LISTS);
  }

  @Test
  void choicesAreWholeWordsInAnyDress() {
    hold(CHOICES);
  }

  @Test
  void patternsGiveTheirGroups() {
    hold(PATTERNS);
  }

  static void hold(List<List<String>> rows) {
    for (var row : rows) {
      var shown =
          switch (answer(row.get(1)).read(row.get(2))) {
            case Reading.Value(var value) -> value.toString();
            case Reading.Misfit(var reason) -> "!" + reason;
          };
      if (row.get(3).startsWith("!")) {
        assertThat(shown).as("%s", row).startsWith("!").contains(row.get(3).substring(1));
      } else {
        assertThat(shown).as("%s", row).isEqualTo(row.get(3));
      }
    }
  }

  static List<String> row(String source, String kind, String text, String value) {
    return List.of(source, kind, text, value);
  }

  static Answer answer(String yaml) {
    return ((Step.Ask) Read.good("steps: [{ask: hi, answer: " + yaml + "}]").steps().getFirst())
        .answer();
  }
}
