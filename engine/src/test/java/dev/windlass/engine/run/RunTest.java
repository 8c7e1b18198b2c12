package dev.windlass.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.FailureClass;
import org.junit.jupiter.api.Test;

class RunTest {
  private static final String CAPITAL =
      """
      model: openai/gpt-x
      options: {temperature: 0.9, top_p: 1}
      system: You know {continent}
      inputs: {country: {}, continent: {default: the world}}
      steps:
        - ask: "What is the capital of {country}?"
          as: city
        - ask: "How many people live in {city}?"
          as: people
          options: {temperature: 0, seed: 7}
      """;

  @Test
  void eachAskContinuesTheConversation() {
    var talk = new Talk(CAPITAL, "{\"country\":\"France\"}");

    assertThat(talk.prompt())
        .isEqualTo("system: You know the world\nuser: What is the capital of France?");
    talk.answer("/0", "Paris.");

    assertThat(talk.prompt())
        .isEqualTo(
            """
            system: You know the world
            user: What is the capital of France?
            assistant: Paris.
            user: How many people live in Paris.?\
            """);
    talk.answer("/1", "2 million");
    assertThat(talk.output())
        .isEqualTo(Talk.node("{\"city\":\"Paris.\",\"people\":\"2 million\"}"));
    assertThat(Talk.text(talk.end().messages()))
        .isEqualTo(
            """
            system: You know the world
            user: What is the capital of France?
            assistant: Paris.
            user: How many people live in Paris.?
            assistant: 2 million\
            """);
  }

  @Test
  void optionsOfTheStepAreMergedOverThoseOfTheChain() {
    var talk = new Talk(CAPITAL, "{\"country\":\"France\"}");

    var first = talk.question().call();
    assertThat(first.lane()).isEqualTo("openai/gpt-x");
    assertThat(first.options()).isEqualTo(Talk.node("{\"temperature\":0.9,\"top_p\":1}"));
    talk.answer("/0", "Paris");
    assertThat(talk.question().call().options())
        .isEqualTo(Talk.node("{\"temperature\":0,\"top_p\":1,\"seed\":7}"));
  }

  @Test
  void theModelIsTheStepsThenTheChainsThenTheDefault() {
    var chain =
        """
        steps:
          - {ask: one, model: anthropic/claude}
          - {ask: two, model: small-one}
          - {ask: three}
        """;
    var talk = new Talk(chain, "{}");

    assertThat(talk.question().call().lane()).isEqualTo("anthropic/claude");
    talk.answer("/0", "a");
    assertThat(talk.question().call().lane()).isEqualTo("openai/small-one");
    talk.answer("/1", "b");
    assertThat(talk.question().call().lane()).isEqualTo("openai/small");
  }

  @Test
  void anAskWithoutAnyModelFailsItsRowAndSaysWhatToSet() {
    var run =
        new Run(Talk.chain("steps: [{ask: hi}]"), Talk.json("{}"), new RunDefaults("openai", null));

    assertThat(run.end()).isInstanceOf(Run.Failed.class);
    assertThat(String.valueOf(run.end())).contains("windlass.default-model");
  }

  @Test
  void historyNoneSendsSystemAndThisPromptOnly() {
    var chain =
        """
        system: Be brief
        history: none
        steps: [{ask: one}, {ask: two}]
        """;
    var talk = new Talk(chain, "{}");

    talk.asks();
    talk.answer("/0", "1");
    assertThat(talk.prompt()).isEqualTo("system: Be brief\nuser: two");
  }

  @Test
  void historyLastIsAWindowOfMessages() {
    var chain = "steps: [{ask: one}, {ask: two}, {ask: three, history: {last: 3}}]";
    var talk = new Talk(chain, "{}");

    talk.answer("/0", "1").answer("/1", "2");
    assertThat(talk.asks()).contains("/2: three");
    assertThat(Talk.text(talk.run.open().getFirst().call().messages()))
        .isEqualTo("assistant: 1\nuser: two\nassistant: 2\nuser: three");
  }

  @Test
  void aListWithItsOwnSystemMessageReplacesTheChainsAndOnlyItsLastUserMessageJoins() {
    var chain =
        """
        system: general
        steps:
          - ask: one
          - ask:
              - system: special
              - user: an example
              - assistant: its answer
              - user: two
          - ask: three
        """;
    var talk = new Talk(chain, "{}");

    talk.asks();
    talk.answer("/0", "1");
    assertThat(talk.prompt())
        .isEqualTo(
            """
            system: special
            user: one
            assistant: 1
            user: an example
            assistant: its answer
            user: two\
            """);
    talk.answer("/1", "2");
    assertThat(talk.prompt())
        .isEqualTo(
            """
            system: general
            user: one
            assistant: 1
            user: two
            assistant: 2
            user: three\
            """);
  }

