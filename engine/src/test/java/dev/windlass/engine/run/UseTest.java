package dev.windlass.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.protocol.FailureClass;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class UseTest {
  private static final String DIGEST =
      """
      model: openai/large
      system: Outer
      chains:
        summarise:
          inputs: {text: {}, words: {default: 10}}
          system: Inner
          steps:
            - {ask: "Shorten to {words} words: {text}", as: short}
            - {ask: "Again", as: shorter}
          output: shorter
      steps:
        - {ask: "Hello {name}"}
        - each: "{documents}"
          name: doc
          do:
            - {use: summarise, with: {text: "{doc.body}"}}
          as: notes
        - {ask: "All: {notes}"}
      """;

  @Test
  void aChainIsAStepWhoseValueIsItsOutput() {
    var talk = new Talk(DIGEST, "{\"name\":\"N\",\"documents\":[{\"body\":\"T\"}]}");
    talk.answer("/0", "hi");
    talk.asks();

    talk.answer("/1/each/0/0/use/0", "s");
    var second = talk.question();

    assertThat(second.path()).isEqualTo("/1/each/0/0/use/1");
    assertThat(Talk.text(second.call().messages()))
        .isEqualTo(
            """
            system: Inner
            user: Hello N
            assistant: hi
            user: Shorten to 10 words: T
            assistant: s
            user: Again\
            """);
    assertThat(second.call().lane()).isEqualTo("openai/large");
    talk.answer("/1/each/0/0/use/1", "ss");
    assertThat(talk.prompt())
        .isEqualTo("system: Outer\nuser: Hello N\nassistant: hi\nuser: All: [\"ss\"]");
    talk.answer("/2", "done");
    assertThat(talk.output()).isEqualTo(Talk.node("{\"notes\":[\"ss\"]}"));
  }

  @Test
  void itsFailureIsTheRunsAtTheInnerStep() {
    var talk = new Talk(DIGEST, "{\"name\":\"N\",\"documents\":[{\"body\":\"T\"}]}");
    talk.answer("/0", "hi").fail("/1/each/0/0/use/0", FailureClass.REFUSED);

    assertThat(talk.failure().kind()).isEqualTo(FailureClass.REFUSED);
    assertThat(talk.failure().step()).isEqualTo("/1/each/0/0/use/0");
    assertThat(talk.step("/1/each/0/0")).isEqualTo("failed");
  }

  @Test
  void aStepOfTheChainAroundIsNotMistakenForOneInside() {
    var talk = new Talk(DIGEST, "{\"name\":\"N\",\"documents\":[{\"body\":\"T\"}]}");
    talk.answer("/0", "hi").answer("/1/each/0/0/use/0", "s").answer("/1/each/0/0/use/1", "ss");
    talk.fail("/2", FailureClass.REFUSED);

    assertThat(talk.reopen(new Run.From.Step("shorter"))).isFalse();
    assertThat(talk.reopen(new Run.From.Step("/1/each/0/0/use/1"))).isTrue();
    assertThat(talk.asks()).containsExactly("/1/each/0/0/use/1: Again");
  }

  @Test
  void theChainInJavaBringsWhatItUses() {
    var inner = Chain.named("shout").inputs("word").ask("Shout {word}").as("loud").output("loud");
    var outer =
        Chain.named("outer")
            .with(inner.build())
            .use("shout", java.util.Map.of("word", "{w}"))
            .as("x")
            .build();

    var run = new Run(outer, Talk.json("{\"w\":\"hey\"}"), Talk.DEFAULTS);
    assertThat(Talk.last(run.next().getFirst())).isEqualTo("Shout hey");
    run.answered("/0/use/0", 1, "HEY");
    assertThat(Objects.requireNonNull(run.end()).output()).isEqualTo(Talk.node("{\"x\":\"HEY\"}"));
    assertThat(ChainReader.read(outer.source(), "outer"))
        .isInstanceOf(ChainReader.Outcome.Good.class);
  }
}
