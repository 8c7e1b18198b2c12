package dev.windlass.deploy.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.deploy.cli.Typed;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code chain check} and {@code chain preview FILE}, which ask no server. */
class ChainFilesTest {
  @TempDir Path folder;

  private void chain(String text) throws IOException {
    Files.writeString(folder.resolve("capital.yaml"), text);
  }

  @Test
  void aGoodChainIsSaidToBeGood() throws IOException {
    chain("model: openai/x\nsteps:\n  - ask: \"The capital of {country}?\"\n");
    var checked = new Typed(folder).type("chain", "check", "capital.yaml");

    assertThat(checked.exit()).isEqualTo(Exit.OK);
    assertThat(checked.err()).contains("good; capital, 1 step, inputs: country");
  }

  @Test
  void aFaultHasFileLineColumnAndPointer() throws IOException {
    chain("model: openai/x\nsteps:\n  - ask: Hello\n    azz: city\n");
    var checked = new Typed(folder).type("chain", "check", "capital.yaml");

    assertThat(checked.exit()).isEqualTo(Exit.USAGE);
    assertThat(checked.err()).startsWith("capital.yaml:4:5: ").contains("azz", "(/steps/0/azz)");
  }

  @Test
  void everyFileIsCheckedEvenWhenTheFirstIsBad() throws IOException {
    chain("steps: 3\n");
    Files.writeString(folder.resolve("other.yaml"), "model: openai/x\nsteps:\n  - ask: Hello\n");
    var checked = new Typed(folder).type("chain", "check", "capital.yaml", "other.yaml");

    assertThat(checked.exit()).isEqualTo(Exit.USAGE);
    assertThat(checked.err()).contains("capital.yaml:1:", "other.yaml: good");
  }

  @Test
  void aPreviewShowsWhatCanBeKnownAndKeepsTheRest() throws IOException {
    chain(
        """
        model: openai/x
        steps:
          - ask: "The capital of {country}?"
            as: city
          - ask: "How many live in {city}?"
        """);
    var shown =
        new Typed(folder)
            .type(
                "chain",
                "preview",
                "capital.yaml",
                "--input",
                "{\"country\":\"France\"}",
                "--json");

    var prompts = Json.read(shown.out()).path("prompts");
    assertThat(prompts.at("/0/messages/0/content").asText()).isEqualTo("The capital of France?");
    assertThat(prompts.at("/0/complete").asBoolean()).isTrue();
    assertThat(prompts.at("/1").toString()).contains("How many live in {city}?");
    assertThat(prompts.at("/1/complete").asBoolean()).isFalse();
  }

  private static final String BOUNDED =
      "model: sim\noptions: {max_tokens: 100}\nsteps:\n  - ask: \"The capital of {country}?\"\n";

  private Typed.Outcome previewed(String... more) {
    var words = new ArrayList<>(List.of("chain", "preview", "capital.yaml"));
    words.addAll(List.of("--input", "{\"country\":\"France\"}"));
    words.addAll(List.of(more));
    return new Typed(folder).type(words.toArray(String[]::new));
  }

  @Test
  void aPreviewSaysWhatItWouldCostByThePricesOfAConfigFile() throws IOException {
    Files.writeString(
        folder.resolve("w.conf"),
        "windlass.providers.openai.prices { sim { input = 0.15, output = 0.60 } }");

    // "The capital of France?" is 22 characters: 6 tokens at 150 billionths; 100 more at 600
    chain(BOUNDED);
    var shown = previewed("--config", "w.conf", "--json");
    assertThat(shown.exit()).as(shown.err()).isEqualTo(Exit.OK);
    assertThat(Json.read(shown.out()).path("cost").toString())
        .isEqualTo("{\"low\":\"0.0000009\",\"high\":\"0.0000609\",\"currency\":\"USD\"}");
    assertThat(previewed("--config", "w.conf").out()).endsWith("cost 0.0000009 to 0.0000609 USD\n");

    chain(BOUNDED.replace("options: {max_tokens: 100}\n", ""));
    assertThat(previewed("--config", "w.conf").out())
        .endsWith("cost 0.0000009 USD and the answers, which have no max_tokens\n");
  }

  @Test
  void withoutPricesAPreviewKnowsNoCost() throws IOException {
    chain(BOUNDED);

    assertThat(previewed().out()).doesNotContain("cost");
    assertThat(Json.read(previewed("--json").out()).path("cost").toString())
        .isEqualTo("{\"low\":null,\"high\":null,\"currency\":\"USD\"}");
  }

  @Test
  void aPriceThatMakesNoSenseIsWrongUseAndSaidWithItsPlace() throws IOException {
    chain(BOUNDED);
    Files.writeString(
        folder.resolve("w.conf"),
        "windlass.providers.openai.prices { sim { input = -1, output = 0.60 } }");
    var shown = previewed("--config", "w.conf");

    assertThat(shown.exit()).isEqualTo(Exit.USAGE);
    assertThat(shown.err())
        .contains("windlass.providers.openai.prices.sim.input: must be 0 to 10000 US dollars");
  }

  @Test
  void pricesOfAFileAreNotForAStoredChain() {
    var shown = new Typed(folder).type("chain", "preview", "capital", "--config", "w.conf");

    assertThat(shown.exit()).isEqualTo(Exit.USAGE);
    assertThat(shown.err()).contains("--config is for a chain in a file");
  }

  @Test
  void aPreviewWithoutAVariableItNeedsIsWrongUse() throws IOException {
    chain("model: openai/x\nsteps:\n  - ask: \"The capital of {country}?\"\n");
    var shown = new Typed(folder).type("chain", "preview", "capital.yaml", "--input", "{}");

    assertThat(shown.exit()).isEqualTo(Exit.USAGE);
    assertThat(shown.err()).contains("lacks country");
  }
}
