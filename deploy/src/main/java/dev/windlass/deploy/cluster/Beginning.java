package dev.windlass.deploy.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.ExtensionIdProvider;

/**
 * Whether this node may begin a cluster. Bootstrap makes its decider by the name of its class, so
 * this is how the decider comes by what it needs. Thread-safe.
 */
final class Beginning implements Extension {
  private static final Id ID = new Id();

  private volatile Supplier<CompletionStage<Boolean>> decidedBy =
      () -> CompletableFuture.completedFuture(false);

  static final class Id extends AbstractExtensionId<Beginning> implements ExtensionIdProvider {
    @Override
    public Beginning createExtension(ExtendedActorSystem system) {
      return new Beginning();
    }

    @Override
    public Id lookup() {
      return ID;
    }
  }

  static Beginning get(ClassicActorSystemProvider system) {
    return ID.get(system);
  }

  void decidedBy(Supplier<CompletionStage<Boolean>> decider) {
    decidedBy = decider;
  }

  CompletionStage<Boolean> mayBegin() {
    return decidedBy.get();
  }
}
