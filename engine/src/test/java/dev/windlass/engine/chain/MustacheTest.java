package dev.windlass.engine.chain;

import static dev.windlass.engine.chain.TemplateTablesTest.hold;
import static dev.windlass.engine.chain.TemplateTablesTest.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windlass.engine.protocol.FailureClass;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Templates in Mustache, in rows as those of {@link TemplateTablesTest}. */
class MustacheTest {
  /** The specification of Mustache (mustache/spec, version 1.4), but for its HTML escapes. */
  private static final List<List<String>> MUSTACHE =
      List.of(
          row("No Interpolation", "Hello from {Mustache}!\n", "{}", "Hello from {Mustache}!\n"),
          row(
              "Basic Interpolation",
              "Hello, {{subject}}!\n",
              "{'subject': 'world'}",
              "Hello, world!\n"),
          row(
              "no HTML escapes: a prompt is no page",
              "{{f}} {{{f}}} {{&f}}",
              "{'f': '& \\' < >'}",
              "& \" < > & \" < > & \" < >"),
          row(
              "Basic Integer Interpolation",
              "{{mph}} miles an hour!",
              "{'mph': 85}",
              "85 miles an hour!"),
          row(
              "Basic Decimal Interpolation",
              "{{power}} jiggawatts!",
              "{'power': 1.210}",
              "1.21 jiggawatts!"),
          row(
              "Basic Null Interpolation",
              "I ({{cannot}}) be seen!",
              "{'cannot': null}",
              "I () be seen!"),
          row("Basic Context Miss Interpolation", "I ({{cannot}}) be seen!", "{}", "I () be seen!"),
          row(
              "Dotted Names - Basic Interpolation",
              "{{person.name}} == {{#person}}{{name}}{{/person}}",
              "{'person': {'name': 'Joe'}}",
              "Joe == Joe"),
          row("Dotted Names - Broken Chains", "[{{a.b.c}}]", "{'a': {}}", "[]"),
          row("Interpolation With Padding", "|{{ string }}|", "{'string': '---'}", "|---|"),
          row(
              "Truthy, Falsey",
              "{{#t}}yes{{/t}}{{#f}}no{{/f}}{{^f}}not{{/f}}",
              "{'t': true, 'f': false}",
              "yesnot"),
          row("Null is falsey", "{{#n}}no{{/n}}{{^n}}null{{/n}}", "{'n': null}", "null"),
          row(
              "Context",
              "{{#context}}Hi {{name}}.{{/context}}",
              "{'context': {'name': 'Joe'}}",
              "Hi Joe."),
          row(
              "Parent contexts",
              "{{#sec}}{{a}}, {{b}}, {{c.d}}{{/sec}}",
              "{'a': 'foo', 'b': 'wrong', 'sec': {'b': 'bar'}, 'c': {'d': 'baz'}}",
              "foo, bar, baz"),
          row(
              "List",
              "{{#list}}{{item}}{{/list}}",
              "{'list': [{'item': 1}, {'item': 2}, {'item': 3}]}",
              "123"),
          row(
              "Empty List",
              "[{{#list}}no{{/list}}{{^list}}none{{/list}}]",
              "{'list': []}",
              "[none]"),
          row(
              "Implicit Iterator - String",
              "{{#list}}({{.}}){{/list}}",
              "{'list': ['a', 'b', 3, 2.20]}",
              "(a)(b)(3)(2.2)"),
          row(
              "Nested implicit iterators",
              "{{#list}}({{#.}}{{.}}{{/.}}){{/list}}",
              "{'list': [[1, 2, 3], ['a', 'b']]}",
              "(123)(ab)"),
          row(
              "Standalone Lines",
              "| This Is\n{{#boolean}}\n|\n{{/boolean}}\n| A Line\n",
              "{'boolean': true}",
              "| This Is\n|\n| A Line\n"),
          row("Comments", "12345{{! Comment Block! }}67890", "{}", "1234567890"),
          row("Pair Behavior of delimiters", "{{=<% %>=}}(<%text%>)", "{'text': 'Hey!'}", "(Hey!)"),
          row("one pass: tags in a value", "{{a}}", "{'a': '{{b}}', 'b': 'no'}", "{{b}}"));

  @Test
  void mustacheRendersAsItsSpecificationSays() throws RunFault {
    hold(MUSTACHE, TemplateEngine.MUSTACHE);
  }

  @Test
  void sectionsWithinSectionsEnd() {
    var numbers = "[" + "0,".repeat(999) + "0]";
    var scope = Read.scope("{\"a\": " + numbers + "}");
    var template = TemplateEngine.MUSTACHE.parse("{{#a}}".repeat(8) + "{{/a}}".repeat(8));

    assertThatThrownBy(() -> template.render(scope))
        .isInstanceOfSatisfying(
            RunFault.class, e -> assertThat(e.kind()).isEqualTo(FailureClass.TEMPLATE_ERROR))
        .hasMessageContaining("repeat");
    assertThatThrownBy(
            () -> TemplateEngine.MUSTACHE.parse("{{#a}}".repeat(501) + "{{/a}}".repeat(501)))
        .isInstanceOf(Malformed.class);
    assertThatThrownBy(
            () -> TemplateEngine.MUSTACHE.parse("{{#a}}".repeat(30_000) + "{{/a}}".repeat(30_000)))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void whatMustacheCannotBeInAPromptIsRefused() {
    for (var source :
        List.of("{{>x}}", "{{#a}}{{>x}}{{/a}}", "{{<x}}{{/x}}", "{{a b}}", "{{#a}}")) {
      assertThatThrownBy(() -> TemplateEngine.MUSTACHE.parse(source))
          .as(source)
          .isInstanceOf(Malformed.class);
    }
  }

  @Test
  void aMustachePreviewKeepsWhatIsMissing() {
    assertThat(
            TemplateEngine.MUSTACHE
                .parse("{{city}} and {{later.on}}")
                .preview(Read.scope("{\"city\": \"Paris\"}")))
        .isEqualTo("Paris and {{later.on}}");
  }
}
