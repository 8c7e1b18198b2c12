package dev.windlass.engine.journal.postgres;

import com.typesafe.config.Config;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.journal.JdbcAsyncWriteJournal;
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * The plugin's journal, as Pekko loads it, with an eye on how long writes take and whether the
 * database answers at all: while it does not, everything fails at once and is tried again later.
 */
public final class PostgresJournal extends JdbcAsyncWriteJournal {
  private final PostgresStore store = PostgresStore.of(context().system());

  public PostgresJournal(Config config) {
    super(config);
  }

  @Override
  public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> writes) {
    var away = store.probe().away();
    if (away != null) {
      return PostgresProbe.failed(away);
    }
    var write = store.health().begin();
    var written = super.asyncWriteMessages(writes);
    written.onComplete(
        result -> {
          if (result.isFailure()) {
            store.probe().writeFailed(result.failed().get()); // before it may look well again
          }
          write.end();
          return BoxedUnit.UNIT;
        },
        context().dispatcher());
    return written;
  }

  @Override
  public Future<Object> asyncReadHighestSequenceNr(String stream, long from) {
    return store
        .probe()
        .reading(() -> super.asyncReadHighestSequenceNr(stream, from), context().dispatcher());
  }

  @Override
  public Future<BoxedUnit> asyncReplayMessages(
      String stream, long from, long to, long max, Function1<PersistentRepr, BoxedUnit> replay) {
    return store
        .probe()
        .reading(
            () -> super.asyncReplayMessages(stream, from, to, max, replay), context().dispatcher());
  }
}
