package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.chain.ChainReader.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which variables a chain may read, and which it may set. */
class FlowTest {
  @Test
  void freeVariablesAreTheInputsInTheOrderOfReading() {
    var chain =
        Read.good(
            """
            system: "Be {mood}"
            defaults: {tone: calm}
            output: {title: "{title}"}
            steps:
              - {ask: "{country} {tone}", as: city, when: "n > 1 and exists(extra)", defaults: {city: x}}
              - {each: "{documents}", name: doc, index: i, do: [{ask: "{doc} {i} {words}"}], as: notes}
              - {ask: "{notes}"}
            """);

    assertThat(chain.inputs().keySet())
        .containsExactly("mood", "n", "country", "documents", "words", "title");
    assertThat(chain.inputsDeclared()).isFalse();
  }

  /** Where inputs is [a], the steps, then pointer, code and a word of the fault. */
  private static final List<List<String>> REFUSED =
      List.of(
          List.of("[{ask: '{b}'}]", "/steps/0/ask", "unknown-variable", "no variable b"),
          List.of("[{ask: '{A1}', as: A2}]", "/steps/0/ask", "unknown-variable", ""),
          List.of("[{ask: x, when: 'b == 1'}]", "/steps/0/when", "unknown-variable", ""),
          List.of("[{ask: x, when: 'exists(b)'}]", "/steps/0/when", "unknown-variable", ""),
          List.of(
              "[{ask: [{placeholder: b}]}]", "/steps/0/ask/0/placeholder", "unknown-variable", ""),
          List.of("[{ask: x, system: '{b}'}]", "/steps/0/system", "unknown-variable", ""),
          List.of("[{ask: x, stop: ['{b}']}]", "/steps/0/stop/0", "unknown-variable", ""),
          List.of("[{set: {c: ['{b}']}}]", "/steps/0/set/c", "unknown-variable", ""),
          List.of("[{set: {b: 1, c: '{b}'}}]", "/steps/0/set/c", "unknown-variable", "b"),
          List.of("[{each: '{b}', do: [{ask: x}]}]", "/steps/0/each", "unknown-variable", ""),
          List.of("[{ask: '{b}', as: b}]", "/steps/0/ask", "unknown-variable", ""),
          List.of("[{ask: x, as: a}]", "/steps/0/as", "duplicate", "is an input"),
          List.of("[{ask: x, as: b}, {ask: y, as: b}]", "/steps/1/as", "duplicate", "set already"),
          List.of("[{ask: x, as: b}, {set: {b: 1}}]", "/steps/1/set/b", "duplicate", ""),
          List.of(
              "[{ask: x, as: b}, {parallel: {b: [{ask: y}]}}]",
              "/steps/1/parallel/b",
              "duplicate",
              ""),
          List.of(
              "[{ask: x, as: b}, {parallel: {c: [{ask: y, as: b}]}}]",
              "/steps/1/parallel/c/0/as",
              "duplicate",
              ""),
          List.of(
              "[{each: [1], name: d, do: [{ask: x, as: d}]}]",
              "/steps/0/do/0/as",
              "duplicate",
              "own name"),
          List.of(
              "[{ask: x, as: b, when: 'a == 1'}, {ask: '{b}'}]",
              "/steps/1/ask",
              "unset-variable",
              "default"),
          List.of(
              "[{set: {b: 1}, when: 'a == 1'}, {ask: y, when: 'b == 1'}]",
              "/steps/1/when",
              "unset-variable",
              ""),
          List.of(
              "[{choose: [{when: 'a == 1', do: [{ask: x, as: b}]}]}, {ask: '{b}'}]",
              "/steps/1/ask",
              "unset-variable",
              ""),
          List.of(
              "[{choose: [{when: 'a == 1', do: [{ask: x, as: b}]}, {else: [{ask: y}]}]}, {ask: '{b}'}]",
              "/steps/1/ask",
              "unset-variable",
              ""),
          List.of(
              "[{choose: [{when: 'a == 1', do: [{ask: x}]}], as: b}, {ask: '{b}'}]",
              "/steps/1/ask",
              "unset-variable",
              ""),
          List.of(
              "[{parallel: {b: [{ask: x, as: c}]}}, {ask: '{c}'}]",
              "/steps/1/ask",
              "unknown-variable",
              "inside"),
          List.of(
              "[{each: [1], name: d, do: [{ask: x}]}, {ask: '{d}'}]",
              "/steps/1/ask",
              "unknown-variable",
              "inside"),
          List.of(
              "[{parallel: {b: [{ask: x, as: c}], d: [{ask: '{c}'}]}}]",
              "/steps/0/parallel/d/0/ask",
              "unknown-variable",
              "inside"));

  @Test
  void whatCannotBeReadOrSetIsRefusedAtItsPlace() {
    for (var row : REFUSED) {
      var faults = Read.faults("inputs: [a]\nsteps: " + row.get(0));
      assertThat(faults).as("%s: %s", row, faults).hasSize(1);
      assertThat(faults.getFirst().pointer()).as("%s", row).isEqualTo(row.get(1));
      assertThat(faults.getFirst().code()).as("%s", row).isEqualTo(row.get(2));
      assertThat(faults.getFirst().detail()).as("%s", row).contains(row.get(3));
    }
  }

