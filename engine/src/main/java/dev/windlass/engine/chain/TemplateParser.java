package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.windlass.engine.chain.CompiledTemplate.Hole;
import dev.windlass.engine.chain.CompiledTemplate.Literal;
import dev.windlass.engine.chain.CompiledTemplate.Part;
import dev.windlass.engine.chain.text.Filter;
import dev.windlass.engine.chain.text.Filters;
import dev.windlass.engine.chain.text.FormatSpec;
import dev.windlass.engine.chain.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a template into its parts. The grammar: text, {@code {{} and {@code }}} for braces, and
 * {@code {path|filter|filter('argument'):spec}}, of which all but the path may be left out;
 * whatever else stands in braces is refused.
 */
final class TemplateParser {
  /** Most filters behind one name. */
  private static final int MAX_FILTERS = 16;

  private static final String AS_THEY_STAND = "; write {{ and }} for braces as they stand";

  private final String source;
  private final List<Part> parts = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();
  private int at;

  private TemplateParser(String source) {
    this.source = source;
  }

  static CompiledTemplate parse(String source) {
    return new TemplateParser(source).parse();
  }

  private CompiledTemplate parse() {
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c != '{' && c != '}') {
        literal.append(c);
        at++;
      } else if (at + 1 < source.length() && source.charAt(at + 1) == c) {
        literal.append(c);
        at += 2;
      } else if (c == '}') {
        throw new Malformed("'}' closes nothing; write }} for a brace as it stands", at);
      } else {
        hole();
      }
    }
    if (!literal.isEmpty() || parts.isEmpty()) {
      parts.add(new Literal(literal.toString()));
    }
    return CompiledTemplate.of(source, parts);
  }

  private void hole() {
    int open = at;
    int end = Names.end(source, open + 1, true);
    if (end == open + 1) {
      throw noName(open);
    }
    var name = source.substring(open + 1, end);
    if (name.length() > Names.MAX_CHARS) {
      throw new Malformed("a name has at most " + Names.MAX_CHARS + " characters", open);
    }
    var hops = new ArrayList<Path.Hop>();
    at = Path.readHops(source, end, true, hops);
    var filters = filters(open);
    var format = format(open);
    if (at >= source.length()) {
      throw unclosed(open);
    }
    if (source.charAt(at) != '}') {
      throw strange(open);
    }
    at++;
    if (!literal.isEmpty()) {
      parts.add(new Literal(literal.toString()));
      literal.setLength(0);
    }
    var path = new Path(name, List.copyOf(hops));
    parts.add(new Hole(source.substring(open, at), path, filters, format));
  }

  private List<Filter> filters(int open) {
    var filters = new ArrayList<Filter>();
    while (at < source.length() && source.charAt(at) == '|') {
      int start = at + 1;
      int end = Names.end(source, start, false);
      if (end == start) {
        throw new Malformed(excerpt(open) + ": the name of a filter is missing after '|'", start);
      }
      at = end;
      var arguments = arguments(open);
      try {
        filters.add(Filters.of(source.substring(start, end), arguments));
      } catch (IllegalArgumentException e) {
        throw new Malformed(String.valueOf(e.getMessage()), start);
      }
      if (filters.size() > MAX_FILTERS) {
        throw new Malformed("a name has at most " + MAX_FILTERS + " filters", open);
      }
    }
    return List.copyOf(filters);
  }

  /** What stands in brackets: texts in quotes, and bare numbers. */
  private List<JsonNode> arguments(int open) {
    var arguments = new ArrayList<JsonNode>();
    if (at >= source.length() || source.charAt(at) != '(') {
      return arguments;
    }
    char before = '(';
    while (at < source.length() && source.charAt(at) == before) {
      at++;
      skipBlanks();
      arguments.add(argument(open));
      skipBlanks();
      before = ',';
    }
    if (at >= source.length()) {
      throw unclosed(open);
    }
    if (source.charAt(at) != ')') {
      throw new Malformed("between a filter's arguments stands a comma, and ) behind them", at);
    }
    at++;
    return arguments;
  }

  private void skipBlanks() {
    while (at < source.length() && source.charAt(at) == ' ') {
      at++;
    }
  }

  private JsonNode argument(int open) {
    if (at >= source.length()) {
      throw unclosed(open);
    }
    char quote = source.charAt(at);
    if (quote == '\'' || quote == '"') {
      return TextNode.valueOf(quoted(quote));
    }
    int start = at;
    while (at < source.length() && "-.0123456789".indexOf(source.charAt(at)) >= 0) {
      at++;
    }
    var written = source.substring(start, at);
    var number = Numbers.parse(written);
    if (number == null) {
      throw new Malformed("a filter's argument is quoted, as in {items|join(', ')}", start);
    }
    return Numbers.node(number, written.indexOf('.') < 0);
  }

  private String quoted(char quote) {
    int start = at++;
    var text = new StringBuilder();
    while (at < source.length() && source.charAt(at) != quote) {
      char c = source.charAt(at++);
      if (c != '\\' || at >= source.length()) {
        text.append(c);
        continue;
      }
      char escaped = source.charAt(at++);
      switch (escaped) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case '\\', '\'', '"' -> text.append(escaped);
        default -> text.append('\\').append(escaped);
      }
    }
    if (at >= source.length()) {
      throw new Malformed("a quoted text is not closed", start);
    }
    at++;
    return text.toString();
  }

  private @Nullable FormatSpec format(int open) {
    if (at >= source.length() || source.charAt(at) != ':') {
      return null;
    }
    int close = source.indexOf('}', at);
    if (close < 0) {
      throw unclosed(open);
    }
    var spec = source.substring(at + 1, close);
    try {
      var format = FormatSpec.parse(spec);
      at = close;
      return spec.isEmpty() ? null : format;
    } catch (IllegalArgumentException e) {
      throw new Malformed(e.getMessage() + AS_THEY_STAND, open);
    }
  }

  private Malformed noName(int open) {
    if (open + 1 >= source.length()) {
      return unclosed(open);
    }
    return source.charAt(open + 1) == '}'
        ? new Malformed("{} is empty: name a variable, as {city}" + AS_THEY_STAND, open)
        : new Malformed(excerpt(open) + " does not begin with a name" + AS_THEY_STAND, open);
  }

  private Malformed strange(int open) {
    return switch (source.charAt(at)) {
      case '!' -> new Malformed(excerpt(open) + ": there are no conversions such as !r", open);
      default ->
          source.indexOf('}', open) < 0
              ? unclosed(open)
              : new Malformed(excerpt(open) + " is no name: " + Names.RULE + AS_THEY_STAND, open);
    };
  }

  private static Malformed unclosed(int open) {
    return new Malformed("a brace is not closed" + AS_THEY_STAND, open);
  }

  /** What stands in these braces, cut to a readable length. */
  private String excerpt(int open) {
    int close = source.indexOf('}', open);
    int end = Math.min(close < 0 ? source.length() : close + 1, open + 40);
    return source.substring(open, end).replace("\n", " ");
  }
}
