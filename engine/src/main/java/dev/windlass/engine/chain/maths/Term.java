package dev.windlass.engine.chain.maths;

import java.util.ArrayList;
import java.util.List;

/** One node of an expression. */
sealed interface Term {
  Quantity value(Expression.Names names) throws Uncomputable;

  record Constant(Quantity constant) implements Term {
    @Override
    public Quantity value(Expression.Names names) {
      return constant;
    }
  }

  /**
   * @param path as written: a name, and what stands behind it with dots and brackets
   */
  record Variable(String path) implements Term {
    @Override
    public Quantity value(Expression.Names names) throws Uncomputable {
      return Quantity.of(names.get(path), path);
    }
  }

  record Prefixed(char sign, Term term) implements Term {
    @Override
    public Quantity value(Expression.Names names) throws Uncomputable {
      var value = term.value(names);
      return switch (sign) {
        case '-' -> Arithmetic.negate(value);
        case '~' -> Arithmetic.not(value);
        default -> {
          Arithmetic.number("+", value); // refuses what is no number
          yield value;
        }
      };
    }
  }

  record Joined(String sign, Term left, Term right) implements Term {
    @Override
    public Quantity value(Expression.Names names) throws Uncomputable {
      return Arithmetic.apply(sign, left.value(names), right.value(names));
    }
  }

  record Call(String function, List<Term> of) implements Term {
    @Override
    public Quantity value(Expression.Names names) throws Uncomputable {
      var values = new ArrayList<Quantity>(of.size());
      for (var each : of) {
        values.add(each.value(names));
      }
      return Functions.apply(function, values);
    }
  }
}
