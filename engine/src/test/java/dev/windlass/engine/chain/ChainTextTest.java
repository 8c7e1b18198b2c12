package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.windlass.engine.chain.ChainReader.Fault;
import dev.windlass.engine.chain.ChainReader.Outcome;
import java.util.Collections;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** From text to a chain: YAML, JSON, their bounds, and what makes two texts the same chain. */
class ChainTextTest {
  @Test
  void jsonIsReadWithTheSamePlaces() {
    var fault = Read.faults("{\n\t\"steps\": [\n\t\t{\"ask\": 5}\n\t]\n}").getFirst();

    assertThat(fault.line()).isEqualTo(3);
    assertThat(fault.column()).isEqualTo(11);
    assertThat(fault.pointer()).isEqualTo("/steps/0/ask");
  }

  @Test
  void aTextThatIsNoChainSaysSo() {
    assertThat(Read.faults("")).extracting(Fault::code).containsExactly("required");
    assertThat(Read.faults("# nothing")).extracting(Fault::code).containsExactly("required");
    assertThat(Read.faults("hello")).extracting(Fault::code).containsExactly("wrong-type");
    assertThat(Read.faults("a: [")).extracting(Fault::code).containsExactly("invalid-yaml");
    assertThat(Read.faults("{\"a\": ")).extracting(Fault::code).containsExactly("invalid-json");
    assertThat(Read.faults("{\"steps\": 1, \"steps\": 2}"))
        .extracting(Fault::code)
        .contains("invalid-json");
    assertThat(Read.faults("steps: [{ask: a}]\nsteps: [{ask: b}]"))
        .extracting(Fault::code, Fault::line)
        .containsExactly(tuple("duplicate", 2));
    assertThat(Read.faults("steps: !!java.net.URL [x]"))
        .extracting(Fault::code)
        .containsExactly("invalid-yaml");
    assertThat(Read.faults("steps: [{ask: a}]\n---\nsteps: []"))
        .extracting(Fault::code)
        .containsExactly("invalid-yaml");
    assertThat(Read.faults("? [a, b]\n: c")).extracting(Fault::code).containsExactly("wrong-type");
  }

  @Test
  void yamlBombsAreDefused() {
    var laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      var alias = "*a" + (i - 1);
      laughs
          .append("a" + i + ": &a" + i + " [")
          .append(String.join(", ", Collections.nCopies(5, alias)))
          .append("]\n");
    }
    assertThat(Read.faults(laughs + "a9: [" + "*a8, ".repeat(20) + "]"))
        .extracting(Fault::code)
        .contains("too-large");
    assertThat(Read.faults("a: &a 1\nb: [" + "*a, ".repeat(51) + "]"))
        .extracting(Fault::code)
        .containsExactly("too-large");
    assertThat(Read.faults("a: &a [*a]")).extracting(Fault::code).containsExactly("invalid-yaml");
    assertThat(Read.faults("a: " + "[".repeat(10_000)))
        .extracting(Fault::code)
        .containsExactly("too-deep");
    assertThat(Read.faults("x".repeat(9 * 1024 * 1024)))
        .extracting(Fault::code)
        .containsExactly("too-large");
  }

  @Test
  void anAliasStandsForItsAnchor() {
    var chain =
        Read.good(
            """
            options: &calm {temperature: 0}
            steps:
              - {ask: a, options: *calm}
            """);

    assertThat(((Step.Ask) chain.steps().getFirst()).options()).isEqualTo(chain.options());
  }

  @Test
  void yamlIsReadByTheCoreSchema() {
    var set =
        (Step.SetVariables)
            Read.good(
                    """
                    steps:
                      - set:
                          yes_: Yes
                          off: off
                          time: 1:30
                          truth: true
                          tilde: ~
                          octal: 0o17
                          hex: 0xff
                          float: 3.0
                          dot: .5
                          big: 123456789012345678901234567890
                          date: 2026-01-01
                    """)
                .steps()
                .getFirst();
    var values = new TreeMap<String, String>();
    set.values().forEach((name, value) -> values.put(name, value.preview(n -> null).toString()));

    assertThat(values)
        .containsEntry("yes_", "\"Yes\"")
        .containsEntry("off", "\"off\"")
        .containsEntry("time", "\"1:30\"")
        .containsEntry("truth", "true")
        .containsEntry("tilde", "null")
        .containsEntry("octal", "15")
        .containsEntry("hex", "255")
        .containsEntry("float", "3.0")
        .containsEntry("dot", "0.5")
        .containsEntry("big", "123456789012345678901234567890")
        .containsEntry("date", "\"2026-01-01\"");
  }

  @Test
  void theDigestForgetsTheOrderOfKeysButNotThatOfASchema() {
    var one = Read.good("{model: a, steps: [{ask: x, as: y, options: {b: 0.90, c: 1}}]}");
    var other = Read.good("{steps: [{as: y, options: {c: 1, b: 0.9}, ask: x}], model: a}");
    var schema = "{steps: [{ask: x, answer: {schema: {properties: {%s}}}}]}";

    assertThat(one.digest()).isEqualTo(other.digest());
    assertThat(Read.good(schema.formatted("a: {}, b: {}")).digest())
        .isNotEqualTo(Read.good(schema.formatted("b: {}, a: {}")).digest());
    assertThat(one.digest()).isNotEqualTo(Read.good("{model: b, steps: [{ask: x}]}").digest());
  }

  @Test
  void theNameIsTheTextsOwnOrTheCallers() {
    assertThat(Read.good("chain: own\nsteps: [{ask: a}]").name()).isEqualTo("own");
    assertThat(Read.good("steps: [{ask: a}]").name()).isEqualTo("test");
    assertThat(Read.good("steps: [{ask: a}]").source().path("chain").asText()).isEqualTo("test");
    assertThat(ChainReader.read("steps: [{ask: a}]", "Not This", null))
        .isInstanceOf(Outcome.Bad.class);
    assertThat(ChainReader.nameOf("chains/Capital_City.v2.yaml")).isEqualTo("capital-city-v2");
    assertThat(ChainReader.nameOf("___.yaml")).isEqualTo("chain");
  }

  @Test
  void aParsedObjectHasFaultsWithoutLines() {
    var outcome = ChainReader.read(Read.json("{\"steps\": [{\"aks\": 1}]}"), "test");
    var fault = ((Outcome.Bad) outcome).faults().getFirst();

    assertThat(fault.line()).isZero();
    assertThat(fault.pointer()).isEqualTo("/steps/0/aks");
  }
}
