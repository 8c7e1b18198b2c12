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
  private static final String FOO =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <foo>
          <bar>
              <baz></baz>
              <baz>slim.shady</baz>
          </bar>
          <baz>tag</baz>
      </foo>
      """;
  private static final String FOO_READ =
      "{\"foo\":[{\"bar\":[{\"baz\":null},{\"baz\":\"slim.shady\"}]},{\"baz\":\"tag\"}]}";

  private static final String BOMB =
      """
      <?xml version="1.0"?>
      <!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
      <lolz>&lol1;</lolz>
      """;

  private static final String USER =
      "{schema: {type: object, required: [name, age], properties: {name: {type: string}, age: "
          + "{type: integer}}}}";

  private static final List<List<String>> JSON =
      List.of(
          row("LangChain json: fence", "json", "```json\n{\n    \"foo\": \"bar\"\n}\n```", "{\"foo\":\"bar\"}"),
          row("LangChain json: bare fence", "json", "```\n{\"foo\": \"bar\"}\n```", "{\"foo\":\"bar\"}"),
          row("LangChain json: fence in prose", "json", "Action: Testing\n\n```json\n{\"foo\": \"bar\"}\n```\nThis should do the trick", "{\"foo\":\"bar\"}"),
          row("LangChain json: no fence", "json", "Here it is: {\"foo\": [1, {\"a\": \"}\"}]}. Done", "{\"foo\":[1,{\"a\":\"}\"}]}"),
          row("LangChain json: a fence that is not closed", "json", "```json\n{\"foo\": \"bar\"}", "{\"foo\":\"bar\"}"),
          row("LangChain json: a line break in a text", "json", "{\"a\": \"one\ntwo\"}", "{\"a\":\"one\\ntwo\"}"),
          row("LangChain json: a fence inside a text", "json", "```json\n{\"a\": \"x\"}\n```", "{\"a\":\"x\"}"),
          row("LangChain parse_partial_json", "json", "{\"foo\": \"bar\", \"bar\": \"foo", "{\"foo\":\"bar\",\"bar\":\"foo\"}"),
          row("LangChain parse_partial_json", "json", "{\"foo\": \"bar\", \"bar\": \"foo}", "{\"foo\":\"bar\",\"bar\":\"foo}\"}"),
          row("LangChain parse_partial_json", "json", "{\"foo\": \"bar\", \"bar\": \"foo[", "{\"foo\":\"bar\",\"bar\":\"foo[\"}"),
          row("LangChain parse_partial_json", "json", "{\"foo\": \"bar\", \"bar\": \"foo\\\"", "{\"foo\":\"bar\",\"bar\":\"foo\\\"\"}"),
          row("LangChain parse_partial_json", "json", "{\"foo\": \"bar\", \"bar\":", "{\"foo\":\"bar\"}"),
          row("LangChain parse_partial_json", "json", "{\"foo\": \"bar\", \"bar\"", "{\"foo\":\"bar\"}"),
          row("LangChain parse_partial_json", "json", "{\"foo\": \"bar\", ", "{\"foo\":\"bar\"}"),
          row("JSON texts: a number and a text count", "json", "42", "42"),
          row("JSON texts: a number and a text count", "json", "\"yes\"", "\"yes\""),
          row("no JSON", "json", "I am sorry.", "!no JSON"),
          row("Instructor: a model", USER, "{\"name\": \"Jason\", \"age\": 25}", "{\"name\":\"Jason\",\"age\":25}"),
          row("Instructor: JSON in Markdown", USER, "Sure!\n```json\n{\"name\": \"Jason\", \"age\": 25}\n```", "{\"name\":\"Jason\",\"age\":25}"),
          row("Instructor: a validation error names the field", USER, "{\"name\": \"Jason\", \"age\": \"old\"}", "!/age"),
          row("Instructor: a field is missing", USER, "{\"name\": \"Jason\"}", "!age"),
          row("Instructor: Iterable", "{list: " + USER + "}", "[{\"name\": \"Jason\", \"age\": 10}, {\"name\": \"John\", \"age\": 30}]", "[{\"name\":\"Jason\",\"age\":10},{\"name\":\"John\",\"age\":30}]"),
          row("Instructor: one of an Iterable is wrong", "{list: " + USER + "}", "[{\"name\": \"Jason\", \"age\": 10}, {\"name\": \"John\"}]", "!Item 1"));

  private static final List<List<String>> LISTS =
      List.of(
          row("LangChain comma: one", "{list: comma}", "foo", "[\"foo\"]"),
          row("LangChain comma: several", "{list: comma}", "foo, bar, baz", "[\"foo\",\"bar\",\"baz\"]"),
          row("LangChain comma: quoted", "{list: comma}", "\"foo, foo2\",bar,baz", "[\"foo, foo2\",\"bar\",\"baz\"]"),
          row("a quote that is not closed", "{list: comma}", "5\" pipe, bar", "[\"5\\\" pipe\",\"bar\"]"),
          row("LangChain numbered", "{list: numbered}", "Your response should be a numbered list with each item on a new line. For example: \n\n1. foo\n\n2. bar\n\n3. baz", "[\"foo\",\"bar\",\"baz\"]"),
          row("LangChain numbered: none", "{list: numbered}", "No items in the list.", "[]"),
          row("LangChain markdown", "{list: bullets}", "Items:\n- apple\n- banana\n* cherry", "[\"apple\",\"banana\",\"cherry\"]"),
          row("LangChain markdown: indented", "{list: bullets}", "  - a\n\t* b - c", "[\"a\",\"b - c\"]"),
          row("LangChain markdown: none", "{list: bullets}", "No items in the list.", "[]"),
          row("chaincrafter extract_items_from_list", "{list: colon}", "1: Interesting fact 1\n\n2: Interesting fact 2\n", "[\"Interesting fact 1\",\"Interesting fact 2\"]"),
          row("unicode", "{list: numbered}", "1. größe\n2. 太郎\n3. 😀", "[\"größe\",\"太郎\",\"😀\"]"));

  private static final List<List<String>> CHOICES =
      List.of(
          row("LangChain boolean", "boolean", "YES", "true"),
          row("LangChain boolean", "boolean", "no", "false"),
          row("LangChain boolean", "boolean", "Not relevant (NO)", "false"),
          row("LangChain boolean", "boolean", "NOW this is relevant (YES)", "true"),
          row("LangChain boolean: both", "boolean", "YES NO", "!both"),
          row("LangChain boolean: neither", "boolean", "BOOM", "!yes or no"),
          row("tags", "{one_of: [Yes, No]}", "<answer><Yes></answer>", "\"Yes\""),
          row("case and a full stop", "{one_of: [positive, negative]}", "POSITIVE.", "\"positive\""),
          row("quotes", "{one_of: [positive, negative]}", "The label is 'negative'!", "\"negative\""),
          row("bold", "{one_of: [positive, negative]}", "**Negative**", "\"negative\""),
          row("unicode", "{one_of: [größer, kleiner]}", "GRÖSSER? Nein: kleiner", "\"kleiner\""),
          row("none", "{one_of: [a, b]}", "c", "!exactly one of: a, b"));

  private static final List<List<String>> PATTERNS =
      List.of(
          row("LangChain map_rerank: named groups", "{pattern: '(?s)(?P<answer>.*?)\\nScore: (?P<score>[0-9]+)'}", "This is it.\nReally.\nScore: 100", "{\"answer\":\"This is it.\\nReally.\",\"score\":\"100\"}"),
          row("re.search: the first group", "{pattern: 'Confidence: (\\w+)\\.?'}", "Hmm. Confidence: High.", "\"High\""),
          row("re.search: the whole match", "{pattern: '\\d{4}'}", "in 1974 or 1975", "\"1974\""),
          row("LangChain default_output_key", "{pattern: 'x(y)', otherwise: none}", "z", "\"none\""),
          row("re.search: no match", "{pattern: 'x(y)'}", "z", "!does not match"));

  private static final List<List<String>> DATES =
      List.of(
          row("Python datetime: strptime", "{datetime: '%d/%m/%y %H:%M'}", "21/11/06 16:30", "\"2006-11-21T16:30:00\""),
          row("Python datetime: names", "{datetime: '%A, %d. %B %Y %I:%M%p'}", "Tuesday, 21. November 2006 04:30PM", "\"2006-11-21T16:30:00\""),
          row("LangChain's default format", "{datetime: '%Y-%m-%dT%H:%M:%S.%fZ'}", "1974-06-29T12:30:59.123456Z\n", "\"1974-06-29T12:30:59.123456\""),
          row("strptime: no time, no time part", "{datetime: '%Y-%m-%d'}", "2024-02-29", "\"2024-02-29\""),
          row("strptime: one digit will do", "{datetime: '%m/%d/%Y'}", "7/4/1776", "\"1776-07-04\""),
          row("strptime: two digits of a year", "{datetime: '%y'}", "69", "\"1969-01-01\""),
          row("strptime: two digits of a year", "{datetime: '%y'}", "68", "\"2068-01-01\""),
          row("strptime: the day of the year", "{datetime: '%Y-%j'}", "2024-060", "\"2024-02-29\""),
          row("strptime: 12 AM is midnight", "{datetime: '%Y-%m-%d %I %p'}", "2024-01-01 12 am", "\"2024-01-01T00:00:00\""),
          row("strptime: an offset", "{datetime: '%Y-%m-%d %H:%M %z'}", "2024-01-01 10:00 +0530", "\"2024-01-01T10:00:00+05:30\""),
          row("strptime: Z is an offset", "{datetime: '%Y-%m-%dT%H:%M:%S%z'}", "2024-01-01T10:00:00Z", "\"2024-01-01T10:00:00+00:00\""),
          row("strptime: fractions fill from the left", "{datetime: '%H:%M:%S.%f'}", "10:00:00.5", "\"10:00:00.500000\""),
          row("strptime: no such day", "{datetime: '%Y-%m-%d'}", "2023-02-29", "!no such day"),
          row("strptime: unconverted data remains", "{datetime: '%Y-%m-%d'}", "2023-02-28 noon", "!more behind it"),
          row("strptime: does not match format", "{datetime: '%Y-%m-%d'}", "tomorrow", "!a number from 1 to 9999"),
          row("Java: ISO_LOCAL_DATE", "{datetime: 'yyyy-MM-dd'}", "2024-02-29", "\"2024-02-29\""),
          row("Java: names in any case", "{datetime: 'd MMMM uuuu'}", "3 JUNE 2008", "\"2008-06-03\""),
          row("Java: quotes and an offset", "{datetime: \"yyyy-MM-dd'T'HH:mmXXX\"}", "2011-12-03T10:15+01:00", "\"2011-12-03T10:15:00+01:00\""),
          row("Java: no such day", "{datetime: 'dd.MM.yyyy'}", "30.02.2024", "!no such date"));

  private static final List<List<String>> MARKUP =
      List.of(
          row("LangChain XML", "{xml: [foo, bar, baz]}", FOO, FOO_READ),
          row("LangChain XML: fence", "{xml: [foo, bar, baz]}", "```xml\n" + FOO + "```", FOO_READ),
          row("LangChain XML: in prose", "xml", "Some random text\n\n```xml\n" + FOO + "```\nMore", FOO_READ),
          row("LangChain XML: the text of the root", "xml", "<body>Text of the body.</body>", "{\"body\":\"Text of the body.\"}"),
          row("LangChain XML: an empty root", "xml", "<foo/>", "{\"foo\":[]}"),
          row("XML's own entities, and CDATA", "xml", "<a>1 &lt; 2 &amp; <![CDATA[<b>]]></a>", "{\"a\":\"1 < 2 & <b>\"}"),
          row("LangChain XML: not well-formed", "xml", "foo></foo>", "!no element"),
          row("LangChain XML: crossed tags", "xml", "<foo><bar></foo></bar>", "!not well-formed"),
          row("LangChain XML: a bomb of entities", "xml", BOMB, "!document type"),
          row("an entity of HTML", "xml", "<a>x&nbsp;y</a>", "!"),
          row("a tag beside the list", "{xml: [movies, movie]}", "<movies><moive>a</moive></movies>", "!did you mean movie?"),
          row("no XML", "{xml: [a]}", "none", "!no element"));

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

  @Test
  void datesAreReadByPatternsOfBothKinds() {
    hold(DATES);
  }

  @Test
  void xmlIsReadWithoutEntities() {
    hold(MARKUP);
  }

  @Test
  void aMisfitShowsTheModelADateAsItIsWanted() {
    var reading = answer("{datetime: '%d. %B %Y, %H:%M'}").read("soon");

    assertThat(((Reading.Misfit) reading).reason()).contains("05. March 2024, 14:07");
    assertThat(((Reading.Misfit) answer("{datetime: 'MMM d, yyyy'}").read("soon")).reason())
        .contains("Mar 5, 2024");
  }

  @Test
  void deepXmlIsAMisfit() {
    assertThat(answer("xml").read("<a>".repeat(200) + "</a>".repeat(200)))
        .isInstanceOf(Reading.Misfit.class);
  }

  private static void hold(List<List<String>> rows) {
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

  private static List<String> row(String source, String kind, String text, String value) {
    return List.of(source, kind, text, value);
  }

  private static Answer answer(String yaml) {
    return ((Step.Ask) Read.good("steps: [{ask: hi, answer: " + yaml + "}]").steps().getFirst())
        .answer();
  }
}
