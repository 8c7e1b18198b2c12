package dev.windlass.engine.chain.maths;

import com.ezylang.evalex.parser.ASTNode;
import com.ezylang.evalex.parser.ParseException;
import com.ezylang.evalex.parser.Token.TokenType;
import dev.windlass.engine.chain.text.Similar;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/** Makes terms of a text, which EvalEx cuts and orders. One for each text. */
final class Grammar {
  /** Deepest tree; a sum of n terms is n deep. */
  static final int MAX_DEPTH = 500;

  private final Set<String> paths = new LinkedHashSet<>();

  Term read(String text) throws Uncomputable {
    if (text.isBlank()) {
      throw new Uncomputable("the expression is empty");
    }
    if (text.length() > Expression.MAX_CHARS) {
      throw new Uncomputable("an expression has at most " + Expression.MAX_CHARS + " characters");
    }
    refuseCaret(text);
    ASTNode root;
    try {
      root = new com.ezylang.evalex.Expression(text, Signs.GRAMMAR).getAbstractSyntaxTree();
    } catch (ParseException e) {
      throw new Uncomputable(
          e.getMessage() + " (character " + Math.max(1, e.getStartPosition()) + ")");
    } catch (NoSuchElementException e) { // its stacks run empty on some unbalanced texts
      throw new Uncomputable("the expression is not complete");
    }
    return term(root, 1);
  }

  private static void refuseCaret(String text) throws Uncomputable {
    int at = text.indexOf('^');
    if (at >= 0) {
      throw new Uncomputable(
          "'^' means different things to different people; write ** for a power (character "
              + (at + 1)
              + ")");
    }
  }

  Set<String> paths() {
    return paths;
  }

  private Term term(ASTNode node, int depth) throws Uncomputable {
    if (depth > MAX_DEPTH) {
      throw new Uncomputable("an expression nests at most " + MAX_DEPTH + " deep");
    }
    var token = node.getToken();
    return switch (token.getType()) {
      case NUMBER_LITERAL -> new Term.Constant(number(token.getValue()));
      case VARIABLE_OR_CONSTANT -> named(token.getValue());
      case STRUCTURE_SEPARATOR, ARRAY_INDEX -> variable(path(node, depth));
      case PREFIX_OPERATOR -> prefixed(node, depth);
      case INFIX_OPERATOR ->
          new Term.Joined(
              token.getValue(),
              term(node.getParameters().get(0), depth + 1),
              term(node.getParameters().get(1), depth + 1));
      case FUNCTION -> call(node, depth);
      case STRING_LITERAL -> throw new Uncomputable("an expression computes with numbers alone");
      default -> throw new Uncomputable("'" + token.getValue() + "' has no place here");
    };
  }

  private static Quantity number(String digits) throws Uncomputable {
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      throw new Uncomputable("write numbers in decimal, not as " + digits);
    }
    try {
      return Quantity.literal(digits);
    } catch (NumberFormatException e) {
      throw new Uncomputable("'" + digits + "' is no number");
    }
  }

  private Term prefixed(ASTNode node, int depth) throws Uncomputable {
    char sign = node.getToken().getValue().charAt(0);
    var of = node.getParameters().getFirst();
    if (sign == '-' && of.getToken().getType() == TokenType.NUMBER_LITERAL) {
      // the least integer has no positive counterpart
      return new Term.Constant(number("-" + of.getToken().getValue()));
    }
    return new Term.Prefixed(sign, term(of, depth + 1));
  }

  private Term named(String name) {
    return switch (name) {
      case "true", "True" -> new Term.Constant(new Quantity.Truth(true));
      case "false", "False" -> new Term.Constant(new Quantity.Truth(false));
      default -> variable(name);
    };
  }

  private Term variable(String path) {
    paths.add(path);
    return new Term.Variable(path);
  }

  /** A name with its parts, as the author wrote it. */
  private static String path(ASTNode node, int depth) throws Uncomputable {
    var token = node.getToken();
    if (token.getType() == TokenType.VARIABLE_OR_CONSTANT) {
      return token.getValue();
    }
    boolean key = token.getType() == TokenType.STRUCTURE_SEPARATOR;
    boolean position = token.getType() == TokenType.ARRAY_INDEX;
    if ((!key && !position) || depth > MAX_DEPTH) {
      throw new Uncomputable("parts are taken of names alone: person.age, items[0]");
    }
    var part = node.getParameters().get(1).getToken();
    var before = path(node.getParameters().get(0), depth + 1);
    if (key && part.getType() == TokenType.VARIABLE_OR_CONSTANT) {
      return before + "." + part.getValue();
    }
    if (position
        && part.getType() == TokenType.NUMBER_LITERAL
        && part.getValue().length() < 10
        && part.getValue().chars().allMatch(c -> c >= '0' && c <= '9')) {
      return before + "[" + part.getValue() + "]";
    }
    throw new Uncomputable("a path goes on with .key or [0]");
  }

  private Term call(ASTNode node, int depth) throws Uncomputable {
    var name = node.getToken().getValue();
    int wanted = Functions.arity(name);
    if (wanted == 0) {
      throw new Uncomputable(
          "there is no function "
              + name
              + "()"
              + Similar.hint(name, Functions.names())
              + "; known are "
              + String.join(", ", Functions.names()));
    }
    List<ASTNode> given = node.getParameters();
    if (given.size() != wanted) {
      throw new Uncomputable(name + "() takes " + wanted + (wanted == 1 ? " value" : " values"));
    }
    var values = new ArrayList<Term>(wanted);
    for (var each : given) {
      values.add(term(each, depth + 1));
    }
    return new Term.Call(name, List.copyOf(values));
  }
}
