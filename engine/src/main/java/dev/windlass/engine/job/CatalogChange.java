package dev.windlass.engine.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.Journaled;
import java.time.Instant;

/** What is true for ever of a tenant's chains once it is in the journal. */
public sealed interface CatalogChange extends Journaled {
  /**
   * @param digest {@code sha256:} over the canonical JSON
   * @param source canonical JSON
   */
  record ChainApplied(String name, int version, String digest, JsonNode source, Instant at)
      implements CatalogChange {}

  /** All versions; the next one of this name goes on counting. */
  record ChainDeleted(String name, Instant at) implements CatalogChange {}
}
