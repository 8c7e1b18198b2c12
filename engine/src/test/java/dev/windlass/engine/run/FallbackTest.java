package dev.windlass.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.FailureClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FallbackTest {
  private static final String CHAIN =
      """
      model: openai/large
      fallback: [anthropic/big, openai/small]
      retry: {max: 2}
      steps:
        - {ask: "How many?", answer: number, repair: 1, as: n}
      output: n
      """;

  @Test
  void theNextModelIsAskedTheSameWithItsOwnRetries() {
    var talk = new Talk(CHAIN, "{}");
    var first = talk.question();
    talk.fail("/0", FailureClass.OVERLOADED);

    var second = talk.question();

    assertThat(first.call().lane()).isEqualTo("openai/large");
    assertThat(second.call().lane()).isEqualTo("anthropic/big");
    assertThat(second.ask()).isEqualTo(2);
    assertThat(second.call().messages()).isEqualTo(first.call().messages());
    assertThat(second.call().retry().max()).isEqualTo(2);
    talk.answer("/0", "12");
    assertThat(talk.output()).isEqualTo(Talk.node("12"));
  }

  @Test
  void aModelThatNeverAnswersAsWantedGivesWayAfterItsRepairs() {
    var talk = new Talk(CHAIN, "{}");
    talk.answer("/0", "many").answer("/0", "so many");
    talk.asks();
    talk.fail("/0", FailureClass.REFUSED);

    var third = talk.question();

    assertThat(third.call().lane()).isEqualTo("openai/small");
    assertThat(Talk.text(third.call().messages())).isEqualTo("user: How many?");
    talk.answer("/0", "several");
    assertThat(talk.prompt()).contains("assistant: several");
    talk.answer("/0", "12");
    assertThat(talk.output()).isEqualTo(Talk.node("12"));
  }

  @Test
  void whenAllFailTheFirstErrorIsTheRows() {
    var talk = new Talk(CHAIN, "{}");
    talk.fail("/0", FailureClass.CONTEXT_LENGTH).fail("/0", FailureClass.AUTH);
    talk.fail("/0", FailureClass.SERVER_ERROR);

    assertThat(talk.failure().kind()).isEqualTo(FailureClass.CONTEXT_LENGTH);
    assertThat(talk.failure().message()).isEqualTo("it is context_length");
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureClass.class,
      names = {"BUDGET_EXHAUSTED", "CANCELLED"})
  void whoWantsTheRunToEndIsNotAskedAgain(FailureClass kind) {
    var talk = new Talk(CHAIN, "{}");
    talk.fail("/0", kind);

    assertThat(talk.failure().kind()).isEqualTo(kind);
  }

  @Test
  void aStepsOwnModelsWinAndNoneIsAWordToo() {
    var chain =
        """
        fallback: [a/b]
        steps:
          - {ask: x, fallback: []}
        """;
    var talk = new Talk(chain, "{}");
    talk.fail("/0", FailureClass.TIMEOUT);

    assertThat(talk.failure().kind()).isEqualTo(FailureClass.TIMEOUT);
  }

  @Test
  void aRunTakenUpAgainBeginsWithTheFirstModel() {
    var talk = new Talk(CHAIN, "{}");
    talk.fail("/0", FailureClass.TIMEOUT).fail("/0", FailureClass.TIMEOUT);
    talk.fail("/0", FailureClass.TIMEOUT);

    assertThat(talk.reopen(new Run.From.Failed())).isTrue();
    var question = talk.question();
    assertThat(question.call().lane()).isEqualTo("openai/large");
    assertThat(question.ask()).isEqualTo(4);
  }

  @Test
  void aRowOfSuchAChainSaysSo() {
    assertThat(new Talk(CHAIN, "{}").run.mayFallBack()).isTrue();
    assertThat(new Talk("steps: [{ask: a}]", "{}").run.mayFallBack()).isFalse();
  }
}
