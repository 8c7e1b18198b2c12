package dev.windlass.engine.collection;

import dev.windlass.engine.protocol.Collecting.Entry;
import dev.windlass.engine.protocol.Collecting.Settings;
import dev.windlass.engine.protocol.Journaled;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A collection as it stood, without its texts.
 *
 * @param settings null where there is none
 */
record CollectionSnapshot(
    @Nullable Settings settings,
    long version,
    List<Kept> documents,
    @Nullable Instant createdAt,
    @Nullable Instant changedAt)
    implements Journaled {
  /**
   * @param embedded numbers of the chunks that have their vector
   */
  record Kept(Entry entry, String digest, List<Integer> embedded) {}
}
