package dev.windlass.engine.collection;

import dev.windlass.engine.collection.CollectionEvent.Began;
import dev.windlass.engine.collection.CollectionEvent.DocumentRemoved;
import dev.windlass.engine.collection.CollectionEvent.DocumentsCame;
import dev.windlass.engine.collection.CollectionEvent.Ended;
import dev.windlass.engine.collection.CollectionEvent.VectorsCame;
import dev.windlass.engine.protocol.Collecting.Change;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * A collection's journal, as changes. The number of an event in the journal is the collection's
 * version after it.
 */
final class Reading {
  /** What an event weighs beside its texts. */
  private static final long FRAME = 100;

  private final ActorSystem<?> system;
  private final CurrentEventsByPersistenceIdQuery journal;
  private final int readChars;

  /**
   * @param readJournal name of the read journal's section in the settings
   * @param readChars of texts that are read at once, about
   */
  Reading(ActorSystem<?> system, String readJournal, int readChars) {
    this.system = system;
    this.journal =
        PersistenceQuery.get(system)
            .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, readJournal);
    this.readChars = readChars;
  }

  /** Some changes after a version, none where there is none. */
  CompletionStage<List<Change>> after(long version, String persistenceId) {
    return journal
        .currentEventsByPersistenceId(persistenceId, version + 1, Long.MAX_VALUE)
        .map(Reading::change)
        .groupedWeighted(readChars, Reading::weight)
        .take(1)
        .runWith(Sink.headOption(), system)
        .thenApply(found -> found.orElse(List.of()));
  }

  private static Change change(EventEnvelope envelope) {
    long version = envelope.sequenceNr();
    return switch ((CollectionEvent) envelope.event()) {
      case Began began -> new Change(version, true, List.of(), List.of(), List.of());
      case DocumentsCame came -> new Change(version, false, List.of(), came.parts(), List.of());
      case VectorsCame(var vectors) -> new Change(version, false, List.of(), List.of(), vectors);
      case DocumentRemoved removed ->
          new Change(version, false, List.of(removed.document()), List.of(), List.of());
      case Ended ended -> new Change(version, true, List.of(), List.of(), List.of());
    };
  }

  private static Long weight(Change change) {
    long weight = FRAME;
    for (var part : change.parts()) {
      weight += FRAME;
      for (var chunk : part.chunks()) {
        weight += chunk.length();
      }
    }
    for (var vector : change.vectors()) {
      weight += vector.numbers().length();
    }
    return weight;
  }
}
