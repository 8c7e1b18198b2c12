package dev.windlass.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.FailureClass;
import org.junit.jupiter.api.Test;

class BlocksTest {
  private static final String REVIEW =
      """
      inputs: [text]
      steps:
        - ask: "Read {text}"
        - parallel:
            pros: [{ask: "Good?"}, {ask: "Shorter"}]
            cons: [{ask: "Bad?"}]
          as: both
        - ask: "{pros} against {cons}"
          as: verdict
      """;

  @Test
  void branchesAskAtOnceFromTheConversationAroundThemAndLeaveItAsItWas() {
    var talk = new Talk(REVIEW, "{\"text\":\"T\"}");
    talk.asks();
    talk.answer("/0", "ok");

    assertThat(talk.asks())
        .containsExactly("/1/parallel/pros/0: Good?", "/1/parallel/cons/0: Bad?");
    talk.answer("/1/parallel/cons/0", "slow");
    talk.answer("/1/parallel/pros/0", "fast indeed");
    assertThat(talk.prompt())
        .isEqualTo(
            """
            user: Read T
            assistant: ok
            user: Good?
            assistant: fast indeed
            user: Shorter\
            """);
    talk.answer("/1/parallel/pros/1", "fast");

    assertThat(talk.prompt()).isEqualTo("user: Read T\nassistant: ok\nuser: fast against slow");
    talk.answer("/2", "good");
    assertThat(talk.output())
        .isEqualTo(
            Talk.node(
                """
                {"pros":"fast","cons":"slow","both":{"pros":"fast","cons":"slow"},
                "verdict":"good"}\
                """));
  }

  @Test
  void aBranchThatFailsFailsTheRunAndWithdrawsTheOthers() {
    var talk = new Talk(REVIEW, "{\"text\":\"T\"}");
    talk.answer("/0", "ok").answer("/1/parallel/pros/0", "fast");

    talk.fail("/1/parallel/cons/0", FailureClass.CONTENT_FILTER);

    assertThat(talk.failure().kind()).isEqualTo(FailureClass.CONTENT_FILTER);
    assertThat(talk.failure().step()).isEqualTo("/1/parallel/cons/0");
    assertThat(talk.run.withdrawn()).containsExactly(new Run.Asked("/1/parallel/pros/1", 1));
    assertThat(talk.step("/1/parallel/pros/0")).isEqualTo("succeeded");
    assertThat(talk.step("/1/parallel/pros/1")).isEqualTo("cancelled");
    assertThat(talk.step("/1")).isEqualTo("failed");
  }

  @Test
  void withKeepFailedBranchesLeaveTheirErrorsAndTheRunGoesOn() {
    var chain =
        """
        steps:
          - parallel: {a: [{ask: a}], b: [{ask: b}], c: [{ask: c}]}
            on_error: keep
            as: flags
        output: flags
        """;
    var talk = new Talk(chain, "{}");

    talk.fail("/0/parallel/b/0", FailureClass.TIMEOUT);
    talk.answer("/0/parallel/a/0", "1");
    talk.fail("/0/parallel/c/0", FailureClass.REFUSED);

    assertThat(talk.output())
        .isEqualTo(
            Talk.node(
                """
                {"a":"1","b":{"error":{"class":"timeout","message":"it is timeout"}},
                "c":{"error":{"class":"refused","message":"it is refused"}}}\
                """));
    assertThat(talk.run.steps().stream().filter(s -> s.failure() != null))
        .extracting(Run.StepView::path)
        .containsExactly("/0/parallel/b/0", "/0/parallel/c/0");
  }

  @Test
  void whatReadsIntoAKeptErrorFailsAsTheBranchDid() {
    var chain =
        """
        steps:
          - {parallel: {a: [{ask: a, answer: json}]}, on_error: keep}
          - ask: "Tell of {a.title}"
        """;
    var talk = new Talk(chain, "{}");

    talk.fail("/0/parallel/a/0", FailureClass.OVERLOADED);

    assertThat(talk.failure().kind()).isEqualTo(FailureClass.BRANCH_FAILED);
    assertThat(talk.failure().step()).isEqualTo("/1");
  }

  @Test
  void eachGivesAListInTheListsOrderWithinItsLimit() {
    var chain =
        """
        inputs: [docs]
        steps:
          - each: "{docs}"
            name: doc
            index: i
            limit: 2
            do: [{ask: "{i} {doc}", as: note}, {set: {loud: "{note}!"}}]
            as: notes
        """;
    var talk = new Talk(chain, "{\"docs\":[\"a\",\"b\",\"c\"]}");

    assertThat(talk.asks()).containsExactly("/0/each/0/0: 0 a", "/0/each/1/0: 1 b");
    talk.answer("/0/each/1/0", "B");
    assertThat(talk.asks()).containsExactly("/0/each/2/0: 2 c");
    talk.answer("/0/each/2/0", "C").answer("/0/each/0/0", "A");

    assertThat(talk.output())
        .isEqualTo(
            Talk.node("{\"notes\":[{\"loud\":\"A!\"},{\"loud\":\"B!\"},{\"loud\":\"C!\"}]}"));
  }

