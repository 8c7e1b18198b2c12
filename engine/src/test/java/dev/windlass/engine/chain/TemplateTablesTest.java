package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What templates render to, held against what the libraries say of their own. A row: whose word it
 * is, the template, its variables, the text; or {@code !} and a word of the reason.
 */
class TemplateTablesTest {
  /** "Format examples" of Python's library reference, and str.format. */
  private static final List<List<String>> BRACES =
      List.of(
          row(
              "Python: align left",
              "{t:<30}|",
              "{'t': 'left aligned'}",
              "left aligned                  |"),
          row(
              "Python: align right",
              "{t:>30}",
              "{'t': 'right aligned'}",
              "                 right aligned"),
          row("Python: centre", "{t:^30}", "{'t': 'centered'}", "           centered           "),
          row("Python: fill", "{t:*^30}", "{'t': 'centered'}", "***********centered***********"),
          row(
              "Python: always a sign",
              "{a:+f}; {b:+f}",
              "{'a': 3.14, 'b': -3.14}",
              "+3.140000; -3.140000"),
          row(
              "Python: a blank for plus",
              "{a: f}; {b: f}",
              "{'a': 3.14, 'b': -3.14}",
              " 3.140000; -3.140000"),
          row(
              "Python: only minus",
              "{a:-f}; {b:-f}",
              "{'a': 3.14, 'b': -3.14}",
              "3.140000; -3.140000"),
          row(
              "Python: bases",
              "int: {n:d};  hex: {n:x};  oct: {n:o};  bin: {n:b}",
              "{'n': 42}",
              "int: 42;  hex: 2a;  oct: 52;  bin: 101010"),
          row(
              "Python: bases with prefix",
              "int: {n:d};  hex: {n:#x};  oct: {n:#o};  bin: {n:#b}",
              "{'n': 42}",
              "int: 42;  hex: 0x2a;  oct: 0o52;  bin: 0b101010"),
          row("Python: thousands", "{n:,}", "{'n': 1234567890}", "1,234,567,890"),
          row("Python: thousands", "{n:_}", "{'n': 1234567890}", "1_234_567_890"),
          row(
              "Python: percent",
              "Correct answers: {p:.2%}",
              "{'p': 0.8636363636363636}",
              "Correct answers: 86.36%"),
          row("Python: precision of a text", "{t:.3}", "{'t': 'xylophone'}", "xyl"),
          row("Python: zeros", "{n:05d} {m:05d}", "{'n': 42, 'm': -42}", "00042 -0042"),
          row("Python: d of a text", "{t:d}", "{'t': 'x'}", "!wants a number"),
          row("Python: escapes", "{{{n}}} {{n}} }}{{", "{'n': 1}", "{1} {n} }{"),
          row(
              "LangChain: f-string",
              "Tell me a {adjective} joke about {content}.",
              "{'adjective': 'funny', 'content': 'chickens'}",
              "Tell me a funny joke about chickens."),
          row("LangChain: extra variables are ignored", "Hi {a}", "{'a': 'x', 'b': 'y'}", "Hi x"),
          row(
              "LangChain: a missing variable",
              "Hi {a} {b}",
              "{'a': 'x'}",
              "!the variable b is missing"),
          row("one pass: braces in a value", "{a}", "{'a': '{b} {{c}} {'}", "{b} {{c}} {"),
          row(
              "JSON in a value",
              "{a}",
              "{'a': {'k': ['{x}', 1.0, null, true]}}",
              "{\"k\":[\"{x}\",1.0,null,true]}"),
          row(
              "unicode",
              "{größe} {名前:>4}|{e:^5}",
              "{'größe': 'ß', '名前': '太郎', 'e': '😀'}",
              "ß   太郎|  😀  "),
          row("a path", "{a.b[1].c}", "{'a': {'b': [0, {'c': 'x'}]}}", "x"),
          row("a path through a text", "{a.b}", "{'a': 'x'}", "!a is a text without that part"),
          row("a position beyond the list", "{a[2]}", "{'a': [1]}", "!leads nowhere"),
          row("null in a text", "{a}", "{'a': null}", "!a is null"));

