package dev.windlass.deploy.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.deploy.cli.Typed;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Test
  void aPreviewWithoutAVariableItNeedsIsWrongUse() throws IOException {
    chain("model: openai/x\nsteps:\n  - ask: \"The capital of {country}?\"\n");
    var shown = new Typed(folder).type("chain", "preview", "capital.yaml", "--input", "{}");

    assertThat(shown.exit()).isEqualTo(Exit.USAGE);
    assertThat(shown.err()).contains("lacks country");
  }
}
