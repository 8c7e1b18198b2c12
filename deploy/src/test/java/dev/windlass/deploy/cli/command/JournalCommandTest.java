package dev.windlass.deploy.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.deploy.cli.Typed;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.engine.journal.Journals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCommandTest {
  @TempDir private Path folder;

  @Test
  void aFolderInUseIsBackedUpOnceAndNeverOverABackup() throws Exception {
    try (var journals = Journals.open(embedded())) {
      assertThat(journals.folder()).isPresent();
      var made = new Typed(folder).type("journal", "backup", "copy", "--data", "data", "--json");
      assertThat(made.exit()).as(made.err()).isEqualTo(Exit.OK);
      assertThat(made.out()).contains("\"events\":0");
      assertThat(folder.resolve("copy/journal.db")).exists();
      assertThat(Files.readAllBytes(folder.resolve("copy/secret"))).isEqualTo(journals.secret());
    }
    var again = new Typed(folder).type("journal", "backup", "copy", "--data", "data");
    assertThat(again.exit()).isEqualTo(Exit.CONFLICT);
    assertThat(again.err()).contains("is not empty");
  }

  @Test
  void whatIsNoDataFolderIsNotFound() {
    var said = new Typed(folder).type("journal", "backup", "copy", "--data", "nowhere");
    assertThat(said.exit()).isEqualTo(Exit.NOT_FOUND);
    assertThat(said.err()).contains("is no data folder").contains("journal.db");
  }

  @Test
  void aFolderInUseIsNotCopied() throws Exception {
    try (var journals = Journals.open(embedded())) {
      assertThat(journals.folder()).isPresent();
      var said =
          new Typed(folder)
              .type("journal", "copy", "--from", "data", "--to", "jdbc:postgresql://127.0.0.1:1/x");
      assertThat(said.exit()).isEqualTo(Exit.CONFLICT);
      assertThat(said.err())
          .contains("is in use by process " + ProcessHandle.current().pid())
          .doesNotContain("cannot start");
    }
  }

  @Test
  void anAddressThatIsNoPostgresIsWrongUse() {
    var said = new Typed(folder).type("journal", "migrate", "--to", "mysql://x");
    assertThat(said.exit()).isEqualTo(Exit.USAGE);
    assertThat(said.err()).contains("jdbc:postgresql://host:5432/windlass");
  }

  private Config embedded() {
    return ConfigFactory.parseMap(
            Map.of(
                "windlass.data",
                folder.resolve("data").toString(),
                "windlass.journal.kind",
                "embedded"))
        .withFallback(ConfigFactory.load());
  }
}
