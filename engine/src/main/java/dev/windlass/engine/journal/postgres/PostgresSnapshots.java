package dev.windlass.engine.journal.postgres;

import com.typesafe.config.Config;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.jdbc.snapshot.JdbcSnapshotStore;
import scala.Option;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;

/** The plugin's snapshots, as Pekko loads them: they fail at once while the database is away. */
public final class PostgresSnapshots extends JdbcSnapshotStore {
  private final PostgresStore store = PostgresStore.of(context().system());

  public PostgresSnapshots(Config config) {
    super(config);
  }

  @Override
  public Future<Option<SelectedSnapshot>> loadAsync(
      String stream, SnapshotSelectionCriteria which) {
    return store.probe().reading(() -> super.loadAsync(stream, which), ec());
  }

  @Override
  public Future<BoxedUnit> saveAsync(SnapshotMetadata of, Object snapshot) {
    return store.probe().reading(() -> super.saveAsync(of, snapshot), ec());
  }
}
