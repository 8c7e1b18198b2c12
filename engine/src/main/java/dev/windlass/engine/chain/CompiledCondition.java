package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.re2j.Pattern;
import dev.windlass.engine.chain.text.Printer;
import dev.windlass.engine.protocol.FailureClass;
import java.util.List;
import java.util.Set;

/** A condition as the tree it was parsed to. */
record CompiledCondition(String source, Term term, Set<String> reads, Set<String> asksFor)
    implements Condition {

  @Override
  public boolean holds(Scope scope) throws RunFault {
    return truth(term, scope);
  }

  /** One node of the tree: it has a value. */
  sealed interface Term {
    JsonNode value(Scope scope) throws RunFault;
  }

  record Constant(JsonNode constant) implements Term {
    @Override
    public JsonNode value(Scope scope) {
      return constant;
    }
  }

  record Variable(Path path) implements Term {
    @Override
    public JsonNode value(Scope scope) throws RunFault {
      return path.need(scope);
    }
  }

  record Listing(List<Term> items) implements Term {
    @Override
    public JsonNode value(Scope scope) throws RunFault {
      var list = JsonNodeFactory.instance.arrayNode(items.size());
      for (var item : items) {
        list.add(item.value(scope));
      }
      return list;
    }
  }

  /** The right side is only asked where the left one does not decide. */
  record Both(Term left, Term right) implements Term {
    @Override
    public JsonNode value(Scope scope) throws RunFault {
      return BooleanNode.valueOf(truth(left, scope) && truth(right, scope));
    }
  }

  record Either(Term left, Term right) implements Term {
    @Override
    public JsonNode value(Scope scope) throws RunFault {
      return BooleanNode.valueOf(truth(left, scope) || truth(right, scope));
    }
  }

  record Not(Term term) implements Term {
    @Override
    public JsonNode value(Scope scope) throws RunFault {
      return BooleanNode.valueOf(!truth(term, scope));
    }
  }

  record Compared(Comparison comparison, Term left, Term right) implements Term {
    @Override
    public JsonNode value(Scope scope) throws RunFault {
      return BooleanNode.valueOf(comparison.holds(left.value(scope), right.value(scope)));
    }
  }

  record Length(Term of) implements Term {
    @Override
    public JsonNode value(Scope scope) throws RunFault {
      var value = of.value(scope);
      if (value.isTextual()) {
        var text = value.textValue();
        return IntNode.valueOf(text.codePointCount(0, text.length()));
      }
      if (value.isContainerNode()) {
        return IntNode.valueOf(value.size());
      }
      throw fault("length() is of a text, a list or an object, not of " + Path.kind(value));
    }
  }

  record Matches(Term text, Pattern pattern) implements Term {
    @Override
    public JsonNode value(Scope scope) throws RunFault {
      var value = text.value(scope);
      if (!value.isValueNode() || value.isNull()) {
        throw fault("matches() is for a text, not for " + Path.kind(value));
      }
      return BooleanNode.valueOf(pattern.matcher(Printer.print(value)).find());
    }
  }

  record Exists(Path path) implements Term {
    @Override
    public JsonNode value(Scope scope) {
      var value = path.find(scope);
      return BooleanNode.valueOf(value != null && !value.isNull());
    }
  }

  private static boolean truth(Term term, Scope scope) throws RunFault {
    var value = term.value(scope);
    if (!value.isBoolean()) {
      throw fault(
          "a condition must be true or false, and here is "
              + Path.kind(value)
              + "; compare it, as x == 'yes' or length(x) > 0");
    }
    return value.booleanValue();
  }

  static RunFault fault(String message) {
    return new RunFault(FailureClass.EXPRESSION_ERROR, message);
  }
}
