package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.chain.Answer.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
  /** The answer kind as a chain has it, the model's text, the value as JSON or ! and the reason. */
  private static final List<List<String>> READ =
      List.of(
          List.of("text", " Paris.\n", "\" Paris.\\n\""),
          List.of("json", "Sure: {\"a\": 1}", "{\"a\":1}"),
          List.of("json", "none", "!no JSON"),
          List.of("{list: comma}", "a, b ,c", "[\"a\",\"b\",\"c\"]"),
          List.of("{list: comma}", "", "[]"),
          List.of(
              "{list: numbered}", "Here:\n1. a b\n 2) c\n10. d\n3.5 no", "[\"a b\",\"c\",\"d\"]"),
          List.of("{list: numbered}", "none", "[]"),
          List.of("{list: bullets}", "- a\n* b\n• c\n-no\nx", "[\"a\",\"b\",\"c\"]"),
          List.of("{list: colon}", "Q1: what: now?\nno\nQ2:who?", "[\"what: now?\",\"who?\"]"),
          List.of("{list: lines}", "a\r\n\n b \n", "[\"a\",\"b\"]"),
          List.of("{list: {schema: {type: integer}}}", "```\n[1, 2]\n```", "[1,2]"),
          List.of("{list: {schema: {type: integer}}}", "[1, \"b\"]", "!Item 1"),
          List.of("{list: {schema: {type: integer}}}", "{\"a\": 1}", "!an object"),
          List.of("{list: {schema: {type: integer}}}", " ", "[]"),
          List.of("boolean", "Yes, it is.", "true"),
          List.of("boolean", "FALSE", "false"),
          List.of("boolean", "0", "false"),
          List.of("boolean", "Nothing to know", "!yes or no"),
          List.of("boolean", "yes and no", "!both"),
          List.of("{one_of: [Yes, No]}", "NOW is not NO", "\"No\""),
          List.of("{one_of: [Yes, No]}", "<yes>", "\"Yes\""),
          List.of("{one_of: [Yes, No]}", "\"No.\"", "\"No\""),
          List.of("{one_of: [Yes, No]}", "no-brainer", "!exactly one of: Yes, No"),
          List.of("{one_of: [Yes, No]}", "Yes. Or no.", "!both"),
          List.of("{one_of: [Sure, Not sure]}", "I am not sure", "\"Not sure\""),
          List.of("{one_of: [Not sure, Sure]}", "Not sure. Sure", "!both"),
          List.of("{one_of: [true, 3]}", "It is 3", "3"),
          List.of("{one_of: [ja, nein]}", "jahr, nein", "\"nein\""),
          List.of("number", "The population is 2,161,000 people.", "2161000"),
          List.of("number", "42.", "42"),
          List.of("number", "-3.50", "-3.50"),
          List.of("number", "$1e3", "1E+3"),
          List.of("number", "42, yes 42", "42"),
          List.of("number", "COVID-19 and v2, the 1st", "!no number"),
          List.of("number", "10-20", "!several"),
          List.of("number", "between 3 and 4", "!several"),
          // langchain.chains.llm_math, _process_llm_result: a fence first, else behind "Answer:"
          List.of("math", "```text\n37593 * 67\n```\n...numexpr.evaluate(...)...\n", "2518731"),
          List.of("math", "```text\n2 ** 3 ** 2\n```\n```output\n512\n```\nAnswer: 512", "512"),
          List.of("math", "Answer: 4", "4"),
          List.of("math", "I think so. Answer: 3\nNo. Answer: 2.50", "2.50"),
          List.of("math", "```\n7 / 2\n```", "3.5"),
          List.of("math", "``` 7 - 2 ```", "5"),
          List.of("math", "So:\n```python\n2*pi*e/e\n```", "6.283185307179586"),
          List.of("math", "```text\n1 +\n```", "!cannot be computed"),
          List.of("math", "```text\n9**9**9**9\n```", "!64 bits"),
          List.of("math", "```text\nx + 1\n```", "!nobody knows x"),
          List.of("math", "```text\n1 < 2\n```", "!a comparison"),
          List.of("math", "Answer: none", "!no number"),
          List.of("math", "42", "!neither"),
          List.of("{pattern: 'Score: ([0-9]+)'}", "Score: 87/100", "\"87\""),
          List.of("{pattern: '[0-9]+'}", "about 12", "\"12\""),
          List.of("{pattern: '(?P<a>x+)-(?P<b>y)?'}", "xx-", "{\"a\":\"xx\",\"b\":null}"),
          List.of("{pattern: '(?s)<(.*)>'}", "<a\nb>", "\"a\\nb\""),
          List.of("{pattern: 'z', otherwise: none}", "abc", "\"none\""),
          List.of("{pattern: 'z', otherwise: null}", "abc", "null"),
          List.of("{pattern: 'z'}", "abc", "!does not match"),
          List.of(
              "{schema: {type: object, required: [a], properties: {a: {type: integer}}}}",
              "```json\n{\"a\": 3}\n```",
              "{\"a\":3}"),
          List.of(
              "{schema: {type: object, required: [a], properties: {a: {type: integer}}}}",
              "{\"b\": 3}",
              "!a"),
          List.of(
              "{schema: {type: object, properties: {a: {pattern: '^x'}}}}", "{\"a\":\"y\"}", "!/a"),
          List.of("{schema: {type: object}}", "no", "!no JSON"));

  @Test
  void answersBecomeValuesOrSayWhyNot() {
    for (var row : READ) {
      var reading = answer(row.get(0)).read(row.get(1));
      var shown =
          switch (reading) {
            case Reading.Value(var value) -> value.toString();
            case Reading.Misfit(var reason) -> "!" + reason;
          };
      if (row.get(2).startsWith("!")) {
        assertThat(shown).as("%s", row).startsWith("!").contains(row.get(2).substring(1));
      } else {
        assertThat(shown).as("%s", row).isEqualTo(row.get(2));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"<Yes>, true", "Yes, true", "Yes., true", "no, \"no\"", "yes, null", "' Yes', null"})
  void acceptedAnswersAreComparedVerbatim(String text, String value) {
    var answer =
        answer(
            """
            {one_of: {accept: {"true": ["<Yes>", "Yes", "Yes."], "no": ["no"]}, otherwise: null}}\
            """);

    assertThat(answer.read(text)).isEqualTo(new Reading.Value(Read.json(value)));
  }

  @Test
  void withoutOtherwiseAnyOtherAnswerIsAMisfit() {
    var answer = answer("{one_of: {accept: {\"true\": [Y]}}}");

    assertThat(answer.read("y")).isInstanceOf(Reading.Misfit.class);
  }

  @Test
  void trimIsDoneWhereItIsAskedForOnly() {
    var ask = (Step.Ask) Read.good("steps: [{ask: hi, trim: true}]").steps().getFirst();

    assertThat(ask.trim()).isTrue();
    assertThat(ask.answer().read(" \n a b \n")).isEqualTo(new Reading.Value(Read.json("\"a b\"")));
  }

  @Test
  void onlyASchemaIsSentToTheProvider() {
    assertThat(answer("{schema: {type: object}}").schema())
        .isEqualTo(Read.json("{\"type\": \"object\"}"));
    assertThat(answer("json").schema()).isNull();
    assertThat(answer("{list: {schema: {type: object}}}").schema()).isNull();
  }

  @Test
  void aSchemaThatRefersToItselfWithoutEndIsAMisfitAndNoCrash() {
    var answer =
        answer(
            """
            {schema: {properties: {a: {$ref: "#/$defs/x"}}, $defs: {x: {$ref: "#/$defs/x"}}}}\
            """);

    assertThat(answer.read("{\"a\": 1}")).isInstanceOf(Reading.Misfit.class);
  }

  private static Answer answer(String yaml) {
    return ((Step.Ask) Read.good("steps: [{ask: hi, answer: " + yaml + "}]").steps().getFirst())
        .answer();
  }
}