  /** Python's str methods and slices, Jinja's filters of the same names. */
  private static final List<List<String>> FILTERS =
      List.of(
          row("str.strip", "[{t|trim}]", "{'t': '  spacious \\n'}", "[spacious]"),
          row("str.upper, str.lower", "{t|upper} {t|lower}", "{'t': 'Ärger'}", "ÄRGER ärger"),
          row("str.capitalize", "{t|capitalize}", "{'t': 'hELLO wORLD'}", "Hello world"),
          row("str.capitalize of nothing", "[{t|capitalize}]", "{'t': ''}", "[]"),
          row(
              "int() of a text and of a float",
              "{t|int} {f|int} {g|int}",
              "{'t': ' 42 ', 'f': 3.9, 'g': -3.9}",
              "42 3 -3"),
          row("int() of words", "{t|int}", "{'t': 'many'}", "!wants a number"),
          row("number", "{t|number} {t|number:.1f}", "{'t': ' 3.50 '}", "3.5 3.5"),
          row(
              "json.dumps",
              "{t|json} {l|json}",
              "{'t': 'say \\'hi\\'\\n', 'l': [1, 'a']}",
              "\"say \\\"hi\\\"\\n\" [1,\"a\"]"),
          row(
              "len()",
              "{t|length} {l|length} {o|length}",
              "{'t': '😀é', 'l': [1, 2], 'o': {'a': 1}}",
              "2 2 1"),
          row("'Python'[0:2]", "{w|slice(0,2)} {w|slice('2','5')}", "{'w': 'Python'}", "Py tho"),
          row("'Python'[-2:]", "{w|slice(-2)}", "{'w': 'Python'}", "on"),
          row(
              "'Python'[4:42], 'Python'[42:]",
              "{w|slice(4, 42)}[{w|slice(42)}]",
              "{'w': 'Python'}",
              "on[]"),
          row("[1, 2, 3][1:]", "{l|slice(1)}", "{'l': [1, 2, 3]}", "[2,3]"),
          row("'1,2,3'.split(',')", "{t|split(',')}", "{'t': '1,2,3'}", "[\"1\",\"2\",\"3\"]"),
          row(
              "'1,2,,3,'.split(',')",
              "{t|split(',')|json}",
              "{'t': '1,2,,3,'}",
              "[\"1\",\"2\",\"\",\"3\",\"\"]"),
          row(
              "'1<>2<>3'.split('<>')",
              "{t|split('<>')}",
              "{'t': '1<>2<>3'}",
              "[\"1\",\"2\",\"3\"]"),
          row(
              "str.splitlines",
              "{t|lines|json}",
              "{'t': 'ab c\\n\\nde fg\\rkl\\r\\n'}",
              "[\"ab c\",\"\",\"de fg\",\"kl\"]"),
          row("''.splitlines()", "{t|lines|length}", "{'t': ''}", "0"),
          row("str.join", "{l|join(', ')}", "{'l': ['a', 2, 3.0, [4]]}", "a, 2, 3.0, [4]"),
          row("str.join with escapes", "{l|join('\\n\\t\\'\"')}", "{'l': ['a', 'b']}", "a\n\t'\"b"),
          row("str.join of a text", "{t|join(',')}", "{'t': 'ab'}", "!wants a list"),
          row(
              "Kotlin: substringBefore, substringAfter",
              "{t|before(':')}|{t|after(':')}",
              "{'t': 'a: b: c'}",
              "a| b: c"),
          row(
              "Kotlin: without the delimiter",
              "{t|before('?')}|{t|after('?')}",
              "{'t': 'abc'}",
              "abc|abc"),
          row(
              "Jinja: first, last",
              "{l|first} {l|last} {t|first}{t|last}",
              "{'l': [1, 2, 3], 't': '😀b'}",
              "1 3 😀b"),
          row("the first of nothing", "{l|first}", "{'l': []}", "!nothing is left"),
          row(
              "Jinja: default",
              "{x|default('none')} {n|default(0)} {l|first|default('-')}",
              "{'n': null, 'l': []}",
              "none 0 -"),
          row("default keeps what there is", "{x|default('none')}", "{'x': ''}", ""),
          row(
              "list of what is none",
              "{t|list} {l|list} {o|list}",
              "{'t': 'a', 'l': [1], 'o': {'a': 1, 'b': 2}}",
              "[\"a\"] [1] [1,2]"),
          row(
              "Python: max(key=), the first wins a tie",
              "{l|max_by('score')}",
              "{'l': [{'score': '9', 'n': 1}, {'score': 10, 'n': 2}, {'score': '10.0', 'n': 3}]}",
              "{\"score\":10,\"n\":2}"),
          row(
              "Python: min(key=)",
              "{l|min_by('a.b')}",
              "{'l': [{'a': {'b': 'x'}}, {'a': {'b': 'c'}}]}",
              "{\"a\":{\"b\":\"c\"}}"),
          row(
              "Python: sorted() is stable",
              "{l|sort_by('k')|json}",
              "{'l': [{'k': 'b'}, {'k': 2, 'n': 1}, {'k': '2', 'n': 2}, {'k': 10}, {'k': 'a'}]}",
              "[{\"k\":2,\"n\":1},{\"k\":\"2\",\"n\":2},{\"k\":10},{\"k\":\"a\"},{\"k\":\"b\"}]"),
          row(
              "a key that an item lacks",
              "{l|sort_by('k')}",
              "{'l': [{'k': 1}, {}]}",
              "!finds no k in the item at position 1"),
          row("braces and colons in an argument", "{l|join('}:{')}", "{'l': [1, 2]}", "1}:{2"),
          row("a filter, then a format", "{t|trim:>5}|{t|int:03d}", "{'t': ' 7 '}", "    7|007"),
          row("filters on a path", "{a.b[0]|upper|lower|capitalize}", "{'a': {'b': ['xY']}}", "Xy"),
          row("a filter on what is missing", "{x|upper}", "{}", "!the variable x is missing"));