  @Test
  void eachOverNothingIsAnEmptyListAndOverNoListAFault() {
    var chain = "{inputs: [docs], steps: [{each: '{docs}', name: d, do: [{ask: hi}], as: all}]}";

    assertThat(new Talk(chain, "{\"docs\":[]}").output()).isEqualTo(Talk.node("{\"all\":[]}"));
    var text = new Talk(chain, "{\"docs\":\"a, b\"}");
    assertThat(text.failure().kind()).isEqualTo(FailureClass.TEMPLATE_ERROR);
    assertThat(text.failure().step()).isEqualTo("/0");
  }

  @Test
  void eachKeepsTheErrorsOfItsItemsAlsoThoseOfInnerBlocks() {
    var chain =
        """
        inputs: [docs]
        steps:
          - each: "{docs}"
            name: doc
            on_error: keep
            do:
              - parallel: {x: [{ask: "x {doc}"}], y: [{ask: "y {doc}"}]}
            as: all
        """;
    var talk = new Talk(chain, "{\"docs\":[1,2]}");

    talk.fail("/0/each/0/0/parallel/x/0", FailureClass.TIMEOUT);

    assertThat(talk.run.withdrawn()).containsExactly(new Run.Asked("/0/each/0/0/parallel/y/0", 1));
    talk.answer("/0/each/1/0/parallel/x/0", "x").answer("/0/each/1/0/parallel/y/0", "y");
    assertThat(talk.output())
        .isEqualTo(
            Talk.node(
                """
                {"all":[{"error":{"class":"timeout","message":"it is timeout"}},
                {"x":"x","y":"y"}]}\
                """));
  }

  @Test
  void foldCarriesAValueFromRoundToRound() {
    var chain =
        """
        inputs: [docs]
        steps:
          - ask: begin
          - fold: "{docs}"
            name: doc
            carry: summary
            start: "nothing"
            do: [{ask: "{summary} + {doc}"}]
            as: summary
        """;
    var talk = new Talk(chain, "{\"docs\":[\"a\",\"b\"]}");
    talk.asks();

    talk.answer("/0", "go");
    assertThat(talk.asks()).containsExactly("/1/fold/0/0: nothing + a");
    talk.answer("/1/fold/0/0", "S1");
    assertThat(talk.prompt()).isEqualTo("user: begin\nassistant: go\nuser: S1 + b");
    talk.answer("/1/fold/1/0", "S2");

    assertThat(talk.output()).isEqualTo(Talk.node("{\"summary\":\"S2\"}"));
    assertThat(talk.end().messages()).hasSize(2);
  }

  @Test
  void aFoldOverManyItemsWithoutAnyCallIsDoneAtOnce() {
    var items = new StringBuilder("0");
    for (int i = 1; i < 20_000; i++) {
      items.append(',').append(i);
    }
    var chain =
        """
        inputs: [items]
        steps:
          - {fold: "{items}", name: n, carry: last, start: "", do: [{set: {x: "{n}"}}], as: out}
        """;

    var talk = new Talk(chain, "{\"items\":[" + items + "]}");

    assertThat(talk.output()).isEqualTo(Talk.node("{\"out\":{\"x\":19999}}"));
  }

  @Test
  void chooseTakesTheFirstCaseThatHoldsAndContinuesTheConversation() {
    var chain =
        """
        steps:
          - {ask: "What kind?", as: kind}
          - choose:
              - {when: "kind == 'billing'", do: [{ask: "Bill?", as: reply}]}
              - {when: "kind == 'other'", do: [{ask: "Other?", as: reply}, {ask: "More", as: reply, overwrite: true}]}
              - {else: [{set: {reply: none}}]}
          - ask: "Polish {reply}"
        """;
    var talk = new Talk(chain, "{}");
    talk.asks();

    talk.answer("/0", "other");
    assertThat(talk.asks()).containsExactly("/1/choose/1/do/0: Other?");
    talk.answer("/1/choose/1/do/0", "o");
    talk.asks();
    talk.answer("/1/choose/1/do/1", "m");
    assertThat(talk.prompt())
        .isEqualTo(
            """
            user: What kind?
            assistant: other
            user: Other?
            assistant: o
            user: More
            assistant: m
            user: Polish m\
            """);

    var otherwise = new Talk(chain, "{}");
    otherwise.asks();
    otherwise.answer("/0", "unheard of");
    assertThat(otherwise.asks()).containsExactly("/2: Polish none");
  }

  @Test
  void aCaseThatFailsDoesNotFallThrough() {
    var chain =
        """
        steps:
          - choose:
              - {when: "1 == 1", do: [{ask: a}]}
              - {else: [{ask: b}]}
        """;
    var talk = new Talk(chain, "{}");

    talk.fail("/0/choose/0/do/0", FailureClass.REFUSED);

    assertThat(talk.failure().kind()).isEqualTo(FailureClass.REFUSED);
  }

  @Test
  void branchesMayBeAnsweredInAnyOrderAndEndTheSame() {
    var one = new Talk(REVIEW, "{\"text\":\"T\"}");
    var two = new Talk(REVIEW, "{\"text\":\"T\"}");

    one.answer("/0", "ok").answer("/1/parallel/pros/0", "p").answer("/1/parallel/pros/1", "pp");
    one.answer("/1/parallel/cons/0", "c").answer("/2", "v");
    two.answer("/0", "ok").answer("/1/parallel/cons/0", "c").answer("/1/parallel/pros/0", "p");
    two.answer("/1/parallel/pros/1", "pp").answer("/2", "v");

    assertThat(one.run.end()).isEqualTo(two.run.end());
  }
}
