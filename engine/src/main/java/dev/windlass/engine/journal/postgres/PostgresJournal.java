package dev.windlass.engine.journal.postgres;

import com.typesafe.config.Config;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.jdbc.journal.JdbcAsyncWriteJournal;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** The plugin's journal, as Pekko loads it, with an eye on how long writes take. */
public final class PostgresJournal extends JdbcAsyncWriteJournal {
  private final PostgresStore store = PostgresStore.of(context().system());

  public PostgresJournal(Config config) {
    super(config);
  }

  @Override
  public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> writes) {
    var write = store.health().begin();
    var written = super.asyncWriteMessages(writes);
    written.onComplete(
        result -> {
          write.end();
          if (result.isFailure()) {
            store.probe().writeFailed(result.failed().get());
          }
          return BoxedUnit.UNIT;
        },
        context().dispatcher());
    return written;
  }
}
