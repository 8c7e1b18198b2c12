package dev.windlass.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.FailureClass;
import org.junit.jupiter.api.Test;

class ComputeTest {
  @Test
  void namesAreTheRunsVariablesAndIntegersAndDoublesStayApart() {
    var chain =
        """
        steps:
          - {compute: "population / area", as: density}
          - {compute: "population * 2 + city.rank", as: twice}
          - {ask: "{density} and {twice}"}
        """;
    var talk = new Talk(chain, "{'population':7,'area':2,'city':{'rank':1}}".replace('\'', '"'));

    assertThat(talk.prompt()).isEqualTo("user: 3.5 and 15");
    talk.answer("/2", "ok");
    assertThat(talk.output().toString()).isEqualTo("{\"density\":3.5,\"twice\":15}");
  }

  @Test
  void aTemplateIsAnExpressionThatComesFromAnAnswer() {
    var chain =
        """
        steps:
          - {ask: "As an expression: {question}", as: expression}
          - {compute: "{expression}", as: value}
        output: value
        """;
    var talk = new Talk(chain, "{\"question\":\"three to the fourth\"}");
    talk.answer("/0", "3 ** 4");

    assertThat(talk.output()).isEqualTo(Talk.node("81"));
  }

  @Test
  void whatCannotBeComputedFailsTheRowAtOnce() {
    var chain = "steps: [{ask: x, as: e}, {compute: '{e}', as: value}]";
    var talk = new Talk(chain, "{}");
    talk.answer("/0", "9**9**9**9");

    assertThat(talk.failure().kind()).isEqualTo(FailureClass.EXPRESSION_ERROR);
    assertThat(talk.failure().step()).isEqualTo("/1");
  }

  @Test
  void aMissingPartOfAVariableIsAMissingVariable() {
    var talk = new Talk("steps: [{compute: 'a.b + 1', as: c}]", "{\"a\":{}}");

    assertThat(talk.failure().kind()).isEqualTo(FailureClass.MISSING_VARIABLE);
  }

  @Test
  void failEndsTheRunWithTheChainsOwnWords() {
    var chain =
        """
        steps:
          - {ask: "Capital of {country}?", as: city}
          - {fail: "no city for {country}", when: "city == 'none'"}
          - {ask: "Tell me about {city}", as: about}
        """;
    var talk = new Talk(chain, "{\"country\":\"Atlantis\"}");
    talk.answer("/0", "none");

    assertThat(talk.failure())
        .isEqualTo(
            new Run.Failure(
                FailureClass.FAILED_BY_CHAIN, null, "no city for Atlantis", "/1", null, null));
    assertThat(talk.end().output()).isEqualTo(Talk.node("{\"city\":\"none\"}"));
    assertThat(talk.step("/2")).isEqualTo("not met");
  }
}
