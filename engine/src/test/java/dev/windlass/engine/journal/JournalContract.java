package dev.windlass.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import dev.windlass.engine.journal.JournalClient.Note;
import dev.windlass.engine.journal.JournalClient.Replay;
import dev.windlass.engine.journal.health.JournalHealth;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the engine takes for granted of a journal, whichever it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JournalContract {
  private JournalClient client;
  private Config config;

  /** A journal of its own, empty. */
  abstract Config emptyJournal() throws Exception;

  @BeforeAll
  void open() throws Exception {
    config = emptyJournal();
    client = JournalClient.open(config);
  }

  @AfterAll
  void close() throws Exception {
    if (client != null) {
      client.close();
    }
  }

  @Test
  void whatWasAcknowledgedIsReadBackInItsOrder() {
    client.write("order", 1, "a", "b", "c");
    client.write("order", 4, "d");

    var replay = client.all("order");

    assertThat(replay.texts()).containsExactly("a", "b", "c", "d");
    assertThat(replay.numbers()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(replay.highest()).isEqualTo(4);
  }

  @Test
  void aStreamThatWasNeverWrittenIsEmpty() {
    assertThat(client.all("never")).isEqualTo(new Replay(List.of(), 0));
  }

  @Test
  void eventsOfOneUnitAreKeptAllOrNone() {
    client.write("unit", 1, "first");
    var probe = new TestKit(client.system());

    // the second of them would take the place of one that is there
    client.tellTogether("unit", LongStream.of(2, 1), probe.getRef());
    assertThat(probe.receiveOne(Duration.ofSeconds(10)))
        .isInstanceOf(JournalProtocol.WriteMessagesFailed.class);
    client.tellTogether("unit", LongStream.of(2, 3), new TestKit(client.system()).getRef());

    assertThat(client.all("unit").texts()).containsExactly("first", "together 2", "together 3");
  }

  @Test
  void aReplayKeepsToItsRangeAndItsNumberOfEvents() {
    client.write("range", 1, "1", "2", "3", "4", "5", "6");

    assertThat(client.replay("range", 2, 5, 100).numbers()).containsExactly(2L, 3L, 4L, 5L);
    assertThat(client.replay("range", 2, 5, 2).numbers()).containsExactly(2L, 3L);
    assertThat(client.replay("range", 5, Long.MAX_VALUE, 100).numbers()).containsExactly(5L, 6L);
    assertThat(client.replay("range", 4, 4, 100).numbers()).containsExactly(4L);
    assertThat(client.replay("range", 5, 2, 100).numbers()).isEmpty();
    assertThat(client.replay("range", 1, 6, 0).highest()).isEqualTo(6);
  }

  @Test
  void deletedEventsAreGoneAndTheHighestNumberStays() {
    client.write("deleted", 1, "1", "2", "3");

    client.deleteTo("deleted", 2);
    assertThat(client.all("deleted").numbers()).containsExactly(3L);

    client.deleteTo("deleted", Long.MAX_VALUE);
    assertThat(client.all("deleted")).isEqualTo(new Replay(List.of(), 3));

    client.write("deleted", 4, "4");
    assertThat(client.all("deleted").texts()).containsExactly("4");
  }

  @Test
  void theHighestNumberCountsWritesThatAreStillUnderWay() {
    var writes = new TestKit(client.system());
    var reading = new TestKit(client.system());
    for (int round = 0; round < 20; round++) {
      long last = round * 10L + 10;

      client.tell("pending", last - 9, many(10, "x"), writes.getRef());
      client.tellReplay("pending", 1, 0, 0, reading.getRef());

      assertThat(JournalClient.awaitReplay(reading).highest()).isEqualTo(last);
    }
    JournalClient.awaitWritten(writes, 200);
  }

  @Test
  void anEventOfTenMegabytesComesBack() {
    var random = new java.util.Random(1);
    var long1 = new StringBuilder();
    while (long1.length() < 10 << 20) {
      long1.append(Long.toString(random.nextLong(), 36));
    }
    var big = new Note(long1.toString());

    client.write("big", 1, List.of(new Note("before"), big, new Note("after")));

    assertThat(client.all("big").events().stream().map(e -> e.payload()).toList())
        .containsExactly(new Note("before"), big, new Note("after"));
    assertThat(read("big", 1, 3)).hasSize(3);
  }

  @Test
  void aThousandStreamsAreWrittenAtOnceAndEachIsWhole() {
    var writes = new TestKit(client.system());
    int streams = 1_000;
    for (int part = 0; part < 3; part++) {
      for (int i = 0; i < streams; i++) {
        client.tell("many-" + i, part * 2L + 1, many(2, i + "/" + part), writes.getRef());
      }
      JournalClient.awaitWritten(writes, streams * 2);
    }

    for (int i = 0; i < streams; i += 97) {
      assertThat(client.all("many-" + i).texts())
          .containsExactly(i + "/0", i + "/0", i + "/1", i + "/1", i + "/2", i + "/2");
    }
    assertThat(streams()).contains("many-0", "many-999");
  }

  @Test
  void aReaderSeesAWholeBeginningWhileOthersWrite() {
    client.write("moving", 1, many(1_000, "early"));
    var writes = new TestKit(client.system());
    client.tell("moving", 1_001, many(1_000, "late"), writes.getRef());

    var seen = numbers(read("moving", 1, Long.MAX_VALUE));

    assertThat(seen).hasSizeGreaterThanOrEqualTo(1_000);
    assertThat(seen).isEqualTo(LongStream.rangeClosed(1, seen.size()).boxed().toList());
    JournalClient.awaitWritten(writes, 1_000);
    assertThat(numbers(read("moving", 1_500, 1_600)))
        .isEqualTo(LongStream.rangeClosed(1_500, 1_600).boxed().toList());
  }

  @Test
  void theLatestSnapshotIsKept() {
    var store =
        Persistence.get(client.system())
            .snapshotStoreFor("", com.typesafe.config.ConfigFactory.empty());
    var probe = new TestKit(client.system());
    for (long n = 1; n <= 2; n++) {
      store.tell(
          new SnapshotProtocol.SaveSnapshot(
              new SnapshotMetadata("shot", n, 1_000 + n), new Note("at " + n)),
          probe.getRef());
      probe.receiveOne(Duration.ofSeconds(10));
    }

    store.tell(
        new SnapshotProtocol.LoadSnapshot(
            "shot", SnapshotSelectionCriteria.latest(), Long.MAX_VALUE),
        probe.getRef());

    var loaded = (SnapshotProtocol.LoadSnapshotResult) probe.receiveOne(Duration.ofSeconds(10));
    assertThat(loaded.snapshot().get().snapshot()).isEqualTo(new Note("at 2"));
  }

  @Test
  void theSecretIsTheSameAtEveryStart() throws Exception {
    var secret = client.journals().secret();
    assertThat(secret).hasSize(32);

    close();
    client = JournalClient.open(config);

    assertThat(client.journals().secret()).isEqualTo(secret);
  }

  @Test
  void aJournalThatAnswersLetsCallsStart() {
    client.write("healthy", 1, "a");

    assertThat(client.journals().health().read().status()).isEqualTo(JournalHealth.Status.OK);
  }

  @Test
  void aKilledProcessLosesNothingThatItAcknowledged() throws Exception {
    close();
    var acknowledged = new HashMap<String, Long>();
    int acks = KilledWriter.runAndKill(config, 3_000, acknowledged);
    client = JournalClient.open(config);

    assertThat(acks).isGreaterThanOrEqualTo(3_000);
    for (var each : acknowledged.entrySet()) {
      var replay = client.all(each.getKey());
      assertThat(replay.highest()).isGreaterThanOrEqualTo(each.getValue());
      assertThat(replay.numbers())
          .isEqualTo(LongStream.rangeClosed(1, replay.highest()).boxed().toList());
    }
  }

  static List<Note> many(int number, String text) {
    return IntStream.range(0, number).mapToObj(i -> new Note(text)).toList();
  }

  private static List<Long> numbers(List<EventEnvelope> events) {
    return events.stream().map(EventEnvelope::sequenceNr).toList();
  }

  private List<EventEnvelope> read(String stream, long from, long to) {
    return PersistenceQuery.get(client.system())
        .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, client.journals().readJournal())
        .currentEventsByPersistenceId(stream, from, to)
        .runWith(Sink.seq(), client.system())
        .toCompletableFuture()
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
  }

  private List<String> streams() {
    return PersistenceQuery.get(client.system())
        .getReadJournalFor(CurrentPersistenceIdsQuery.class, client.journals().readJournal())
        .currentPersistenceIds()
        .runWith(Sink.seq(), client.system())
        .toCompletableFuture()
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
  }
}
