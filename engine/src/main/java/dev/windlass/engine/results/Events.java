package dev.windlass.engine.results;

import dev.windlass.engine.job.JobChange;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.PartitionEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.jspecify.annotations.Nullable;

/**
 * The journal as something to walk along. Every call waits, so this is for virtual threads alone;
 * the journal reads ahead by no more than a page.
 */
final class Events {
  private final ClassicActorSystemProvider system;
  private final CurrentEventsByPersistenceIdQuery journal;
  private final Duration timeout;

  Events(ClassicActorSystemProvider system, String readJournal, Duration timeout) {
    this.system = system;
    this.journal =
        PersistenceQuery.get(system)
            .getReadJournalFor(CurrentEventsByPersistenceIdQuery.class, readJournal);
    this.timeout = timeout;
  }

  Walk<JobChange> ofJob(String job, long from) {
    return new Walk<>(PersistenceIds.job(job), from, Long.MAX_VALUE, JobChange.class);
  }

  /**
   * @param entity id of the partition
   */
  Walk<PartitionEvent> ofPartition(String entity, long from, long to) {
    return new Walk<>(PersistenceIds.partition(entity), from, to, PartitionEvent.class);
  }

  /** The events of one stream up to now, one after the other. */
  final class Walk<E> implements AutoCloseable {
    private final String stream;
    private final Class<E> type;
    private final SinkQueueWithCancel<EventEnvelope> queue;
    private long number;
    private boolean ended;

    private Walk(String stream, long from, long to, Class<E> type) {
      this.stream = stream;
      this.type = type;
      this.queue =
          journal
              .currentEventsByPersistenceId(stream, from, to)
              .runWith(
                  Sink.<EventEnvelope>queue(1).addAttributes(Attributes.inputBuffer(1, 1)), system);
    }

    /** The next event, or null at the end. */
    @Nullable E next() {
      if (ended) {
        return null;
      }
      var found = await(queue.pull());
      if (found.isEmpty()) {
        ended = true;
        return null;
      }
      number = found.get().sequenceNr();
      return type.cast(found.get().event());
    }

    /** The number of the event that {@link #next} gave last. */
    long number() {
      return number;
    }

    @Override
    public void close() {
      if (!ended) {
        ended = true;
        queue.cancel();
      }
    }

    private <T> Optional<T> await(CompletionStage<Optional<T>> stage) {
      try {
        return stage.toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("reading " + stream + " was interrupted", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("the journal cannot read " + stream, e.getCause());
      } catch (TimeoutException e) {
        throw new IllegalStateException(
            "the journal gave nothing of " + stream + " for " + timeout, e);
      }
    }
  }
}
