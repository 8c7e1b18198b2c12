package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.windlass.engine.chain.CompiledCondition.Both;
import dev.windlass.engine.chain.CompiledCondition.Compared;
import dev.windlass.engine.chain.CompiledCondition.Constant;
import dev.windlass.engine.chain.CompiledCondition.Either;
import dev.windlass.engine.chain.CompiledCondition.Exists;
import dev.windlass.engine.chain.CompiledCondition.Length;
import dev.windlass.engine.chain.CompiledCondition.Listing;
import dev.windlass.engine.chain.CompiledCondition.Matches;
import dev.windlass.engine.chain.CompiledCondition.Not;
import dev.windlass.engine.chain.CompiledCondition.Term;
import dev.windlass.engine.chain.CompiledCondition.Variable;
import dev.windlass.engine.chain.Tokens.Kind;
import dev.windlass.engine.chain.Tokens.Token;
import dev.windlass.engine.chain.text.Numbers;
import dev.windlass.engine.chain.text.Similar;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of conditions, by descent:
 *
 * <pre>
 * either  = both { "or" both }
 * both    = no { "and" no }
 * no      = "not" no | compare
 * compare = operand [ ( == | != | &lt; | &lt;= | &gt; | &gt;= | in | not in ) operand ]
 * operand = text | number | true | false | null | "[" operands "]" | "(" either ")"
 *         | function "(" operands ")" | path
 * </pre>
 */
final class ConditionParser {
  static final int MAX_CHARS = 4_096;
  static final int MAX_DEPTH = 64;

  private static final List<String> FUNCTIONS = List.of("length", "contains", "matches", "exists");

  private final List<Token> tokens;
  private final Set<String> reads = new LinkedHashSet<>();
  private final Set<String> asksFor = new LinkedHashSet<>();
  private int next;
  private int depth;

  private ConditionParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  static CompiledCondition parse(String source) {
    if (source.length() > MAX_CHARS) {
      throw new Malformed("a condition has at most " + MAX_CHARS + " characters");
    }
    var parser = new ConditionParser(Tokens.of(source));
    var term = parser.either();
    var rest = parser.token();
    if (rest.kind() != Kind.END) {
      throw new Malformed("'" + rest.text() + "' has no place here", rest.at());
    }
    return new CompiledCondition(
        source, term, Set.copyOf(parser.reads), Set.copyOf(parser.asksFor));
  }

  private Term either() {
    deeper();
    var term = both();
    while (taken("or")) {
      term = new Either(term, both());
    }
    depth--;
    return term;
  }

  private Term both() {
    var term = no();
    while (taken("and")) {
      term = new Both(term, no());
    }
    return term;
  }

  private Term no() {
    if (!taken("not")) {
      return compare();
    }
    deeper();
    var term = new Not(no());
    depth--;
    return term;
  }

  private Term compare() {
    var left = operand();
    var comparison = comparison();
    if (comparison == null) {
      return left;
    }
    var term = new Compared(comparison, left, operand());
    int at = token().at();
    if (comparison() != null) {
      throw new Malformed("comparisons do not chain; join two of them with 'and'", at);
    }
    return term;
  }

  private @Nullable Comparison comparison() {
    var token = token();
    if (token.is("not") && tokens.get(next + 1).is("in")) {
      next += 2;
      return Comparison.NOT_IN;
    }
    if (token.kind() != Kind.SIGN && !token.is("in")) {
      return null;
    }
    var comparison =
        switch (token.text()) {
          case "==" -> Comparison.EQUAL;
          case "!=" -> Comparison.UNEQUAL;
          case "<" -> Comparison.LESS;
          case "<=" -> Comparison.AT_MOST;
          case ">" -> Comparison.MORE;
          case ">=" -> Comparison.AT_LEAST;
          case "in" -> Comparison.IN;
          default -> null;
        };
    if (comparison != null) {
      next++;
    }
    return comparison;
  }

  private Term operand() {
    var token = token();
    next++;
    return switch (token.kind()) {
      case TEXT -> new Constant(TextNode.valueOf(token.text()));
      case NUMBER -> number(token);
      case NAME -> named(token);
      case SIGN -> bracketed(token);
      case END -> throw new Malformed("the condition ends where a value should stand", token.at());
    };
  }

