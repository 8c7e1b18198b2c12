package dev.windlass.deploy.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.deploy.cli.Typed;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommandsTest {
  @TempDir Path folder;

  private Typed typed() {
    return new Typed(folder);
  }

  static Iterable<String> verbs() {
    return Verbs.ALL.keySet();
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void everyVerbSaysHowItIsUsed(String verb) {
    var help = typed().type(verb, "--help");

    assertThat(help.exit()).isEqualTo(Exit.OK);
    assertThat(help.out()).contains("windlass " + verb, "--json");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void aTextOfHelpIsBrokenOnlyWhereTheTerminalEnds() {
    assertThat(typed().type("journal", "copy", "--help").out())
        .contains("so that a server on it goes");
  }

  @Test
  void helpListsEveryVerb() {
    var help = typed().type("--help");

    assertThat(help.exit()).isEqualTo(Exit.OK);
    assertThat(help.out()).contains(Verbs.ALL.keySet());
  }

  @Test
  void aMistypedVerbIsToldTheNearestOne() {
    var wrong = typed().type("jbos");

    assertThat(wrong.exit()).isEqualTo(Exit.USAGE);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err()).contains("did you mean jobs?");
  }

  @Test
  void aMistypedOptionIsToldTheNearestOne() {
    var wrong = typed().type("jobs", "--stat", "running");

    assertThat(wrong.exit()).isEqualTo(Exit.USAGE);
    assertThat(wrong.err()).contains("unknown option --stat; did you mean --state?");
  }

  @Test
  void anOptionThatIsNotThereYetIsRefusedAndNotIgnored() {
    var wrong = typed().type("run", "Summarise: {text}", "rows.jsonl", "--budget", "5usd");

    assertThat(wrong.exit()).isEqualTo(Exit.USAGE);
    assertThat(wrong.err()).contains("--budget");
  }

  @Test
  void withJsonAnErrorIsOneProblemObjectAndStandardOutputIsEmpty() throws IOException {
    var wrong = typed().type("job", "--json");

    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err().lines()).hasSize(1);
    assertThat(Json.read(wrong.err()).path("exit_code").asInt()).isEqualTo(2);
    assertThat(Json.read(wrong.err()).path("detail").asText()).contains("JOB");
  }

  @Test
  void versionIsOneLineOrOneObject() throws IOException {
    assertThat(typed().type("version").out()).startsWith("windlass ").hasLineCount(1);
    assertThat(Json.read(typed().type("version", "--json").out()).has("version")).isTrue();
  }

  @Test
  void completionKnowsTheVerbsOfEachShell() {
    assertThat(typed().type("completion", "bash").out()).contains("windlass", "failures");
    assertThat(typed().type("completion", "zsh").out()).contains("bashcompinit");
    assertThat(typed().type("completion", "fish").out())
        .contains("-a failures", "__fish_seen_subcommand_from run' -l order");
    assertThat(typed().type("completion", "tcsh").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void askingWithoutAServerAndWithoutAFolderSaysHowToStartOne() {
    var asked = typed().env("WINDLASS_URL", "").type("job", "job_1");

    assertThat(asked.exit()).isEqualTo(Exit.UNREACHABLE);
    assertThat(asked.err()).contains("windlass server");
  }

  @Test
  void anAddressThatIsNoneIsWrongUse() {
    var asked = typed().env("WINDLASS_URL", "localhost").type("jobs");

    assertThat(asked.exit()).isEqualTo(Exit.USAGE);
    assertThat(asked.err()).contains("WINDLASS_URL", "http://127.0.0.1:8080");
  }
}
