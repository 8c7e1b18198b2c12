package dev.windlass.deploy.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.deploy.cli.Typed;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no process; the processes themselves are ClusterTrialIT's. */
class ClusterCommandTest {
  @TempDir Path folder;

  private Typed typed() {
    return new Typed(folder);
  }

  @Test
  void whereThereIsNoClusterStatusSaysHowToStartOne() {
    var asked = typed().type("cluster", "status");

    assertThat(asked.exit()).isEqualTo(Exit.NOT_FOUND);
    assertThat(asked.err()).contains("no cluster in " + folder, "windlass cluster up");
  }

  @Test
  void whereThereIsNoClusterNothingIsEndedAndNothingIsMade() throws IOException {
    Files.createDirectory(folder.resolve("mine"));
    Files.writeString(folder.resolve("mine").resolve("server.log"), "mine");

    var asked = typed().type("cluster", "down", "--dir", "mine");

    assertThat(asked.exit()).isEqualTo(Exit.OK);
    assertThat(asked.err()).contains("no cluster in " + folder.resolve("mine"));
    assertThat(folder.resolve("mine").resolve("server.log")).exists();
    assertThat(folder.resolve(".windlass-cluster")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--nodes=0", "--nodes=10", "--heap=much", "--seeds=a:1"})
  void whatMakesNoSenseStartsNothing(String flag) {
    assertThat(typed().type("cluster", "up", flag).exit()).isEqualTo(Exit.USAGE);
    assertThat(folder.resolve(".windlass-cluster")).doesNotExist();
  }

  @Test
  void theVerbAloneNamesWhatThereIs() {
    var asked = typed().type("cluster");

    assertThat(asked.exit()).isEqualTo(Exit.USAGE);
    assertThat(asked.err()).contains("up|status|down");
  }
}
