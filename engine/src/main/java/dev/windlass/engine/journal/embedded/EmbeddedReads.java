package dev.windlass.engine.journal.embedded;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.ReadJournalProvider;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import org.apache.pekko.persistence.query.javadsl.ReadJournal;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The read journal as Pekko loads it: events of a stream up to now, and the streams there are. Read
 * a page at a time, as the stream's reader asks for them; a page is deserialized on the thread that
 * read it.
 */
public final class EmbeddedReads implements ReadJournalProvider {
  private static final int NAMES_A_PAGE = 1_000;

  private final Java java;

  public EmbeddedReads(ExtendedActorSystem system) {
    java = new Java(EmbeddedStore.of(system), new Codec(system));
  }

  @Override
  public ReadJournal javadslReadJournal() {
    return java;
  }

  @Override
  public org.apache.pekko.persistence.query.scaladsl.ReadJournal scaladslReadJournal() {
    return new Scala(java);
  }

  /** For Java. */
  private record Java(EmbeddedStore store, Codec codec)
      implements CurrentEventsByPersistenceIdQuery, CurrentPersistenceIdsQuery {
    @Override
    public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
        String persistenceId, long fromSequenceNr, long toSequenceNr) {
      return Source.unfoldAsync(
              Math.max(1, fromSequenceNr), from -> page(persistenceId, from, toSequenceNr))
          .mapConcat(page -> page);
    }

    private CompletableFuture<Optional<Pair<Long, List<EventEnvelope>>>> page(
        String stream, long from, long to) {
      if (from == 0) {
        return CompletableFuture.completedFuture(Optional.empty());
      }
      return store
          .readers()
          .read(pages -> {
            var settings = store.settings();
            var page = pages.events(stream, from, to, settings.pageRows(), settings.pageBytes());
            return Optional.of(
                Pair.create(page.next(), page.rows().stream().map(this::envelope).toList()));
          });
    }

    private EventEnvelope envelope(EventRow row) {
      return new EventEnvelope(
          Offset.sequence(row.seq()),
          row.stream(),
          row.seq(),
          codec.unpack(row.kind(), row.payload()),
          row.at());
    }

    @Override
    public Source<String, NotUsed> currentPersistenceIds() {
      return Source.unfoldAsync(Optional.of(""), this::names).mapConcat(names -> names);
    }

    private CompletableFuture<Optional<Pair<Optional<String>, List<String>>>> names(
        Optional<String> after) {
      if (after.isEmpty()) {
        return CompletableFuture.completedFuture(Optional.empty());
      }
      return store
          .readers()
          .read(pages -> {
            var names = pages.streams(after.get(), NAMES_A_PAGE);
            return Optional.of(
                Pair.create(
                    names.size() < NAMES_A_PAGE ? Optional.empty() : Optional.of(names.getLast()),
                    names));
          });
    }
  }

  /** The same for Scala, which Pekko asks for too. */
  private record Scala(Java java)
      implements org.apache.pekko.persistence.query.scaladsl.CurrentEventsByPersistenceIdQuery,
          org.apache.pekko.persistence.query.scaladsl.CurrentPersistenceIdsQuery {
    @Override
    public org.apache.pekko.stream.scaladsl.Source<EventEnvelope, NotUsed>
        currentEventsByPersistenceId(String persistenceId, long from, long to) {
      return java.currentEventsByPersistenceId(persistenceId, from, to).asScala();
    }

    @Override
    public org.apache.pekko.stream.scaladsl.Source<String, NotUsed> currentPersistenceIds() {
      return java.currentPersistenceIds().asScala();
    }
  }
}
