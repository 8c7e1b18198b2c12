package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.windlass.engine.chain.ChainReader.Fault;
import org.junit.jupiter.api.Test;

/** Examples before a prompt, as LangChain's FewShotPromptTemplate puts them. */
class ExamplesTest {
  private static final String ANTONYMS =
      """
      steps:
        - ask: "Input: {adjective}\\nOutput:"
          examples:
            prefix: Give the antonym of every input
            items: [{input: happy, output: sad}, {input: tall, output: short}]
            template: "Input: {input}\\nOutput: {output}"
      """;

  @Test
  void examplesGoBetweenThePrefixAndThePrompt() throws RunFault {
    var chain = Read.good(ANTONYMS);

    assertThat(chain.inputs()).containsOnlyKeys("adjective");
    assertThat(text(chain).render(Read.scope("{\"adjective\": \"big\"}")))
        .isEqualTo(
            """
            Give the antonym of every input

            Input: happy
            Output: sad

            Input: tall
            Output: short

            Input: big
            Output:\
            """);
  }

  @Test
  void theItemsMayBeAVariablesAndWithoutThemNothingIsAdded() throws RunFault {
    var text =
        text(
            Read.good(
                """
                steps:
                  - ask: [{system: s}, {user: "{q}?"}]
                    examples: {items: "{shots}", template: "{n}. {a}", separator: "|", prefix: "P{q}"}
                """));

    assertThat(text.reads()).containsExactlyInAnyOrder("q", "shots");
    assertThat(text.render(Read.scope("{\"q\": 1, \"shots\": [{\"n\": 1, \"a\": \"{q}\"}]}")))
        .isEqualTo("P1|1. {q}|1?");
    assertThat(text.render(Read.scope("{\"q\": 1, \"shots\": []}"))).isEqualTo("1?");
    assertThat(text.preview(Read.scope("{\"q\": 1}"))).isEqualTo("P1|{n}. {a}|1?");
    assertThatThrownBy(() -> text.render(Read.scope("{\"q\": 1, \"shots\": [3]}")))
        .hasMessageContaining("position 0");
    assertThatThrownBy(() -> text.render(Read.scope("{\"q\": 1, \"shots\": 3}")))
        .hasMessageContaining("a list");
  }

  @Test
  void whatNoItemBringsIsAVariableOfTheChain() {
    assertThat(Read.faults("inputs: [adjective]\n" + ANTONYMS.replace("{output}", "{outptu}")))
        .extracting(Fault::code, Fault::pointer)
        .containsExactly(tuple("unknown-variable", "/steps/0/examples/template"));
  }

  @Test
  void aRawPromptStillHasExamples() throws RunFault {
    var text =
        text(
            Read.good(
                """
                steps: [{ask: "{q}", raw: true, examples: {items: [{a: 1}], template: "{a}"}}]
                """));

    assertThat(text.render(Read.scope("{}"))).isEqualTo("1\n\n{q}");
  }

  @Test
  void mustacheRulesAChainOrAStepAndItsNamesAreOptionalInputs() throws RunFault {
    var chain =
        Read.good(
            """
            template: mustache
            steps:
              - ask: "{{greeting}} {name}"
              - ask: "{greeting} {{greeting}}"
                template: braces
              - {each: "{{items}}", do: [{ask: "{{item}}!"}]}
            """);

    assertThat(chain.inputs()).containsOnlyKeys("greeting", "items");
    assertThat(chain.inputs()).containsEntry("greeting", new Chain.Input(null, null));
    assertThat(chain.inputs()).containsEntry("items", new Chain.Input(null, Read.json("null")));
    assertThat(text(chain).render(Read.scope("{\"greeting\": \"Hi\"}"))).isEqualTo("Hi {name}");
    var second = (Prompt.Text) ((Step.Ask) chain.steps().get(1)).prompt().parts().getFirst();
    assertThat(second.text().render(Read.scope("{\"greeting\": \"Hi\"}")))
        .isEqualTo("Hi {greeting}");
  }

  @Test
  void aMisspelledOptionalNameIsRefusedWhereInputsAreListed() {
    assertThat(Read.faults("inputs: [city]\ntemplate: mustache\nsteps: [{ask: '{{ctiy}}'}]"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.detail()).contains("did you mean city?"));
    assertThat(Read.faults("inputs: [city]\nsteps: [{ask: \"{ctiy|default('')}\"}]"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.detail()).contains("did you mean city?"));
  }

  @Test
  void aDefaultMakesAVariableOfSomePathsReadable() {
    Read.good(
        """
        steps:
          - {ask: a, as: x, when: "n == 1"}
          - ask: "{x|default('none')}"
        """);
  }

  private static Template text(Chain chain) {
    var parts = ((Step.Ask) chain.steps().getFirst()).prompt().parts();
    return ((Prompt.Text) parts.getLast()).text();
  }
}
