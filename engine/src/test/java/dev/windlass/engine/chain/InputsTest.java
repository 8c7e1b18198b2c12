package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputsTest {
  @Test
  void aLineThatLacksAFreeVariableIsNamed() {
    var chain = Read.good("steps: [{ask: '{country} {größe}'}]");

    assertThat(Inputs.check(chain, line("{\"country\": \"F\", \"größe\": 1, \"more\": 2}")))
        .isNull();
    assertThat(Inputs.check(chain, line("{\"country\": \"F\"}")))
        .isEqualTo(
            new Inputs.LineFault("missing-variable", "/größe", "the variable größe is missing"));
  }

  @Test
  void defaultsOfInputsAndOfTheChainNeedNoLine() {
    var chain =
        Read.good("inputs: {a: {default: 1}, b: {}}\ndefaults: {b: 2}\nsteps: [{ask: '{a} {b}'}]");

    assertThat(Inputs.check(chain, line("{}"))).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "string | 1",
        "number | \"1\"",
        "integer | 1.5",
        "boolean | \"true\"",
        "object | []",
        "array | {}",
        "null | 0",
        "string | null"
      })
  void aValueOfAnotherTypeThanDeclaredIsRefused(String type, String value) {
    var chain = Read.good("inputs: {x: {type: '" + type + "'}}\nsteps: [{ask: hi}]");

    assertThat(Inputs.check(chain, line("{\"x\": " + value + "}")))
        .satisfies(fault -> {
          assertThat(fault.code()).isEqualTo("wrong-type");
          assertThat(fault.pointer()).isEqualTo("/x");
          assertThat(fault.detail()).contains("x").contains(type);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "string | \"1\"",
        "number | 1.5",
        "integer | 3.0",
        "boolean | true",
        "object | {}",
        "array | []",
        "null | null",
        "integer | 1e30"
      })
  void aValueOfTheDeclaredTypePasses(String type, String value) {
    var chain = Read.good("inputs: {x: {type: '" + type + "'}}\nsteps: [{ask: hi}]");

    assertThat(Inputs.check(chain, line("{\"x\": " + value + "}"))).isNull();
  }

  @Test
  void aLineMayNotBringUndeclaredWhatAStepSets() {
    var chain =
        Read.good(
            """
            steps:
              - {ask: a, as: one}
              - {set: {two: 2}}
              - {parallel: {three: [{ask: b, as: inner}]}}
              - choose: [{when: "one == 'x'", do: [{ask: c, as: four}]}]
            """);
    var inputs = Inputs.of(chain);

    for (var name : new String[] {"one", "two", "three", "four"}) {
      assertThat(inputs.check(line("{\"" + name + "\": 1}")))
          .as(name)
          .satisfies(fault -> assertThat(fault.detail()).contains(name));
    }
    assertThat(inputs.check(line("{\"inner\": 1, \"other\": 2}"))).isNull();
  }

  private static ObjectNode line(String json) {
    return (ObjectNode) Read.json(json);
  }
}
