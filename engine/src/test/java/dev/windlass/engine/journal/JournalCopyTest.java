package dev.windlass.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.journal.JournalClient.Note;
import dev.windlass.engine.journal.copy.JournalCopy;
import dev.windlass.engine.journal.embedded.FolderBackup;
import dev.windlass.engine.journal.embedded.FolderLocked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCopyTest {
  private static final int LONG_STREAM = 2_500;
  private static final JournalCopy.Progress QUIET = (events, all) -> {};

  @TempDir private Path folder;
  private @Nullable TemporaryPostgres postgres;

  @BeforeEach
  void start() throws Exception {
    var reason = TemporaryPostgres.whyNot();
    if (reason != null) {
      System.out.println("skipped: copying to PostgreSQL, because " + reason);
    }
    Assumptions.assumeTrue(reason == null, reason);
    postgres = TemporaryPostgres.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void aCopyHasEveryEventSnapshotAndTheSecretAndLeavesTheFolderAsItWas() throws Exception {
    var secret = fill(3);
    var before = Files.readAllBytes(folder.resolve("journal.db"));

    var copied = JournalCopy.run(folder, database(), QUIET);

    assertThat(copied).isEqualTo(new JournalCopy.Copied(5, 1));
    assertThat(Files.readAllBytes(folder.resolve("journal.db"))).isEqualTo(before);
    try (var journal = JournalClient.open(database())) {
      assertThat(journal.journals().secret()).isEqualTo(secret);
      assertThat(journal.all("job|a").texts()).containsExactly("one", "tw\u00f6");
      assertThat(journal.all("partition|b").numbers()).containsExactly(1L, 2L, 3L);
      assertThat(snapshot(journal, "job|a")).isEqualTo(new Note("as of one"));
      journal.write("job|a", 3, "three"); // it goes on
      assertThat(journal.all("job|a").numbers()).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void anInterruptedCopyKeepsNodesAwayAndGoesOnWhereItStopped() throws Exception {
    fill(LONG_STREAM);
    copyIsInterrupted();
    assertThat(rows()).as("some of it is there").isBetween(1L, 2_000L);
    assertThatThrownBy(() -> JournalClient.open(database()))
        .isInstanceOf(SchemaRefused.class)
        .hasMessageContaining("windlass journal copy");

    var copied = JournalCopy.run(folder, database(), QUIET);

    assertThat(copied.events()).isEqualTo(LONG_STREAM + 2);
    try (var journal = JournalClient.open(database())) {
      assertThat(journal.all("partition|b").events()).hasSize(LONG_STREAM);
    }
  }

  private void copyIsInterrupted() {
    assertThatThrownBy(() ->
            JournalCopy.run(
                folder,
                database(),
                (events, all) -> {
                  if (events == 2_000) {
                    throw new IllegalStateException("the cable was pulled");
                  }
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the cable was pulled");
  }

  @Test
  void aFolderThatWasWorkedOnBetweenTwoAttemptsIsNotTakenForCopied() throws Exception {
    fill(LONG_STREAM);
    copyIsInterrupted();
    try (var journal = JournalClient.open(embedded())) {
      journal.write("job|a", 3, "behind its back");
    }
    assertThatThrownBy(() -> JournalCopy.run(folder, database(), QUIET))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was worked on since the copy began");
  }

  @Test
  void nothingIsCopiedIntoADatabaseThatHoldsAnything() throws Exception {
    fill(1);
    try (var journal = JournalClient.open(database())) {
      journal.write("job|other", 1, "here first");
    }
    assertThatThrownBy(() -> JournalCopy.run(folder, database(), QUIET))
        .isInstanceOf(SchemaRefused.class)
        .hasMessageContaining("it holds a journal")
        .hasMessageContaining("createdb");
  }

  @Test
  void aFolderIsCopiedOnce() throws Exception {
    fill(1);
    JournalCopy.run(folder, database(), QUIET);
    assertThatThrownBy(() -> JournalCopy.run(folder, database(), QUIET))
        .isInstanceOf(SchemaRefused.class)
        .hasMessageContaining("was copied into it already");
  }

  @Test
  void nothingIsCopiedWhileNodesAreAtWorkOnTheDatabase() throws Exception {
    fill(1);
    try (var journals = Journals.open(database());
        var presence = journals.presence().orElseThrow()) {
      presence.present();
      assertThatThrownBy(() -> JournalCopy.run(folder, database(), QUIET))
          .isInstanceOf(SchemaRefused.class)
          .hasMessageContaining("nodes are at work");
    }
  }

  @Test
  void aFolderInUseIsNotCopied() throws Exception {
    fill(1);
    try (var journal = JournalClient.open(embedded())) {
      assertThat(journal.all("job|a").events()).hasSize(2);
      assertThatThrownBy(() -> JournalCopy.run(folder, database(), QUIET))
          .isInstanceOf(FolderLocked.class)
          .hasMessageContaining("is in use by process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void aFolderInUseIsBackedUpAsOfOneMoment(@TempDir Path elsewhere) throws Exception {
    fill(3);
    var to = elsewhere.resolve("backup");
    try (var journal = JournalClient.open(embedded())) {
      journal.write("job|a", 3, "before");
      assertThat(FolderBackup.write(folder, to).events()).isEqualTo(6);
      journal.write("job|a", 4, "after");
    }
    var config =
        ConfigFactory.parseMap(
            Map.of("windlass.data", to.toString(), "windlass.journal.kind", "embedded"));
    try (var journal = JournalClient.open(config)) {
      assertThat(journal.all("job|a").texts()).containsExactly("one", "tw\u00f6", "before");
      journal.write("job|a", 4, "goes on");
    }
    assertThatThrownBy(() -> FolderBackup.write(folder, to)).hasMessageContaining("is not empty");
  }

  private Config embedded() {
    return ConfigFactory.parseMap(
        Map.of("windlass.data", folder.toString(), "windlass.journal.kind", "embedded"));
  }

  private Config database() {
    if (postgres == null) {
      throw new IllegalStateException("no database");
    }
    return postgres.config().withFallback(ConfigFactory.load());
  }

  /** Two streams, one of this length, and a snapshot; gives back the folder's secret. */
  private byte[] fill(int length) throws IOException {
    try (var journal = JournalClient.open(embedded())) {
      journal.write("job|a", 1, "one", "tw\u00f6");
      var notes = IntStream.range(0, length).mapToObj(i -> new Note("n" + i)).toList();
      journal.write("partition|b", 1, notes);
      var probe = new TestKit(journal.system());
      Persistence.get(journal.system())
          .snapshotStoreFor("", ConfigFactory.empty())
          .tell(
              new SnapshotProtocol.SaveSnapshot(
                  new SnapshotMetadata("job|a", 1, 5), new Note("as of one")),
              probe.getRef());
      probe.expectMsgClass(org.apache.pekko.persistence.SaveSnapshotSuccess.class);
      return journal.journals().secret();
    }
  }

  private static Object snapshot(JournalClient journal, String stream) {
    var probe = new TestKit(journal.system());
    Persistence.get(journal.system())
        .snapshotStoreFor("", ConfigFactory.empty())
        .tell(
            new SnapshotProtocol.LoadSnapshot(
                stream, SnapshotSelectionCriteria.latest(), Long.MAX_VALUE),
            probe.getRef());
    var found = probe.expectMsgClass(SnapshotProtocol.LoadSnapshotResult.class).snapshot();
    return found.get().snapshot();
  }

  private long rows() throws Exception {
    var all = new ArrayList<Long>(List.of());
    try (var connection =
            DriverManager.getConnection(
                database().getString("windlass.journal.postgres.url"), "windlass", "");
        var statement = connection.createStatement();
        var found = statement.executeQuery("SELECT count(*) FROM event_journal")) {
      while (found.next()) {
        all.add(found.getLong(1));
      }
    }
    return all.getFirst();
  }
}
