package dev.windlass.engine.chain.maths;

import dev.windlass.engine.chain.maths.Quantity.Truth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * The functions that numexpr's user guide lists for numbers that are not complex. All give doubles
 * but {@code where}, which gives the one of its values that was chosen.
 */
final class Functions {
  private static final Map<String, DoubleUnaryOperator> OF_ONE = new LinkedHashMap<>();
  private static final Map<String, DoubleBinaryOperator> OF_TWO = new LinkedHashMap<>();
  static final String WHERE = "where";

  static {
    OF_ONE.put("sin", Math::sin);
    OF_ONE.put("cos", Math::cos);
    OF_ONE.put("tan", Math::tan);
    OF_ONE.put("arcsin", Math::asin);
    OF_ONE.put("arccos", Math::acos);
    OF_ONE.put("arctan", Math::atan);
    OF_ONE.put("sinh", Math::sinh);
    OF_ONE.put("cosh", Math::cosh);
    OF_ONE.put("tanh", Math::tanh);
    OF_ONE.put("arcsinh", Functions::arcsinh);
    OF_ONE.put("arccosh", x -> Math.log(x + Math.sqrt(x - 1) * Math.sqrt(x + 1)));
    OF_ONE.put("arctanh", x -> 0.5 * (Math.log1p(x) - Math.log1p(-x)));
    OF_ONE.put("log", Math::log);
    OF_ONE.put("log10", Math::log10);
    OF_ONE.put("log1p", Math::log1p);
    OF_ONE.put("exp", Math::exp);
    OF_ONE.put("expm1", Math::expm1);
    OF_ONE.put("sqrt", Math::sqrt);
    OF_ONE.put("abs", Math::abs);
    OF_ONE.put("floor", Math::floor);
    OF_ONE.put("ceil", Math::ceil);
    OF_TWO.put("arctan2", Math::atan2);
  }

  private Functions() {}

  static Set<String> names() {
    var all = new java.util.LinkedHashSet<>(OF_ONE.keySet());
    all.addAll(OF_TWO.keySet());
    all.add(WHERE);
    return all;
  }

  /** How many values it takes; 0 where there is no such function. */
  static int arity(String name) {
    if (name.equals(WHERE)) {
      return 3;
    }
    return OF_ONE.containsKey(name) ? 1 : OF_TWO.containsKey(name) ? 2 : 0;
  }

  static Quantity apply(String name, List<Quantity> values) throws Uncomputable {
    if (name.equals(WHERE)) {
      if (values.getFirst() instanceof Truth(boolean holds)) {
        return values.get(holds ? 1 : 2);
      }
      throw new Uncomputable("where() begins with a comparison: where(a > 1, b, c)");
    }
    double first = Arithmetic.number(name + "()", values.getFirst());
    var one = OF_ONE.get(name);
    if (one != null) {
      return Quantity.real(one.applyAsDouble(first), name + "()");
    }
    var two = OF_TWO.get(name);
    if (two == null) {
      throw new IllegalStateException("no function " + name);
    }
    return Quantity.real(
        two.applyAsDouble(first, Arithmetic.number(name + "()", values.get(1))), name + "()");
  }

  /** Exact near zero too, where the textbook formula loses all digits. */
  private static double arcsinh(double x) {
    double size = Math.abs(x);
    double square = size * size;
    double result =
        square > 1e300
            ? Math.log(size) + Math.log(2)
            : Math.log1p(size + square / (1 + Math.sqrt(square + 1)));
    return Math.copySign(result, x);
  }
}