  @Test
  void bracesAndFormatsRenderAsPythonsDo() throws RunFault {
    hold(BRACES, TemplateEngine.BRACES);
  }

  @Test
  void filtersDoWhatTheirNamesakesDo() throws RunFault {
    hold(FILTERS, TemplateEngine.BRACES);
  }

  @Test
  void oneNameWithFiltersKeepsTheTypeOfItsValue() throws RunFault {
    var scope = Read.scope("{\"t\": \"1\\n2\", \"o\": {\"a\": [1]}}");

    assertThat(TemplateEngine.BRACES.parse("{t|lines}").value(scope))
        .isEqualTo(Read.json("[\"1\",\"2\"]"));
    assertThat(TemplateEngine.BRACES.parse("{t|lines|length}").value(scope))
        .isEqualTo(Read.json("2"));
    assertThat(TemplateEngine.MUSTACHE.parse("{{o.a}}").value(scope)).isEqualTo(Read.json("[1]"));
    assertThat(TemplateEngine.MUSTACHE.parse("{{o.a}} ").value(scope))
        .isEqualTo(TextNode.valueOf("[1] "));
  }

  @Test
  void aNameWithADefaultIsNoNeed() {
    var template = TemplateEngine.BRACES.parse("{a} {b|trim|default('x')} {c|upper}");

    assertThat(template.reads()).containsExactlyInAnyOrder("a", "c");
    assertThat(template.asksFor()).containsExactly("b");
    assertThat(TemplateEngine.MUSTACHE.parse("{{a}} {{#b.c}}{{d}}{{/b.c}}").asksFor())
        .containsExactlyInAnyOrder("a", "b");
  }

  static void hold(List<List<String>> rows, TemplateEngine engine) throws RunFault {
    for (var row : rows) {
      var template = engine.parse(row.get(1));
      var scope = Read.scope(row.get(2).replace('\'', '"'));
      var expected = row.get(3);
      if (expected.startsWith("!")) {
        assertThatThrownBy(() -> template.render(scope))
            .as(row.getFirst())
            .isInstanceOf(RunFault.class)
            .hasMessageContaining(expected.substring(1));
      } else {
        assertThat(template.render(scope)).as(row.getFirst()).isEqualTo(expected);
      }
    }
  }

  static List<String> row(String source, String template, String variables, String text) {
    return List.of(source, template, variables, text);
  }
}
