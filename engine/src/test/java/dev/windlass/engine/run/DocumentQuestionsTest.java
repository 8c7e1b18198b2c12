package dev.windlass.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** LangChain's four ways to put a question to documents, as chains. */
class DocumentQuestionsTest {
  private static final String LINE =
      "{\"question\":\"Who?\",\"documents\":[\"one\",\"two\",\"three\"]}";

  @Test
  void stuffPutsAllDocumentsIntoOnePrompt() {
    var talk =
        new Talk(
            """
            steps:
              - {ask: "{documents|join('\\n\\n')}\\n\\nQuestion: {question}", as: answer}
            """,
            LINE);

    assertThat(talk.prompt()).isEqualTo("user: one\n\ntwo\n\nthree\n\nQuestion: Who?");
  }

  @Test
  void mapReduceAsksEachDocumentAtOnceAndThenTheirAnswers() {
    var talk =
        new Talk(
            """
            history: none
            steps:
              - each: "{documents}"
                name: doc
                limit: 2
                do: [{ask: "{doc}: {question}"}]
                as: notes
              - {ask: "{notes|join('; ')}: {question}", as: answer}
            output: answer
            """,
            LINE);

    assertThat(talk.asks()).containsExactly("/0/each/0/0: one: Who?", "/0/each/1/0: two: Who?");
    talk.answer("/0/each/1/0", "b");
    assertThat(talk.asks()).containsExactly("/0/each/2/0: three: Who?");
    talk.answer("/0/each/2/0", "c").answer("/0/each/0/0", "a");
    assertThat(talk.asks()).containsExactly("/1: a; b; c: Who?");
    talk.answer("/1", "d");
    assertThat(talk.output()).isEqualTo(Talk.node("\"d\""));
  }

  @Test
  void refineTakesOneDocumentAfterTheOther() {
    var talk =
        new Talk(
            """
            history: none
            steps:
              - fold: "{documents}"
                name: doc
                carry: answer
                start: nothing yet
                do: [{ask: "So far: {answer}. Now: {doc}. {question}"}]
                as: answer
            output: answer
            """,
            LINE);

    assertThat(talk.asks()).containsExactly("/0/fold/0/0: So far: nothing yet. Now: one. Who?");
    talk.answer("/0/fold/0/0", "a");
    assertThat(talk.asks()).containsExactly("/0/fold/1/0: So far: a. Now: two. Who?");
    talk.answer("/0/fold/1/0", "b").answer("/0/fold/2/0", "c");
    assertThat(talk.output()).isEqualTo(Talk.node("\"c\""));
  }

  @Test
  void mapRerankTakesTheAnswerWithTheHighestScore() {
    var talk =
        new Talk(
            """
            history: none
            steps:
              - each: "{documents}"
                name: doc
                do:
                  - ask: "{doc}: {question}"
                    answer: {pattern: "(?s)(?P<answer>.*)\\nScore: (?P<score>[0-9]+)"}
                as: ranked
              - {set: {best: "{ranked|max_by('score')}"}}
            output: {answer: "{best.answer}"}
            """,
            LINE);
    talk.answer("/0/each/0/0", "a\nScore: 20").answer("/0/each/1/0", "b\nScore: 100");
    talk.answer("/0/each/2/0", "c\nScore: 90");

    assertThat(talk.output()).isEqualTo(Talk.node("{\"answer\":\"b\"}"));
  }
}
