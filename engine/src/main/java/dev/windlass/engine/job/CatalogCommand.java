package dev.windlass.engine.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.Chains;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.Travels;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a tenant's catalog of chains can be told. */
public sealed interface CatalogCommand extends Travels {
  /**
   * @param ifMatch digest of the version it replaces, or null
   * @param ifAbsent refuse where a chain of this name exists
   */
  record Apply(
      String name,
      String digest,
      JsonNode source,
      @Nullable String ifMatch,
      boolean ifAbsent,
      ActorRef<Reply<Chains.Put>> replyTo)
      implements CatalogCommand {}

  /**
   * @param reference {@code name} or {@code name@3}
   */
  record Find(String reference, ActorRef<Reply<Chains.Version>> replyTo)
      implements CatalogCommand {}

  /** The latest version of each, by name. */
  record Latest(ActorRef<Reply<List<Chains.Version>>> replyTo) implements CatalogCommand {}

  record Delete(String name, ActorRef<Reply<Boolean>> replyTo) implements CatalogCommand {}
}
