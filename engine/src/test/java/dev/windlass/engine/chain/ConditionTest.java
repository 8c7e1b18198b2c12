package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windlass.engine.protocol.FailureClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
  private static final Scope SCOPE =
      Read.scope(
          """
          {"kind": "billing", "n": 8, "score": "8.5", "yes": true, "no": false, "none": null,
           "list": ["a", 3, "4"], "empty": [], "text": "Ünïcode 🎉",
           "person": {"name": "Ada", "age": 36}, "long": "x"}
          """);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind == 'billing'",
        "kind == \"billing\"",
        "kind != 'sales'",
        "n == 8.0",
        "n < 9 and n <= 8 and n > 7 and n >= 8",
        "score > 8",
        "8 < score",
        "score == 8.50",
        "'10' < '9'",
        "yes",
        "not no",
        "not not yes",
        "yes or unknown",
        "not (no and unknown)",
        "no or yes and yes",
        "none == null",
        "kind != null",
        "exists(kind)",
        "not exists(none)",
        "not exists(unknown)",
        "exists(person.name) and not exists(person.city)",
        "person.age == 36",
        "list[1] == 3",
        "length(list) == 3",
        "length(empty) == 0",
        "length(text) == 9",
        "length(person) == 2",
        "contains(kind, 'bill')",
        "contains(list, 'a')",
        "contains(list, 4)",
        "contains(person, 'age')",
        "'a' in list",
        "'z' not in list",
        "kind in ['sales', 'billing']",
        "n in [1, 8.0]",
        "matches(kind, '^bil+ing$')",
        "matches(text, '\\p{Lu}')",
        "matches(n, '\\d')",
        "list == ['a', 3.0, '4']",
        "-1 < 0",
        "'it\\'s' == \"it's\"",
      })
  void holds(String source) throws RunFault {
    assertThat(Condition.of(source).holds(SCOPE)).isTrue();
    assertThat(Condition.of("not (" + source + ")").holds(SCOPE)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "kind == 3 | no number",
        "kind < 3 | no number",
        "yes == 'true' | a boolean with a text",
        "list < 3 | a list with a number",
        "kind | true or false",
        "none | null",
        "n and yes | a number",
        "length(n) == 1 | a number",
        "3 in kind | a number with a text",
        "none < 3 | null with a number",
        "matches(list, 'a') | a list",
      })
  void operandsThatDoNotFitFailTheRow(String source, String why) {
    assertThatThrownBy(() -> Condition.of(source).holds(SCOPE))
        .isInstanceOfSatisfying(
            RunFault.class, e -> assertThat(e.kind()).isEqualTo(FailureClass.EXPRESSION_ERROR))
        .hasMessageContaining(why);
  }

  @Test
  void aMissingVariableFailsTheRow() {
    assertThatThrownBy(() -> Condition.of("unknown == 1").holds(SCOPE))
        .isInstanceOfSatisfying(
            RunFault.class, e -> assertThat(e.kind()).isEqualTo(FailureClass.MISSING_VARIABLE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "kind = 'a' | ==",
        "kind == | ends",
        "== 3 | missing",
        "a && b | and",
        "!a | not",
        "{kind} == 'a' | bare",
        "my-name == 3 | set: {my_name",
        "n + 1 > 3 | arithmetic",
        "n - 1 > 3 | arithmetic",
        "1 < n < 3 | chain",
        "lenght(kind) > 1 | length",
        "length(kind, n) > 1 | takes 1",
        "matches(kind, n) | quoted",
        "matches(kind, '(a') | RE2",
        "matches(kind, '(?=a)') | look-around",
        "exists('kind') | name",
        "kind == 'a | closed",
        "(kind == 'a' | ')'",
        "kind 'a' | no place",
        "a.b. == 1 | path",
        "a[x] == 1 | path",
        "and == 1 | missing",
        "kind == #1 | no place",
        "1.2.3 == n | no number",
      })
  void whatDoesNotParseSaysWhatToWrite(String source, String why) {
    assertThatThrownBy(() -> Condition.of(source))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void conditionsAreBoundedInLengthAndDepth() {
    assertThatThrownBy(() -> Condition.of("x".repeat(5_000))).hasMessageContaining("at most");
    assertThatThrownBy(() -> Condition.of("(".repeat(2_000))).hasMessageContaining("deep");
    assertThatThrownBy(() -> Condition.of("not ".repeat(1_000))).hasMessageContaining("deep");
    assertThatThrownBy(() -> Condition.of("[".repeat(2_000))).hasMessageContaining("deep");
  }

  @Test
  void aPatternThatUnrollsToMillionsIsRefused() {
    assertThatThrownBy(() -> Condition.of("matches(x, '((a{100}){100}){100}')"))
        .hasMessageContaining("multiply");
    assertThatThrownBy(() -> Condition.of("matches(x, '(((a{30}){30}){30}){30}')"))
        .hasMessageContaining("multiply");
    assertThat(Condition.of("matches(x, '^\\d{4}-\\d{2}-\\d{2}[}{]\\{9\\}$')").reads())
        .containsExactly("x");
  }

  @Test
  void aPatternThatHangsOthersIsHarmless() throws RunFault {
    Scope scope = Read.scope("{\"x\": \"" + "a".repeat(50_000) + "\"}");

    assertThat(Condition.of("matches(x, '^(a+)+$')").holds(scope)).isTrue();
    assertThat(Condition.of("matches(x, '^(a|aa)+b$')").holds(scope)).isFalse();
  }

  @Test
  void namesThatAreOnlyAskedForAreNotNeeded() {
    var condition = Condition.of("exists(a) and b.c > 1 or exists(b)");

    assertThat(condition.reads()).containsExactly("b");
    assertThat(condition.asksFor()).containsExactlyInAnyOrder("a", "b");
  }
}
