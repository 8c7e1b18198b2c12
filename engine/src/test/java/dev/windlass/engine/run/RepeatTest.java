package dev.windlass.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.FailureClass;
import org.junit.jupiter.api.Test;

class RepeatTest {
  private static final String IMPROVE =
      """
      steps:
        - {ask: "Write about {topic}", as: draft}
        - repeat:
            - {ask: "Score it", answer: number, as: score}
            - {ask: "Improve it", as: draft, overwrite: true, when: "score < 8"}
          until: "score >= 8"
          max: 3
          as: last
        - {ask: "Publish {draft}"}
      """;

  @Test
  void roundsContinueTheConversationUntilTheConditionHolds() {
    var talk = new Talk(IMPROVE, "{\"topic\":\"rain\"}");
    talk.answer("/0", "d1").answer("/1/repeat/0/0", "5").answer("/1/repeat/0/1", "d2");
    talk.asks();
    talk.answer("/1/repeat/1/0", "9");

    assertThat(talk.prompt())
        .isEqualTo(
            """
            user: Write about rain
            assistant: d1
            user: Score it
            assistant: 5
            user: Improve it
            assistant: d2
            user: Score it
            assistant: 9
            user: Publish d2\
            """);
    talk.answer("/2", "ok");
    assertThat(talk.output()).isEqualTo(Talk.node("{\"draft\":\"d2\",\"score\":9,\"last\":9}"));
    assertThat(talk.step("/1/repeat/1/1")).isEqualTo("skipped");
  }

  @Test
  void comingToTheMostRoundsIsNoFailure() {
    var talk = new Talk(IMPROVE, "{\"topic\":\"rain\"}");
    talk.answer("/0", "d0");
    for (int i = 0; i < 3; i++) {
      talk.answer("/1/repeat/" + i + "/0", "5").answer("/1/repeat/" + i + "/1", "d" + (i + 1));
    }
    talk.answer("/2", "ok");

    assertThat(talk.output().path("last").asText()).isEqualTo("d3");
  }

  @Test
  void withoutAConditionThereAreAsManyRoundsAsSaid() {
    var talk = new Talk("steps: [{repeat: [{ask: again}], max: 2, as: x}]", "{}");
    talk.answer("/0/repeat/0/0", "a").answer("/0/repeat/1/0", "b");

    assertThat(talk.output()).isEqualTo(Talk.node("{\"x\":\"b\"}"));
  }

  @Test
  void aConditionThatCannotBeAskedFailsTheRunAtTheRepeat() {
    var talk = new Talk("steps: [{repeat: [{ask: a, as: s}], until: 's > 1', max: 2}]", "{}");
    talk.answer("/0/repeat/0/0", "many");

    assertThat(talk.failure().kind()).isEqualTo(FailureClass.EXPRESSION_ERROR);
    assertThat(talk.failure().step()).isEqualTo("/0");
  }

  @Test
  void loopsInLoopsEndAsThatRowsFailureBeforeTheyEatTheNode() {
    var chain =
        """
        steps:
          - repeat:
              - repeat:
                  - {set: {x: "1"}, overwrite: true}
                max: 1000
            max: 1000
        """;

    assertThat(new Talk(chain, "{}").failure().kind()).isEqualTo(FailureClass.TOO_LARGE);
  }

  @Test
  void aRunTakenUpAgainFromAStepForgetsTheLaterRounds() {
    var talk = new Talk(IMPROVE, "{\"topic\":\"rain\"}");
    talk.answer("/0", "d1").answer("/1/repeat/0/0", "5").answer("/1/repeat/0/1", "d2");
    talk.answer("/1/repeat/1/0", "9").fail("/2", FailureClass.CONTENT_FILTER);

    assertThat(talk.reopen(new Run.From.Step("/1/repeat/0/1"))).isTrue();

    assertThat(talk.asks()).containsExactly("/1/repeat/0/1: Improve it");
    talk.answer("/1/repeat/0/1", "d3");
    assertThat(talk.asks()).containsExactly("/1/repeat/1/0: Score it");
  }
}
