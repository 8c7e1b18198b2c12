package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.windlass.engine.protocol.FailureClass;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  private static final Scope SCOPE =
      Read.scope(
          """
          {"city": "Paris.", "n": 14, "x": 3.0, "pi": 3.14159, "yes": true, "none": null,
           "person": {"name": "Ada", "tags": ["a", "b"], "boss": null}, "items": ["one", 2],
           "größe": "groß", "名前": "太郎", "नाम": "राम", "a-b": "dash", "_u": "under",
           "trap": "{city} {{x}}"}
          """);

  private static final List<List<String>> RENDERED =
      List.of(
          List.of("", ""),
          List.of("no names", "no names"),
          List.of("{city}", "Paris."),
          List.of("To {city} and {city}", "To Paris. and Paris."),
          List.of("{person.name} {person.tags[1]} {items[0]}", "Ada b one"),
          List.of("{{city}}", "{city}"),
          List.of("{{{city}}}", "{Paris.}"),
          List.of("}}{{", "}{"),
          List.of("{n} {x} {yes}", "14 3.0 true"),
          List.of("{pi:.2f}|{n:05d}|{city:>10}", "3.14|00014|    Paris."),
          List.of("{n:}", "14"),
          List.of("{person.tags}", "[\"a\",\"b\"]"),
          List.of("{person}", "{\"name\":\"Ada\",\"tags\":[\"a\",\"b\"],\"boss\":null}"),
          List.of("{größe}{名前}{नाम}{a-b}{_u}", "groß太郎रामdashunder"),
          List.of("{trap}", "{city} {{x}}"));

  @Test
  void aTemplateRendersInOnePass() throws RunFault {
    for (var row : RENDERED) {
      assertThat(Template.of(row.get(0)).render(SCOPE)).as(row.get(0)).isEqualTo(row.get(1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}", "{", "}", "{city", "a } b", "{ city }", "{1st}", "{\"a\": 1}", "{city|trimm}",
        "{city!r}", "{a..b}", "{a.}", "{a[]}", "{a[x]}", "{a[-1]}", "{a[0}", "{n:q}", "{n:5",
        "{a b}", "{-a}", "{a+b}", "{a()}", "{a[99999999999]}"
      })
  void whatIsNoNameInBracesIsRefused(String source) {
    assertThatThrownBy(() -> Template.of(source))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("character");
  }

  @Test
  void aRefusalSaysWhatToWrite() {
    assertThatThrownBy(() -> Template.of("Give {\"a\": 1}"))
        .hasMessageContaining("{\"a\": 1}")
        .hasMessageContaining("{{")
        .hasMessageContaining("character 6");
    assertThatThrownBy(() -> Template.of("{city|trimm}"))
        .hasMessageContaining("did you mean trim?");
  }

  @ParameterizedTest
  @CsvSource({
    "{nobody}, nobody is missing",
    "{none}, none is null",
    "{person.boss}, person.boss is null",
    "{person.age}, person is an object",
    "{city.name}, city is a text",
    "{items[2]}, items is a list",
    "{person.boss.name}, person.boss is null",
  })
  void whatIsMissingFailsTheRow(String source, String why) {
    assertThatThrownBy(() -> Template.of("-" + source).render(SCOPE))
        .isInstanceOfSatisfying(
            RunFault.class, e -> assertThat(e.kind()).isEqualTo(FailureClass.MISSING_VARIABLE))
        .hasMessageContaining(why);
  }

  @Test
  void aFormatThatDoesNotFitIsATemplateError() {
    assertThatThrownBy(() -> Template.of("{city:.2f}").render(SCOPE))
        .isInstanceOfSatisfying(
            RunFault.class, e -> assertThat(e.kind()).isEqualTo(FailureClass.TEMPLATE_ERROR))
        .hasMessageContaining("{city:.2f}");
  }

  @Test
  void exactlyOneNameKeepsTheTypeOfItsValue() throws RunFault {
    assertThat(Template.of("{n}").value(SCOPE)).isEqualTo(Read.json("14"));
    assertThat(Template.of("{person.tags}").value(SCOPE)).isEqualTo(Read.json("[\"a\", \"b\"]"));
    assertThat(Template.of("{none}").value(SCOPE).isNull()).isTrue();
    assertThat(Template.of("{n} ").value(SCOPE)).isEqualTo(Read.json("\"14 \""));
    assertThat(Template.of("{n:d}").value(SCOPE)).isEqualTo(Read.json("\"14\""));
  }

  @Test
  void readsNamesTheVariablesNotTheirPaths() {
    assertThat(Template.of("{a.b} {c[0]:>3} {{d}} {a}").reads())
        .containsExactlyInAnyOrder("a", "c");
  }

  @Test
  void aPreviewKeepsWhatIsMissingAsWritten() {
    assertThat(Template.of("{city} {later.on[0]:>3} {none} {{x}}").preview(SCOPE))
        .isEqualTo("Paris. {later.on[0]:>3} {none} {x}");
  }

  @Test
  void aRenderedTextIsBounded() {
    var large = "x".repeat(1024 * 1024);
    Scope scope = name -> TextNode.valueOf(large);

    assertThatThrownBy(() -> Template.of("{a}".repeat(17)).render(scope))
        .isInstanceOfSatisfying(
            RunFault.class, e -> assertThat(e.kind()).isEqualTo(FailureClass.TEMPLATE_ERROR));
  }

  @Test
  void aValueRendersEachOfItsTexts() throws RunFault {
    var written = Read.json("{\"a\": \"{n}\", \"b\": [\"{city}!\", 3, null], \"{n}\": \"{{}}\"}");

    assertThat(Value.of(written).evaluate(SCOPE))
        .isEqualTo(Read.json("{\"a\": 14, \"b\": [\"Paris.!\", 3, null], \"{n}\": \"{}\"}"));
    assertThat(Value.of(written).reads()).containsExactlyInAnyOrder("n", "city");
    assertThat(Value.texts(written).evaluate(SCOPE).get("a")).isEqualTo(Read.json("\"14\""));
    assertThat(Value.plain(written).evaluate(SCOPE)).isEqualTo(written);
  }
}