  static final List<String> ALLOWED =
      List.of(
          "[{ask: x, as: b}, {ask: '{b}', as: b, overwrite: true}]",
          "[{ask: x, as: a, overwrite: true}]",
          "[{ask: x, as: b, when: 'a == 1'}, {ask: '{b}', defaults: {b: 1}}]",
          "[{ask: x, as: b, when: 'a == 1'}, {ask: y, when: 'exists(b)'}]",
          "[{ask: x, as: b, when: 'a == 1'}, {ask: y, as: b, overwrite: true}, {ask: '{b}'}]",
          "[{choose: [{when: 'a == 1', do: [{ask: x, as: b}]}, {else: [{set: {b: 1}}]}]}, {ask: '{b}'}]",
          "[{choose: [{when: 'a == 1', do: [{ask: x}]}, {else: [{ask: y}]}], as: b}, {ask: '{b}'}]",
          "[{parallel: {b: [{ask: x, as: c}], d: [{ask: y, as: c}]}, as: e}, {ask: '{b} {d} {e.b}'}]",
          "[{each: [1], name: a, do: [{ask: '{a}', as: c}, {ask: '{c}'}], as: b}, {ask: '{b}'}]",
          "[{fold: [1], carry: s, do: [{ask: '{s} {item}', as: s}], as: s}, {ask: '{s}'}]",
          "[{each: '{a}', do: [{ask: '{item}'}]}, {each: '{a}', do: [{ask: '{item}'}]}]",
          "[{ask: [{placeholder: h, optional: true}, {user: x}], defaults: {h: []}}]");

  @Test
  void whatIsSetOnEveryPathMayBeRead() {
    for (var steps : ALLOWED) {
      assertThat(ChainReader.read("inputs: [a]\nsteps: " + steps, "test", null))
          .as(steps)
          .isInstanceOf(ChainReader.Outcome.Good.class);
    }
  }

  @Test
  void aChainDefaultStandsWhereNoStepSetsAVariable() {
    var chain = "defaults: {b: none}\nsteps: [{ask: x, as: b, when: 'n > 1'}, {ask: '{b}'}]";

    assertThat(Read.good(chain).inputs().keySet()).containsExactly("n");
  }

  @Test
  void whatIsReadBeforeItIsSetIsAnInputThatMayNotBeSet() {
    assertThat(Read.faults("steps: [{ask: '{city}'}, {ask: y, as: city}]"))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.pointer()).isEqualTo("/steps/1/as");
          assertThat(fault.detail()).contains("read at /steps/0/ask before it is set");
        });
  }

  @Test
  void anInnerNameDoesNotBecomeAnInputOutside() {
    assertThat(Read.faults("steps: [{each: '{d}', name: doc, do: [{ask: x}]}, {ask: '{doc}'}]"))
        .extracting(Fault::code)
        .containsExactly("unknown-variable");
    assertThat(
            Read.good(
                    "steps: [{ask: '{doc}'}, {each: '{d}', name: doc, do: [{ask: x}]}, {ask: '{doc}'}]")
                .inputs()
                .keySet())
        .containsExactly("doc", "d");
  }

  @Test
  void anOutputMustBeSetOrRead() {
    var steps = "\nsteps: [{ask: '{country}', as: city}]";

    assertThat(Read.good("output: city" + steps).output()).isEqualTo(new Chain.Output.One("city"));
    assertThat(Read.good("output: [city, country]" + steps).output())
        .isEqualTo(new Chain.Output.Several(List.of("city", "country")));
    assertThat(Read.good("output: {t: '{city}!'}" + steps).output())
        .isInstanceOf(Chain.Output.Shaped.class);
    assertThat(Read.faults("output: ctiy" + steps))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.code()).isEqualTo("unknown-variable");
          assertThat(fault.pointer()).isEqualTo("/output");
          assertThat(fault.detail()).contains("did you mean city?");
        });
    assertThat(Read.faults("output: x\nsteps: [{ask: a, as: x, when: 'n > 1'}]"))
        .extracting(Fault::code)
        .containsExactly("unset-variable");
  }

  @Test
  void aCaseThatEndsInFailNeedNotSetWhatTheOthersSet() {
    Read.good(
        """
        steps:
          - {ask: kind, as: kind}
          - choose:
              - {when: "kind == 'a'", do: [{ask: a, as: x}]}
              - {else: [{fail: "no {kind}"}]}
          - {ask: "{x}"}
        """);
  }

  @Test
  void whatARepeatSetsIsThereBehindItAndForItsCondition() {
    Read.good(
        "steps: [{repeat: [{ask: a, as: x, answer: number}], until: 'x > 3', max: 2}, {ask: '{x}'}]");
  }

  @Test
  void anExpressionReadsItsNamesLikeATemplate() {
    var chain = Read.good("steps: [{compute: 'a.b / sqrt(c) - 2', as: d}]");

    assertThat(chain.inputs()).containsOnlyKeys("a", "c");
  }

  @Test
  void aNameWithADashCannotStandInAnExpression() {
    var faults =
        Read.faults(
            "steps: [{ask: x, as: total-tax, answer: number}, {compute: 'total-tax * 2', as: y}]");

    assertThat(faults.getFirst().code()).isEqualTo("bad-expression");
    assertThat(faults.getFirst().detail()).contains("total_tax: \"{total-tax}\"");
  }

  @Test
  void aDifferenceOfTwoNamesIsNoNameWithADash() {
    assertThat(Read.good("steps: [{compute: 'a-b', as: c}]").inputs()).containsOnlyKeys("a", "b");
  }

  @Test
  void anExpressionThatDoesNotParseIsRefusedWithItsPlace() {
    var fault = Read.faults("steps:\n  - compute: 2 ^ 3\n    as: x").getFirst();

    assertThat(fault.code()).isEqualTo("bad-expression");
    assertThat(fault.line()).isEqualTo(2);
    assertThat(fault.detail()).contains("**");
  }
}