  @Test
  void aPlaceholderBringsMessagesFromAVariable() {
    var chain =
        """
        inputs: [chat]
        steps:
          - ask: [{placeholder: chat, last: 2}, {user: and now?}]
        """;
    var talk =
        new Talk(
            chain,
            """
            {"chat":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},
            {"role":"user","content":"c"}]}\
            """);

    assertThat(talk.prompt()).isEqualTo("assistant: b\nuser: c\nuser: and now?");
  }

  @Test
  void aPlaceholderThatHoldsNoMessagesFailsTheRow() {
    var chain = "{inputs: [chat], steps: [{ask: [{placeholder: chat}, {user: hi}]}]}";

    var talk = new Talk(chain, "{\"chat\":[{\"role\":\"robot\",\"content\":\"a\"}]}");

    assertThat(talk.failure().kind()).isEqualTo(FailureClass.TEMPLATE_ERROR);
    assertThat(talk.failure().message()).contains("chat").contains("position 0");
  }

  @Test
  void contentPartsAreFilledAndSentAsTheyAre() {
    var chain =
        """
        inputs: [url]
        steps:
          - ask:
              - user:
                  - {type: text, text: "what is at {url}?"}
                  - {type: image_url, image_url: {url: "{url}"}}
        """;
    var talk = new Talk(chain, "{\"url\":\"http://x\"}");

    assertThat(talk.question().call().messages().getFirst().content())
        .isEqualTo(
            Talk.node(
                """
                [{"type":"text","text":"what is at http://x?"},
                {"type":"image_url","image_url":{"url":"http://x"}}]\
                """));
  }

  @Test
  void stopTextsGoIntoTheOptions() {
    var talk =
        new Talk("{inputs: [end], steps: [{ask: hi, stop: ['{end}', '#']}]}", "{\"end\":\".\"}");

    assertThat(talk.question().call().options()).isEqualTo(Talk.node("{\"stop\":[\".\",\"#\"]}"));
  }

  @Test
  void anAnswerThatDoesNotFitIsAskedAgainWithTheReasonAndOnlyTheGoodOneStays() {
    var chain = "steps: [{ask: 'How many?', answer: number, as: n}, {ask: 'Sure about {n}?'}]";
    var talk = new Talk(chain, "{}");
    talk.asks();

    talk.answer("/0", "many");

    assertThat(talk.run.isOpen("/0", 1)).isFalse();
    var second = talk.question();
    assertThat(second.ask()).isEqualTo(2);
    assertThat(Talk.text(second.call().messages()))
        .startsWith("user: How many?\nassistant: many\nuser: That answer cannot be used: ");
    talk.answer("/0", "12");
    assertThat(talk.prompt()).isEqualTo("user: How many?\nassistant: 12\nuser: Sure about 12?");
  }

  @Test
  void afterTheLastRepairTheRowFailsWithTheLastRawAnswer() {
    var talk = new Talk("steps: [{ask: 'How many?', answer: number, repair: 1}]", "{}");

    talk.answer("/0", "many").answer("/0", "lots");

    assertThat(talk.failure().kind()).isEqualTo(FailureClass.INVALID_OUTPUT);
    assertThat(talk.failure().raw()).isEqualTo("lots");
    assertThat(talk.failure().step()).isEqualTo("/0");
    assertThat(talk.step("/0")).isEqualTo("failed");
  }

  @Test
  void aFailedRowKeepsItsVariablesAndMessagesSoFar() {
    var talk = new Talk(CAPITAL, "{\"country\":\"France\"}");

    talk.answer("/0", "Paris").fail("/1", FailureClass.OVERLOADED);

    assertThat(talk.failure().kind()).isEqualTo(FailureClass.OVERLOADED);
    assertThat(talk.failure().step()).isEqualTo("/1");
    assertThat(talk.failure().call()).isNotNull();
    assertThat(talk.end().output()).isEqualTo(Talk.node("{\"city\":\"Paris\"}"));
    assertThat(talk.end().messages()).hasSize(3);
  }

  @Test
  void anAnswerToAQuestionThatIsNotOpenChangesNothing() {
    var talk = new Talk(CAPITAL, "{\"country\":\"France\"}");
    talk.answer("/0", "Paris");

    talk.run.answered("/0", 1, "Lyon");
    talk.run.answered("/1", 2, "none");
    talk.run.answered("/7", 1, "none");

    talk.answer("/1", "many");
    assertThat(talk.output()).isEqualTo(Talk.node("{\"city\":\"Paris\",\"people\":\"many\"}"));
  }

  @Test
  void aLineThatLacksAVariableIsInvalidAndAsksNothing() {
    var talk = new Talk(CAPITAL, "{\"land\":\"France\"}");

    assertThat(talk.asks()).isEmpty();
    assertThat(talk.failure().kind()).isEqualTo(FailureClass.LINE_INVALID);
    assertThat(talk.failure().code()).isEqualTo("missing-variable");
    assertThat(talk.failure().message()).contains("country");
    assertThat(talk.run.reopen(new Run.From.Start())).isFalse();
  }

