package dev.windlass.workers.collections;

import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.Reply;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** Whoever owns collections, as an index sees them. */
interface Owner {
  CompletionStage<Reply<Collecting.View>> describe(String entity);

  CompletionStage<Reply<Collecting.Changes>> read(String entity, long after);

  /** The owners of this cluster. */
  static Owner of(ActorSystem<?> system, Duration patience) {
    return new Owner() {
      @Override
      public CompletionStage<Reply<Collecting.View>> describe(String entity) {
        return ask(entity, Collecting.Describe::new);
      }

      @Override
      public CompletionStage<Reply<Collecting.Changes>> read(String entity, long after) {
        return ask(entity, to -> new Collecting.Read(after, to));
      }

      private <T> CompletionStage<Reply<T>> ask(
          String entity, Function<ActorRef<Reply<T>>, Collecting.OwnerCommand> question) {
        var owner = ClusterSharding.get(system).entityRefFor(Collecting.KEY, entity);
        return AskPattern.<Collecting.OwnerCommand, Reply<T>>ask(
            owner, question::apply, patience, system.scheduler());
      }
    };
  }
}