  private Term bracketed(Token token) {
    if (token.is("(")) {
      var inner = either();
      expect(")");
      return inner;
    }
    if (token.is("[")) {
      return new Listing(operands("]"));
    }
    throw new Malformed("a value is missing before '" + token.text() + "'", token.at());
  }

  private static Term number(Token token) {
    var number = Numbers.parse(token.text());
    if (number == null) {
      throw new Malformed("'" + token.text() + "' is no number", token.at());
    }
    boolean integer = token.text().chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    return new Constant(Numbers.node(number, integer));
  }

  private Term named(Token token) {
    return switch (token.text()) {
      case "true", "false" -> new Constant(BooleanNode.valueOf(token.is("true")));
      case "null" -> new Constant(NullNode.getInstance());
      case "and", "or", "not", "in" ->
          throw new Malformed("a value is missing before '" + token.text() + "'", token.at());
      default -> taken("(") ? call(token) : variable(token);
    };
  }

  private Term variable(Token token) {
    var path = path(token);
    reads.add(path.name());
    return new Variable(path);
  }

  private Path path(Token name) {
    var hops = new ArrayList<Path.Hop>();
    while (token().is(".") || token().is("[")) {
      boolean key = token().is(".");
      next++;
      var part = token();
      next++;
      if (key && part.kind() == Kind.NAME) {
        hops.add(new Path.Hop.Key(part.text()));
      } else if (!key && part.kind() == Kind.NUMBER && part.text().matches("[0-9]{1,9}")) {
        hops.add(new Path.Hop.Position(Integer.parseInt(part.text())));
        expect("]");
      } else {
        throw new Malformed("a path goes on with .key or [0]", part.at());
      }
    }
    if (hops.size() > Path.MAX_HOPS) {
      throw new Malformed("a path has at most " + Path.MAX_HOPS + " parts", name.at());
    }
    return new Path(name.text(), List.copyOf(hops));
  }

  private Term call(Token function) {
    return switch (function.text()) {
      case "exists" -> {
        var name = token();
        if (name.kind() != Kind.NAME) {
          throw new Malformed("exists() takes a name, without quotes", name.at());
        }
        next++;
        var path = path(name);
        expect(")");
        asksFor.add(path.name());
        yield new Exists(path);
      }
      case "length" -> new Length(arguments(function, 1).getFirst());
      case "contains" -> {
        var both = arguments(function, 2);
        yield new Compared(Comparison.IN, both.get(1), both.get(0));
      }
      case "matches" -> {
        var both = arguments(function, 2);
        if (both.get(1) instanceof Constant(var pattern) && pattern.isTextual()) {
          yield new Matches(both.get(0), Patterns.compile(pattern.textValue()));
        }
        throw new Malformed("matches() takes a quoted pattern", function.at());
      }
      default ->
          throw new Malformed(
              "there is no function "
                  + function.text()
                  + "()"
                  + Similar.hint(function.text(), FUNCTIONS)
                  + "; known are "
                  + String.join(", ", FUNCTIONS),
              function.at());
    };
  }

  private List<Term> arguments(Token function, int wanted) {
    var found = operands(")");
    if (found.size() != wanted) {
      throw new Malformed(
          function.text() + "() takes " + wanted + (wanted == 1 ? " value" : " values"),
          function.at());
    }
    return found;
  }

  private List<Term> operands(String closing) {
    var found = new ArrayList<Term>();
    deeper();
    while (!token().is(closing)) {
      if (!found.isEmpty()) {
        expect(",");
      }
      found.add(operand());
    }
    next++;
    depth--;
    return List.copyOf(found);
  }

  private void deeper() {
    if (++depth > MAX_DEPTH) {
      throw new Malformed("a condition nests at most " + MAX_DEPTH + " deep", token().at());
    }
  }

  private Token token() {
    return tokens.get(Math.min(next, tokens.size() - 1));
  }

  private boolean taken(String word) {
    if (!token().is(word)) {
      return false;
    }
    next++;
    return true;
  }

  private void expect(String sign) {
    var token = token();
    if (!taken(sign)) {
      var found = token.kind() == Kind.END ? "the end" : "'" + token.text() + "'";
      throw new Malformed("'" + sign + "' is missing before " + found, token.at());
    }
  }
}
