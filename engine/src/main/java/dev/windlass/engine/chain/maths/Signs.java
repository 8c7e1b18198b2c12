package dev.windlass.engine.chain.maths;

import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.FunctionDictionaryIfc;
import com.ezylang.evalex.config.MapBasedOperatorDictionary;
import com.ezylang.evalex.config.OperatorDictionaryIfc;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.AbstractFunction;
import com.ezylang.evalex.functions.FunctionIfc;
import com.ezylang.evalex.functions.FunctionParameter;
import com.ezylang.evalex.operators.AbstractOperator;
import com.ezylang.evalex.operators.InfixOperator;
import com.ezylang.evalex.operators.PrefixOperator;
import com.ezylang.evalex.parser.Token;
import java.util.List;

/**
 * Which operators there are and how tightly they bind, in EvalEx's words. The order is Python's: a
 * sign in front binds as a power does and to the right, so that {@code -2**2} is -4 and {@code
 * 2**-1} can be read. They are never evaluated there.
 */
final class Signs {
  private static final int POWER = 80;
  private static final int PRODUCT = 70;
  private static final int SUM = 60;
  private static final int SHIFT = 50;
  private static final int AND = 45;
  private static final int OR = 40;
  private static final int COMPARISON = 30;

  static final ExpressionConfiguration GRAMMAR =
      ExpressionConfiguration.builder()
          .operatorDictionary(operators())
          .functionDictionary(new AnyFunction())
          .implicitMultiplicationAllowed(false)
          .singleQuoteStringLiteralsAllowed(true)
          .build();

  private Signs() {}

  private static OperatorDictionaryIfc operators() {
    var all = new MapBasedOperatorDictionary();
    for (var sign : List.of("-", "+", "~")) {
      all.addOperator(sign, new Before());
    }
    all.addOperator("**", new Power());
    for (var sign : List.of("*", "/", "%")) {
      all.addOperator(sign, new Product());
    }
    for (var sign : List.of("+", "-")) {
      all.addOperator(sign, new Sum());
    }
    for (var sign : List.of("<<", ">>")) {
      all.addOperator(sign, new Shift());
    }
    all.addOperator("&", new And());
    all.addOperator("|", new Or());
    for (var sign : List.of("<", "<=", ">", ">=", "==", "!=")) {
      all.addOperator(sign, new Compare());
    }
    return all;
  }

  /** Every name counts as a function there, so that what is unknown is refused in our words. */
  private static final class AnyFunction implements FunctionDictionaryIfc {
    private static final FunctionIfc ANY = new Any();

    @Override
    public void addFunction(String name, FunctionIfc function) {
      throw new UnsupportedOperationException("the functions are ours");
    }

    @Override
    public FunctionIfc getFunction(String name) {
      return ANY;
    }
  }

  @FunctionParameter(name = "values", isVarArg = true)
  private static final class Any extends AbstractFunction {
    @Override
    public EvaluationValue evaluate(Expression of, Token at, EvaluationValue... values) {
      throw notHere();
    }
  }

  private abstract static class Sign extends AbstractOperator {
    @Override
    public EvaluationValue evaluate(Expression of, Token at, EvaluationValue... values) {
      throw notHere();
    }
  }

  @PrefixOperator(precedence = POWER, leftAssociative = false)
  private static final class Before extends Sign {}

  @InfixOperator(precedence = POWER, leftAssociative = false)
  private static final class Power extends Sign {}

  @InfixOperator(precedence = PRODUCT)
  private static final class Product extends Sign {}

  @InfixOperator(precedence = SUM)
  private static final class Sum extends Sign {}

  @InfixOperator(precedence = SHIFT)
  private static final class Shift extends Sign {}

  @InfixOperator(precedence = AND)
  private static final class And extends Sign {}

  @InfixOperator(precedence = OR)
  private static final class Or extends Sign {}

  @InfixOperator(precedence = COMPARISON)
  private static final class Compare extends Sign {}

  private static IllegalStateException notHere() {
    return new IllegalStateException("EvalEx reads expressions here and does not compute them");
  }
}