  @Test
  void withoutAnyVariableTheOutputIsTheLastAnswer() {
    var talk = new Talk("steps: [{ask: one}, {ask: two}]", "{}");

    talk.answer("/0", "1").answer("/1", "2");

    assertThat(talk.output()).isEqualTo(Talk.node("\"2\""));
  }

  @Test
  void outputChoosesOneSeveralOrShapesIts() {
    var steps = "steps: [{ask: one, as: a}, {ask: two, as: b}], inputs: [c]";
    var one = new Talk("{output: b, " + steps + "}", "{\"c\":3}");
    var several = new Talk("{output: [c, a], " + steps + "}", "{\"c\":3}");
    var shaped = new Talk("{output: {both: '{a} and {b}', c: '{c}'}, " + steps + "}", "{\"c\":3}");

    for (var talk : new Talk[] {one, several, shaped}) {
      talk.answer("/0", "x").answer("/1", "y");
    }

    assertThat(one.output()).isEqualTo(Talk.node("\"y\""));
    assertThat(several.output()).isEqualTo(Talk.node("{\"c\":3,\"a\":\"x\"}"));
    assertThat(shaped.output()).isEqualTo(Talk.node("{\"both\":\"x and y\",\"c\":3}"));
  }

  @Test
  void aSkippedStepIsNotAskedAndItsDefaultStands() {
    var chain =
        """
        inputs: [long]
        defaults: {summary: none}
        steps:
          - {ask: summarise, when: "long == true", as: summary}
          - {ask: "use {summary}"}
        """;

    var skipped = new Talk(chain, "{\"long\":false}");
    var taken = new Talk(chain, "{\"long\":true}");

    assertThat(skipped.asks()).containsExactly("/1: use none");
    assertThat(skipped.step("/0")).isEqualTo("skipped");
    assertThat(taken.asks()).containsExactly("/0: summarise");
  }

  @Test
  void setComputesWithoutACallAndKeepsTypes() {
    var chain =
        """
        inputs: [name, n]
        steps:
          - set: {greeting: "Hello {name}", n2: "{n}", three: 3}
          - ask: "{greeting}"
        output: [greeting, n2, three]
        """;
    var talk = new Talk(chain, "{\"name\":\"Ann\",\"n\":[1]}");

    assertThat(talk.asks()).containsExactly("/1: Hello Ann");
    talk.answer("/1", "hi");
    assertThat(talk.output())
        .isEqualTo(Talk.node("{\"greeting\":\"Hello Ann\",\"n2\":[1],\"three\":3}"));
  }

  @Test
  void aStepsOwnDefaultStandsWhereNothingElseDoes() {
    var chain =
        """
        defaults: {tone: dry}
        steps:
          - {ask: "one {tone}", defaults: {tone: warm}}
          - {ask: "two {tone}"}
        """;
    var talk = new Talk(chain, "{}");

    assertThat(talk.asks()).containsExactly("/0: one warm");
    talk.answer("/0", "x");
    assertThat(talk.asks()).containsExactly("/1: two dry");
    assertThat(new Talk(chain, "{\"tone\":\"kind\"}").asks()).containsExactly("/0: one kind");
  }

  @Test
  void aChainWithoutAnyAskEndsAtOnce() {
    var talk = new Talk("steps: [{set: {a: 1}}]", "{}");

    assertThat(talk.output()).isEqualTo(Talk.node("{\"a\":1}"));
  }

  @Test
  void openQuestionsCanBeAskedAnew() {
    var talk = new Talk(CAPITAL, "{\"country\":\"France\"}");
    talk.answer("/0", "Paris");

    var again = talk.run.open();

    assertThat(again).hasSize(1);
    assertThat(again.getFirst().path()).isEqualTo("/1");
    assertThat(Talk.last(again.getFirst())).isEqualTo("How many people live in Paris?");
    assertThat(talk.run.next()).isEmpty();
  }

  @Test
  void cancelEndsTheRunAndWithdrawsItsQuestions() {
    var talk = new Talk(CAPITAL, "{\"country\":\"France\"}");

    talk.run.cancel("no longer wanted");

    assertThat(talk.failure().kind()).isEqualTo(FailureClass.CANCELLED);
    assertThat(talk.failure().message()).isEqualTo("no longer wanted");
    assertThat(talk.run.withdrawn()).containsExactly(new Run.Asked("/0", 1));
    assertThat(talk.run.withdrawn()).isEmpty();
    assertThat(talk.step("/0")).isEqualTo("cancelled");
    talk.run.answered("/0", 1, "Paris");
    assertThat(talk.end().output()).isEqualTo(Talk.node("{}"));
  }
}
