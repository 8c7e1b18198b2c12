package dev.windlass.engine.journal.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.journal.health.JournalHealth;
import dev.windlass.engine.journal.health.JournalHealth.Status;
import dev.windlass.engine.journal.health.StorageFull;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest {
  private static final EventRow.Kind KIND = new EventRow.Kind(1, "m", "");

  @TempDir private Path folder;
  private final JournalHealth health = new JournalHealth(Duration.ofSeconds(1), System::nanoTime);

  private Config config() {
    return ConfigFactory.parseMap(
            Map.of(
                "windlass.data",
                folder.toString(),
                "windlass.journal.embedded.reserve",
                "1 MiB",
                "windlass.journal.embedded.probe-every",
                "20 ms"))
        .withFallback(ConfigFactory.load());
  }

  private static EventRow row(String stream, long seq, int bytes) {
    return new EventRow(stream, seq, KIND, "writer", 1, new byte[bytes]);
  }

  @Test
  void aSecondOneIsToldWhoHoldsTheFolderAndWhereToReachIt() throws Exception {
    try (var store = EmbeddedStore.open(config(), health)) {
      store.announce("http://127.0.0.1:8080");

      var locked =
          catchThrowableOfType(
              FolderLocked.class, () -> EmbeddedStore.open(config(), health).close());

      assertThat(locked.pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(locked.url()).isEqualTo("http://127.0.0.1:8080");
      assertThat(locked).hasMessageContaining("WINDLASS_URL=http://127.0.0.1:8080");
    }
    EmbeddedStore.open(config(), health).close();
  }

  @Test
  void secretAndJournalAreForTheirOwnerAlone() throws Exception {
    EmbeddedStore.open(config(), health).close();

    for (var file : List.of("secret", "journal.db")) {
      var permissions = Files.getPosixFilePermissions(folder.resolve(file));
      assertThat(PosixFilePermissions.toString(permissions)).as(file).isEqualTo("rw-------");
    }
  }

  @Test
  void aSecretThatWasCutIsNotTakenForAnother() throws Exception {
    EmbeddedStore.open(config(), health).close();
    var file = folder.resolve("secret");

    Files.write(file, new byte[7]);
    assertThatThrownBy(() -> EmbeddedStore.open(config(), health).close())
        .hasMessageContaining("7 bytes")
        .hasMessageContaining("backup");
    // and the folder is free again for whoever mended it
    Files.write(file, new byte[32]);
    EmbeddedStore.open(config(), health).close();
  }

  @Test
  void aFileOfANewerVersionIsNotTouched() throws Exception {
    EmbeddedStore.open(config(), health).close();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder + "/journal.db")) {
      connection.createStatement().execute("PRAGMA user_version = 99");
    }

    assertThatThrownBy(() -> EmbeddedStore.open(config(), health).close())
        .hasMessageContaining("newer version")
        .hasMessageContaining("99");
  }

  @Test
  void oneWriteThatCannotBeHarmsNoOtherOfItsTransaction() throws Exception {
    try (var store = EmbeddedStore.open(config(), health)) {
      var writer = store.writer();
      writer.submit(0, tables -> 0).join();
      // these wait together while the first is under way
      var before = writer.submit(9, tables -> append(tables, row("a", 1, 10), row("a", 2, 10)));
      var twice = writer.submit(9, tables -> append(tables, row("b", 1, 10), row("b", 1, 10)));
      var after = writer.submit(9, tables -> append(tables, row("c", 1, 10)));

      assertThat(before.join()).isEqualTo(2);
      assertThat(after.join()).isEqualTo(1);
      assertThatThrownBy(twice::join).hasMessageContaining("UNIQUE");
      assertThat(writer.submit(0, tables -> tables.highest("b")).join()).isZero();
      assertThat(writer.submit(0, tables -> tables.highest("a")).join()).isEqualTo(2);
    }
  }

  @Test
  void whenThereIsNoRoomTheWriteFailsByNameAndCallsAreHeldBackUntilThereIs() throws Exception {
    EmbeddedStore.open(config(), health).close();
    var settings = EmbeddedSettings.of(config());
    try (var writer =
        new Writer(
            () -> bounded(Database.writer(folder)),
            new Reserve(folder, settings.reserveBytes()),
            health,
            settings)) {
      writer.start();
      writer.submit(9, tables -> append(tables, row("a", 1, 100))).join();
      assertThat(folder.resolve("reserve")).hasSize(1 << 20);
      blockReserve();

      var refused = writer.submit(9, tables -> append(tables, row("a", 2, 1 << 20)));

      assertThatThrownBy(refused::join)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(StorageFull.class);
      assertThat(health.read().status()).isEqualTo(Status.FULL);
      // what fits is still written
      writer.submit(9, tables -> append(tables, row("a", 2, 100))).join();

      freeReserve();
      awaitRoom();
      assertThat(folder.resolve("reserve")).hasSize(1 << 20);

      // the reserve, given up, lets a write through that had no room
      pages = 1_000_000;
      writer.submit(9, tables -> append(tables, row("a", 3, 1 << 20))).join();
      awaitRoom();
    }
  }

  private volatile int pages = 20;

  /** A file that may not grow beyond so many pages. */
  private Connection bounded(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA max_page_count = " + pages);
    }
    return connection;
  }

  /** The writer looks every 20 ms whether the reserve can be set aside again. */
  private void awaitRoom() {
    await().until(() -> health.read().status() == Status.OK);
  }

  private static int append(Tables tables, EventRow... rows) throws SQLException {
    tables.append(List.of(rows));
    return rows.length;
  }

  /** A folder that is not empty stands where the reserve should be. */
  private void blockReserve() throws Exception {
    Files.delete(folder.resolve("reserve"));
    Files.createDirectories(folder.resolve("reserve/blocked"));
  }

  private void freeReserve() throws Exception {
    Files.delete(folder.resolve("reserve/blocked"));
    Files.delete(folder.resolve("reserve"));
  }
}
