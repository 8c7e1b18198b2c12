package dev.windlass.engine.chain.maths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.windlass.engine.chain.text.Numbers;
import dev.windlass.engine.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values are as Python and numexpr give them. Order of operators: the Python reference, 6.17
 * ("Operator precedence": power binds tighter than a sign on its left, less tight than one on its
 * right). Functions: the user guide of numexpr, "Supported functions". Integers and doubles: the
 * language's page.
 */
class ExpressionTest {
  private static final JsonNode NAMES =
      json("{'n': 7, 'x': 2.5, 'text': '42', 'minus': '-1.5', 'big': 9223372036854775807}");

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        // integers stay integers
        "1 + 2 ; 3",
        "7 - 10 ; -3",
        "6 * 7 ; 42",
        "2 ** 10 ; 1024",
        "0 ** 0 ; 1",
        "(-2) ** 63 ; -9223372036854775808",
        "-9223372036854775808 ; -9223372036854775808",
        "9223372036854775806 + 1 ; 9223372036854775807",
        "1 << 4 ; 16",
        "-16 >> 2 ; -4",
        // the sign of % is its right side's: the Python reference, 6.7
        "7 % 3 ; 1",
        "-7 % 3 ; 2",
        "7 % -3 ; -2",
        "-7 % -3 ; -1",
        "5.5 % 2 ; 1.5",
        "-5.5 % 2 ; 0.5",
        "5.5 % -2 ; -0.5",
        // / and a negative exponent give doubles
        "6 / 3 ; 2.0",
        "1 / 3 ; 0.3333333333333333",
        "9007199254740993 / 1 ; 9007199254740992.0",
        "2 ** -1 ; 0.5",
        "4 ** 0.5 ; 2.0",
        "1.0 + 2 ; 3.0",
        "3.0 * 2 ; 6.0",
        "0.1 + 0.2 ; 0.30000000000000004",
        "1e3 ; 1000.0",
        "1e16 ; 1e+16",
        "1e-5 ; 1e-05",
        ".5 + 1. ; 1.5",
        // ** binds to the right, and tighter than a sign before it
        "2 ** 3 ** 2 ; 512",
        "-2 ** 2 ; -4",
        "(-2) ** 2 ; 4",
        "2 ** -2 ** 2 ; 0.0625",
        "2 * -3 ** 2 ; -18",
        "--3 ; 3",
        "-+3 ; -3",
        "2 - -3 ; 5",
        "-2 * 3 ; -6",
        "10 - 4 - 3 ; 3",
        "100 / 10 / 5 ; 2.0",
        "2 + 3 * 4 ; 14",
        "(2 + 3) * 4 ; 20",
        "20 / 2 * 5 ; 50.0",
        "7 % 4 * 2 ; 6",
        "1 + 1 << 2 ; 8",
        // LangChain's own examples for its maths chain
        "37593 * 67 ; 2518731",
        "37593 ** (1/5) ; 8.222831614237718",
        // functions give doubles
        "sqrt(16) ; 4.0",
        "abs(-3) ; 3.0",
        "floor(2.7) ; 2.0",
        "ceil(2.1) ; 3.0",
        "floor(-2.5) ; -3.0",
        "exp(0) ; 1.0",
        "expm1(0) ; 0.0",
        "log(1) ; 0.0",
        "log10(1000) ; 3.0",
        "log1p(0) ; 0.0",
        "sin(0) ; 0.0",
        "cos(0) ; 1.0",
        "tan(0) ; 0.0",
        "arcsin(1) ; 1.5707963267948966",
        "arccos(1) ; 0.0",
        "arctan(1) ; 0.7853981633974483",
        "arctan2(1, -1) ; 2.356194490192345",
        "sinh(0) ; 0.0",
        "cosh(0) ; 1.0",
        "tanh(0) ; 0.0",
        "arcsinh(0) ; 0.0",
        "arccosh(1) ; 0.0",
        "arctanh(0) ; 0.0",
        "where(2 > 1, 10, 20) ; 10",
        "where((1 > 2) | (3 == 3.0), 1, 0) ; 1",
        "where(~(1 > 2) & (1 != 2), 1.5, 0) ; 1.5",
        // variables, also texts that are numbers
        "n * 2 ; 14",
        "x ** 2 ; 6.25",
        "text + 1 ; 43",
        "minus * 2 ; -3.0",
        "-n ; -7",
      })
  void isComputedAsNumexprDoesAndPrintedAsPythonDoes(String expression, String printed)
      throws Uncomputable {
    assertThat(Numbers.print(value(expression))).isEqualTo(printed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"1 < 2 ; true", "2 <= 1 ; false", "3 == 3.0 ; true", "3 != 3 ; false"})
  void aComparisonIsABoolean(String expression, boolean holds) throws Uncomputable {
    assertThat(value(expression).isBoolean()).isTrue();
    assertThat(value(expression).booleanValue()).isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "9223372036854775807 + 1 ; 64 bits",
        "-9223372036854775808 - 1 ; 64 bits",
        "-(-9223372036854775808) ; 64 bits",
        "big * 2 ; 64 bits",
        "2 ** 63 ; 64 bits",
        "1 << 63 ; 64 bits",
        "9**9**9**9 ; 64 bits",
        "9999999999999999999 ; 64 bits",
        "1 / 0 ; by zero",
        "1.0 / 0 ; by zero",
        "5 % 0 ; by zero",
        "5.0 % 0.0 ; by zero",
        "0 ** -1 ; negative power",
        "1e308 * 10 ; infinite",
        "1e999 ; infinite",
        "10.0 ** 400 ; infinite",
        "(-8) ** 0.5 ; not a number",
        "sqrt(-1) ; not a number",
        "log(0) ; infinite",
        "arcsin(2) ; not a number",
        "arctanh(1) ; infinite",
        "(1 < 2) + 1 ; comparison",
        "1 & 2 ; parentheses",
      })
  void whatHasNoFiniteValueIsAFailure(String expression, String says) {
    assertThatThrownBy(() -> value(expression))
        .isInstanceOf(Uncomputable.class)
        .hasMessageContaining(says);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1 +",
        "* 2",
        "1 2",
        "(1",
        "1)",
        "()",
        "1,2",
        "sqrt()",
        "sqrt(1, 2)",
        "nosuch(1)",
        "'a' + 1",
        "2 ^ 3",
        "0x1F",
        "2(3)",
        "1..2",
        "1e",
        "a = 1",
        "lambda: 1",
        "__import__('os').system('true')",
        "(1).__class__",
        "x[0][",
        "f\"{x}\"",
      })
  void whatIsNoArithmeticIsRefusedAndRunsNothing(String expression) {
    assertThatThrownBy(() -> Expression.of(expression)).isInstanceOf(Uncomputable.class);
  }

  @Test
  void aLongOrDeepTextIsRefusedBeforeItCanCostTime() {
    assertThatThrownBy(() -> Expression.of("1+".repeat(2_048) + "1"))
        .hasMessageContaining("characters");
    assertThatThrownBy(() -> Expression.of("-".repeat(4_000) + "1"))
        .isInstanceOf(Uncomputable.class);
    assertThatThrownBy(() -> Expression.of("(".repeat(4_000))).isInstanceOf(Uncomputable.class);
  }

  @Test
  void namesAreVariablesWithTheirParts() throws Uncomputable {
    var expression = Expression.of("person.age + sizes[1].m * größe");

    assertThat(expression.paths()).containsExactlyInAnyOrder("person.age", "sizes[1].m", "größe");
  }

  private static JsonNode value(String expression) throws Uncomputable {
    return Expression.of(expression)
        .value(name -> {
          var value = NAMES.path(name);
          assertThat(value).as(name).isNotInstanceOf(MissingNode.class);
          return value;
        });
  }

  private static JsonNode json(String text) {
    try {
      return Json.read(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
