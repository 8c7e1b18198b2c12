package dev.windlass.engine.journal.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * The journal as Pekko loads it. Events are serialized here, on the plugin's thread; one that
 * cannot be is rejected alone. All that one actor hands over at once is one request of the writer.
 */
public final class EmbeddedJournal extends AsyncWriteJournal {
  private final EmbeddedStore store = EmbeddedStore.of(context().system());
  private final Codec codec = new Codec(context().system());

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
    var rows = new ArrayList<EventRow>();
    var verdicts = new ArrayList<Optional<Exception>>();
    long now = System.currentTimeMillis();
    for (var write : writes) {
      try {
        rows.addAll(serialize(write, now));
        verdicts.add(Optional.empty());
      } catch (Exception e) { // a serializer may throw anything; it condemns this write alone
        verdicts.add(Optional.of(e));
      }
    }
    long bytes = rows.stream().mapToLong(EventRow::weight).sum();
    CompletionStage<Iterable<Optional<Exception>>> written =
        store
            .writer()
            .submit(
                bytes,
                tables -> {
                  tables.append(rows);
                  return verdicts;
                });
    return FutureConverters.asScala(written);
  }

  private List<EventRow> serialize(AtomicWrite write, long now) {
    var rows = new ArrayList<EventRow>();
    for (var event : CollectionConverters.asJava(write.payload())) {
      rows.add(codec.row(event, now));
    }
    return rows;
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    return FutureConverters.asScala(
        store
            .writer()
            .submit(0, tables -> tables.deleteTo(persistenceId, toSequenceNr))
            .thenRun(() -> {}));
  }

  /** Queues behind the writes that wait: an actor that restarts must see what it wrote before. */
  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    return FutureConverters.asScala(
        store.writer().submit(0, tables -> tables.highest(persistenceId)));
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      long max,
      Consumer<PersistentRepr> replay) {
    return FutureConverters.asScala(
        store
            .readers()
            .read(pages -> replay(pages, persistenceId, fromSequenceNr, toSequenceNr, max, replay))
            .thenRun(() -> {}));
  }

  private long replay(
      Pages pages, String stream, long from, long to, long max, Consumer<PersistentRepr> replay)
      throws Exception {
    var settings = store.settings();
    long next = Math.max(1, from);
    long left = max;
    while (next > 0 && left > 0) {
      int rows = (int) Math.min(left, settings.pageRows());
      var page = pages.events(stream, next, to, rows, settings.pageBytes());
      for (var row : page.rows()) {
        replay.accept(codec.event(row));
      }
      left -= page.rows().size();
      next = page.next();
    }
    return max - left;
  }
}
