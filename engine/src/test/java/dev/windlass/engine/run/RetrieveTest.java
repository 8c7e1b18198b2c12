package dev.windlass.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.ModelCall;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RetrieveTest {
  private static final String PASSAGES =
      "{\"passages\":[{\"text\":\"28 days.\",\"source\":\"vacation.md\",\"score\":1.5}]}";

  private static Run run(String steps, String input) {
    return new Run(
        Talk.chain("model: openai/m\nsteps:\n" + steps), Talk.json(input), Talk.DEFAULTS);
  }

  private static Run.End end(Run run) {
    return Objects.requireNonNull(run.end());
  }

  private static Run retrieving() {
    return run(
        "  - {retrieve: \"{question}\", from: handbook, k: 2, as: documents}\n",
        "{\"question\": \"How long?\"}");
  }

  @Test
  void aRetrieveIsAQuestionToTheBuiltInProvider() throws Exception {
    var question = retrieving().next().getFirst();

    assertThat(question.call().lane()).isEqualTo("windlass/collections");
    assertThat(question.call().kind()).isEqualTo(ModelCall.Kind.BUILT_IN);
    assertThat(Json.read(question.call().messages().getFirst().content().asText()))
        .isEqualTo(Json.read("{\"question\":\"How long?\",\"from\":\"handbook\",\"k\":2}"));
  }

  @Test
  void itsValueIsTheListOfPassages() {
    var run = retrieving();
    run.next();

    run.answered("/0", 1, PASSAGES);

    assertThat(end(run).output().path("documents").get(0).path("source").asText())
        .isEqualTo("vacation.md");
  }

  @Test
  void whereTheCollectionHasVectorsTheQuestionIsEmbeddedAsACallOfItsOwn() {
    var run = retrieving();
    run.next();

    run.answered("/0", 1, "{\"embed\":\"sim/e\"}");
    var embed = run.next().getFirst();
    assertThat(embed.ask()).isEqualTo(2);
    assertThat(embed.call().lane()).isEqualTo("sim/e");
    assertThat(embed.call().kind()).isEqualTo(ModelCall.Kind.EMBEDDING);
    assertThat(embed.call().messages().getFirst().content().asText()).isEqualTo("How long?");

    run.answered("/0", 2, "[0.6,0.8]");
    var again = run.next().getFirst();
    assertThat(again.ask()).isEqualTo(3);
    assertThat(again.call().messages().getFirst().content().asText())
        .contains("\"vector\":[0.6,0.8]");

    run.answered("/0", 3, PASSAGES);
    assertThat(run.end()).isInstanceOf(Run.Succeeded.class);
  }

  @Test
  void anUnknownCollectionIsTheRunsFailure() {
    var run = retrieving();
    run.next();

    run.unanswered(
        "/0", 1, CallError.of(FailureClass.NOT_FOUND, "there is no collection handbook"));

    var failed = (Run.Failed) end(run);
    assertThat(failed.failure().kind()).isEqualTo(FailureClass.NOT_FOUND);
    assertThat(failed.failure().message()).contains("handbook");
  }

  @Test
  void anEmbedIsAListOfNumbersAndSendsNoOptionsOfTheChain() {
    var run =
        new Run(
            Talk.chain(
                """
                model: openai/m
                options: {temperature: 0}
                steps:
                  - {embed: "{text}", model: sim/e, options: {dimensions: 2}, as: vector}
                """),
            Talk.json("{\"text\": \"Hi\"}"),
            Talk.DEFAULTS);
    var call = run.next().getFirst().call();
    assertThat(call.options()).isEqualTo(Json.object().put("dimensions", 2));

    run.answered("/0", 1, "[0.25,1e-3]");

    assertThat(end(run).output().path("vector").get(0).decimalValue()).isEqualByComparingTo("0.25");
  }

  @Test
  void whatIsNoVectorIsAnInvalidAnswer() {
    var run = run("  - {embed: \"{text}\", model: sim/e}\n", "{\"text\": \"Hi\"}");
    run.next();

    run.answered("/0", 1, "{}");

    assertThat(((Run.Failed) end(run)).failure().kind()).isEqualTo(FailureClass.INVALID_OUTPUT);
  }

  @Test
  void passagesThatCameAreKeptWhenALaterStepIsTakenUpAgain() {
    var run =
        run(
            """
              - {retrieve: "{question}", from: handbook, as: documents}
              - ask: "Say {documents[0].text}"
            """,
            "{\"question\": \"How long?\"}");
    run.next();
    run.answered("/0", 1, PASSAGES);
    run.next();
    run.unanswered("/1", 1, CallError.of(FailureClass.SERVER_ERROR, "no"));

    assertThat(run.reopen(new Run.From.Failed())).isTrue();

    assertThat(run.next()).extracting(Run.Question::path).containsExactly("/1");
  }

  @Test
  void theQuestionIsRephrasedOnlyWhenThereIsAHistory() {
    var without = handbook("{\"question\": \"How long?\", \"chat_history\": []}");
    assertThat(without.next())
        .extracting(q -> q.call().lane())
        .containsExactly("windlass/collections");

    var with =
        handbook(
            "{\"question\": \"And then?\", \"chat_history\":"
                + " [{\"role\": \"user\", \"content\": \"How long?\"},"
                + " {\"role\": \"assistant\", \"content\": \"28 days.\"}]}");
    assertThat(with.next()).extracting(q -> q.call().lane()).containsExactly("openai/m");
    with.answered("/0", 1, "What comes after 28 days of vacation?");
    var sought = with.next().getFirst();
    assertThat(sought.call().lane()).isEqualTo("windlass/collections");
    assertThat(sought.call().messages().getFirst().content().asText())
        .contains("What comes after 28 days");
  }

  private static Run handbook(String input) {
    var chain =
        Talk.chain(
            """
            model: openai/m
            history: none
            inputs: [question, chat_history]
            steps:
              - ask:
                  - placeholder: chat_history
                  - user: "Rephrase as a question that stands alone: {question}"
                as: question
                overwrite: true
                when: "length(chat_history) > 0"
              - retrieve: "{question}"
                from: handbook
                as: documents
            """);
    return new Run(chain, Talk.json(input), Talk.DEFAULTS);
  }

  @Test
  void faultsAreSaidWhereTheyAre() {
    var outcome =
        ChainReader.read(
            """
            steps:
              - retrieve: "{q}"
              - retrieve: "{q}"
                from: Hand Book
                mode: words
              - embed: "{q}"
            """,
            "test",
            null);

    assertThat(((ChainReader.Outcome.Bad) outcome).faults().toString())
        .contains("the name of the collection to search")
        .contains("1 to 64 of the characters a-z")
        .contains("words is none of lexical, vectors, both")
        .contains("a model that embeds");
  }
}
