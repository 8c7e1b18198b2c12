package dev.windlass.engine.journal.embedded;

import java.util.Optional;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** The snapshot store as Pekko loads it: a table beside the events. */
public final class EmbeddedSnapshots extends SnapshotStore {
  private final EmbeddedStore store = EmbeddedStore.of(context().system());
  private final Codec codec = new Codec(context().system());

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return FutureConverters.asScala(
        store
            .readers()
            .read(pages ->
                pages
                    .snapshot(persistenceId, criteria)
                    .map(found ->
                        SelectedSnapshot.create(
                            new SnapshotMetadata(persistenceId, found.seq(), found.at()),
                            codec.unpack(found.kind(), found.payload())))));
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    var packed = codec.pack(snapshot, "");
    return FutureConverters.asScala(
        store
            .writer()
            .submit(
                packed.payload().length,
                tables -> tables.save(metadata, packed.kind(), packed.payload()))
            .thenRun(() -> {}));
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    // a timestamp of 0 is "not known"
    long at = metadata.timestamp();
    return doDeleteAsync(
        metadata.persistenceId(),
        new SnapshotSelectionCriteria(
            metadata.sequenceNr(), at == 0 ? Long.MAX_VALUE : at, metadata.sequenceNr(), at));
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return FutureConverters.asScala(
        store
            .writer()
            .submit(0, tables -> tables.deleteSnapshots(persistenceId, criteria))
            .thenRun(() -> {}));
  }
}
