package dev.windlass.engine.chain;

import static dev.windlass.engine.chain.AnswerTablesTest.answer;
import static dev.windlass.engine.chain.AnswerTablesTest.hold;
import static dev.windlass.engine.chain.AnswerTablesTest.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.chain.Answer.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dates and XML, in rows as those of {@link AnswerTablesTest}. */
class MarkedAnswersTest {
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

  private static final List<List<String>> DATES =
      List.of(
          row(
              "Python datetime: strptime",
              "{datetime: '%d/%m/%y %H:%M'}",
              "21/11/06 16:30",
              "\"2006-11-21T16:30:00\""),
          row(
              "Python datetime: names",
              "{datetime: '%A, %d. %B %Y %I:%M%p'}",
              "Tuesday, 21. November 2006 04:30PM",
              "\"2006-11-21T16:30:00\""),
          row(
              "LangChain's default format",
              "{datetime: '%Y-%m-%dT%H:%M:%S.%fZ'}",
              "1974-06-29T12:30:59.123456Z\n",
              "\"1974-06-29T12:30:59.123456\""),
          row(
              "strptime: no time, no time part",
              "{datetime: '%Y-%m-%d'}",
              "2024-02-29",
              "\"2024-02-29\""),
          row(
              "strptime: one digit will do",
              "{datetime: '%m/%d/%Y'}",
              "7/4/1776",
              "\"1776-07-04\""),
          row("strptime: two digits of a year", "{datetime: '%y'}", "69", "\"1969-01-01\""),
          row("strptime: two digits of a year", "{datetime: '%y'}", "68", "\"2068-01-01\""),
          row("strptime: the day of the year", "{datetime: '%Y-%j'}", "2024-060", "\"2024-02-29\""),
          row(
              "strptime: 12 AM is midnight",
              "{datetime: '%Y-%m-%d %I %p'}",
              "2024-01-01 12 am",
              "\"2024-01-01T00:00:00\""),
          row(
              "strptime: an offset",
              "{datetime: '%Y-%m-%d %H:%M %z'}",
              "2024-01-01 10:00 +0530",
              "\"2024-01-01T10:00:00+05:30\""),
          row(
              "strptime: Z is an offset",
              "{datetime: '%Y-%m-%dT%H:%M:%S%z'}",
              "2024-01-01T10:00:00Z",
              "\"2024-01-01T10:00:00+00:00\""),
          row(
              "strptime: fractions fill from the left",
              "{datetime: '%H:%M:%S.%f'}",
              "10:00:00.5",
              "\"10:00:00.500000\""),
          row("strptime: no such day", "{datetime: '%Y-%m-%d'}", "2023-02-29", "!no such day"),
          row(
              "strptime: unconverted data remains",
              "{datetime: '%Y-%m-%d'}",
              "2023-02-28 noon",
              "!more behind it"),
          row(
              "strptime: does not match format",
              "{datetime: '%Y-%m-%d'}",
              "tomorrow",
              "!a number from 1 to 9999"),
          row("Java: ISO_LOCAL_DATE", "{datetime: 'yyyy-MM-dd'}", "2024-02-29", "\"2024-02-29\""),
          row(
              "Java: names in any case",
              "{datetime: 'd MMMM uuuu'}",
              "3 JUNE 2008",
              "\"2008-06-03\""),
          row(
              "Java: quotes and an offset",
              "{datetime: \"yyyy-MM-dd'T'HH:mmXXX\"}",
              "2011-12-03T10:15+01:00",
              "\"2011-12-03T10:15:00+01:00\""),
          row("Java: no such day", "{datetime: 'dd.MM.yyyy'}", "30.02.2024", "!no such date"));

  private static final List<List<String>> MARKUP =
      List.of(
          row("LangChain XML", "{xml: [foo, bar, baz]}", FOO, FOO_READ),
          row("LangChain XML: fence", "{xml: [foo, bar, baz]}", "```xml\n" + FOO + "```", FOO_READ),
          row(
              "LangChain XML: in prose",
              "xml",
              "Some random text\n\n```xml\n" + FOO + "```\nMore",
              FOO_READ),
          row(
              "LangChain XML: the text of the root",
              "xml",
              "<body>Text of the body.</body>",
              "{\"body\":\"Text of the body.\"}"),
          row("LangChain XML: an empty root", "xml", "<foo/>", "{\"foo\":[]}"),
          row(
              "XML's own entities, and CDATA",
              "xml",
              "<a>1 &lt; 2 &amp; <![CDATA[<b>]]></a>",
              "{\"a\":\"1 < 2 & <b>\"}"),
          row("LangChain XML: not well-formed", "xml", "foo></foo>", "!no element"),
          row("LangChain XML: crossed tags", "xml", "<foo><bar></foo></bar>", "!not well-formed"),
          row("LangChain XML: a bomb of entities", "xml", BOMB, "!document type"),
          row("an entity of HTML", "xml", "<a>x&nbsp;y</a>", "!"),
          row(
              "a tag beside the list",
              "{xml: [movies, movie]}",
              "<movies><moive>a</moive></movies>",
              "!did you mean movie?"),
          row("no XML", "{xml: [a]}", "none", "!no element"));

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
}
