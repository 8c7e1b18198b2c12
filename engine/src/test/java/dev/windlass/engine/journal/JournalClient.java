package dev.windlass.engine.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.Journaled;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.testkit.javadsl.TestKit;
import scala.jdk.javaapi.CollectionConverters;

/** Speaks to a journal as Pekko's persistent actors do, without one. */
public final class JournalClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** An event for tests that want nothing but bytes. */
  public record Note(String text) implements Journaled {}

  /** What a replay brought. */
  public record Replay(List<PersistentRepr> events, long highest) {
    public List<Long> numbers() {
      return events.stream().map(PersistentRepr::sequenceNr).toList();
    }

    public List<String> texts() {
      return events.stream().map(e -> ((Note) e.payload()).text()).toList();
    }
  }

  private final String writer = UUID.randomUUID().toString();
  private final Journals journals;
  private final ActorSystem system;
  private final ActorRef journal;

  private JournalClient(Journals journals, Config config) {
    this.journals = journals;
    this.system = ActorSystem.create("journal", journals.overlay().withFallback(config));
    this.journal = Persistence.get(system).journalFor("", ConfigFactory.empty());
  }

  /** Opens the journal that this configuration names, and an actor system on it. */
  public static JournalClient open(Config config) throws IOException {
    var whole =
        config
            .withFallback(
                ConfigFactory.parseString(
                    "windlass.journal.events.\"test.note.1\" = \"" + Note.class.getName() + "\""))
            .withFallback(ConfigFactory.load());
    return new JournalClient(Journals.open(whole), whole);
  }

  public ActorSystem system() {
    return system;
  }

  public Journals journals() {
    return journals;
  }

  /** Writes each event by itself, all in one request, and waits until they are durable. */
  public void write(String stream, long from, List<? extends Journaled> events) {
    var probe = new TestKit(system);
    tell(stream, from, events, probe.getRef());
    awaitWritten(probe, events.size());
  }

  public void write(String stream, long from, String... texts) {
    write(stream, from, notes(texts));
  }

  public static List<Note> notes(String... texts) {
    return java.util.Arrays.stream(texts).map(Note::new).toList();
  }

  /** Hands events over without waiting. */
  void tell(String stream, long from, List<? extends Journaled> events, ActorRef replyTo) {
    var writes = new ArrayList<PersistentEnvelope>();
    for (int i = 0; i < events.size(); i++) {
      writes.add(atomic(List.of(event(stream, from + i, events.get(i)))));
    }
    send(writes, replyTo);
  }

  /** One unit of several events with these numbers. */
  void tellTogether(String stream, LongStream numbers, ActorRef replyTo) {
    send(
        List.of(
            atomic(numbers.mapToObj(n -> event(stream, n, new Note("together " + n))).toList())),
        replyTo);
  }

  private void send(List<PersistentEnvelope> writes, ActorRef replyTo) {
    journal.tell(new JournalProtocol.WriteMessages(seq(writes), replyTo, 1), ActorRef.noSender());
  }

  private static AtomicWrite atomic(List<PersistentRepr> events) {
    return new AtomicWrite(seq(events));
  }

  private static <T> scala.collection.immutable.Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }

  private PersistentRepr event(String stream, long number, Journaled event) {
    return PersistentRepr.apply(event, number, stream, "", false, ActorRef.noSender(), writer);
  }

  /** Every one of that many writes is told as durable. */
  static void awaitWritten(TestKit probe, int events) {
    for (int left = events; left > 0; ) {
      switch (probe.receiveOne(PATIENCE)) {
        case JournalProtocol.WriteMessageSuccess written -> left--;
        case JournalProtocol.WriteMessageFailure failed ->
            throw new AssertionError("not written", failed.cause());
        case JournalProtocol.WriteMessageRejected refused ->
            throw new AssertionError("rejected", refused.cause());
        case null -> throw new AssertionError("no answer to " + left + " writes");
        default -> {}
      }
    }
  }

  Replay replay(String stream, long from, long to, long max) {
    var probe = new TestKit(system);
    tellReplay(stream, from, to, max, probe.getRef());
    return awaitReplay(probe);
  }

  void tellReplay(String stream, long from, long to, long max, ActorRef replyTo) {
    journal.tell(
        new JournalProtocol.ReplayMessages(from, to, max, stream, replyTo), ActorRef.noSender());
  }

  static Replay awaitReplay(TestKit probe) {
    var events = new ArrayList<PersistentRepr>();
    while (true) {
      switch (probe.receiveOne(PATIENCE)) {
        case JournalProtocol.ReplayedMessage one -> events.add(one.persistent());
        case JournalProtocol.RecoverySuccess done -> {
          return new Replay(events, done.highestSequenceNr());
        }
        case JournalProtocol.ReplayMessagesFailure failed ->
            throw new AssertionError("no replay", failed.cause());
        case null -> throw new AssertionError("no answer to a replay");
        default -> {}
      }
    }
  }

  Replay all(String stream) {
    return replay(stream, 1, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  void deleteTo(String stream, long number) {
    var probe = new TestKit(system);
    journal.tell(
        new JournalProtocol.DeleteMessagesTo(stream, number, probe.getRef()), ActorRef.noSender());
    if (!(probe.receiveOne(PATIENCE)
        instanceof org.apache.pekko.persistence.DeleteMessagesSuccess)) {
      throw new AssertionError("not deleted");
    }
  }

  @Override
  public void close() throws IOException {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    journals.close();
  }
}
