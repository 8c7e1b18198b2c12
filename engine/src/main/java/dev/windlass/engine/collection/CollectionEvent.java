package dev.windlass.engine.collection;

import dev.windlass.engine.protocol.Collecting.Part;
import dev.windlass.engine.protocol.Collecting.Settings;
import dev.windlass.engine.protocol.Collecting.Vector;
import dev.windlass.engine.protocol.Journaled;
import java.time.Instant;
import java.util.List;

/** What is true for ever of a collection once it is in the journal. */
public sealed interface CollectionEvent extends Journaled {
  /** It began, with these settings, empty. */
  record Began(Settings settings, Instant at) implements CollectionEvent {}

  /**
   * Documents, or parts of one, came. What belongs together was written together.
   *
   * @param chars of each part's document as it came, by part; 0 but at a document's first part
   * @param digests of each part's document, by part; empty but at a document's first part
   */
  record DocumentsCame(List<Part> parts, List<Integer> chars, List<String> digests, Instant at)
      implements CollectionEvent {}

  /** Chunks were embedded. */
  record VectorsCame(List<Vector> vectors) implements CollectionEvent {}

  record DocumentRemoved(String document, Instant at) implements CollectionEvent {}

  /** It is gone, with all its documents; one of this name may begin anew. */
  record Ended(Instant at) implements CollectionEvent {}
}
