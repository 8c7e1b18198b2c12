package dev.windlass.engine.job;

import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.protocol.Reply;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** Whom jobs and front doors talk to, wherever they are. Thread-safe. */
public interface Neighbours {
  void partition(String entity, PartitionCommand command);

  /** Fails with a {@link java.util.concurrent.TimeoutException} when no answer came in time. */
  <T> CompletionStage<Reply<T>> askPartition(
      String entity, Function<ActorRef<Reply<T>>, PartitionCommand> command, Duration timeout);

  void job(String id, JobCommand command);

  void directory(String tenant, DirectoryCommand command);
}
