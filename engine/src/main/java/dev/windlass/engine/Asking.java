package dev.windlass.engine;

import dev.windlass.engine.collection.CollectionNames;
import dev.windlass.engine.job.CatalogCommand;
import dev.windlass.engine.job.ChainCatalog;
import dev.windlass.engine.job.DirectoryCommand;
import dev.windlass.engine.job.JobCommand;
import dev.windlass.engine.job.JobCoordinator;
import dev.windlass.engine.job.JobDirectory;
import dev.windlass.engine.job.Neighbours;
import dev.windlass.engine.journal.health.JournalHealth;
import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.partition.PartitionCoordinator;
import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.jspecify.annotations.Nullable;

/**
 * How front doors and jobs reach entities. A question that is not answered in time becomes a
 * refusal that says when to come back; callbacks run on the actor system's own threads.
 * Thread-safe.
 */
final class Asking implements Neighbours {
  private static final int COME_BACK_SECONDS = 2;

  private final ActorSystem<?> system;
  private final ClusterSharding sharding;
  private final Executor executor;
  private final JournalHealth health;
  private final Duration patience;
  private volatile boolean closing;

  /**
   * @param patience how long a question may take where nothing else is said
   */
  Asking(ActorSystem<?> system, JournalHealth health, Duration patience) {
    this.system = system;
    this.sharding = ClusterSharding.get(system);
    this.executor = system.executionContext();
    this.health = health;
    this.patience = patience;
  }

  Executor executor() {
    return executor;
  }

  ActorSystem<?> system() {
    return system;
  }

  void close() {
    closing = true;
  }

  /** Why no new work is taken, or null. */
  @Nullable Refusal busy() {
    if (closing) {
      return Refusal.of(
              Refusal.Kind.SHUTTING_DOWN, "this engine is stopping; send it again in a moment")
          .with("retry_after", COME_BACK_SECONDS);
    }
    return switch (health.read().status()) {
      case OK -> null;
      case FULL -> full();
      case STALLED -> stalled();
    };
  }

  private static Refusal full() {
    return Refusal.of(
        Refusal.Kind.STORAGE_FULL,
        "the disk of the journal is full: free some room, then send it again; what was accepted is"
            + " kept and can be read");
  }

  private static Refusal stalled() {
    return Refusal.of(
            Refusal.Kind.JOURNAL_UNAVAILABLE,
            "the journal does not answer in time; send it again in a moment")
        .with("retry_after", COME_BACK_SECONDS);
  }

  <T> CompletionStage<Reply<T>> job(String id, Function<ActorRef<Reply<T>>, JobCommand> command) {
    return job(id, command, patience);
  }

  <T> CompletionStage<Reply<T>> job(
      String id, Function<ActorRef<Reply<T>>, JobCommand> command, Duration within) {
    return guarded(ask(sharding.entityRefFor(JobCoordinator.KEY, id), command, within));
  }

  <T> CompletionStage<Reply<T>> chains(
      String tenant, Function<ActorRef<Reply<T>>, CatalogCommand> command) {
    return guarded(ask(sharding.entityRefFor(ChainCatalog.KEY, tenant), command, patience));
  }

  <T> CompletionStage<Reply<T>> collection(
      String tenant, String name, Function<ActorRef<Reply<T>>, Collecting.OwnerCommand> command) {
    var owner = sharding.entityRefFor(Collecting.KEY, Collecting.entity(tenant, name));
    return guarded(ask(owner, command, patience));
  }

  /** Has all collections of the tenant go on with what they have left to do. */
  void wakeCollections(String tenant) {
    sharding.entityRefFor(CollectionNames.KEY, tenant).tell(new CollectionNames.WakeAll());
  }

  <T> CompletionStage<Reply<T>> collections(
      String tenant, Function<ActorRef<Reply<T>>, CollectionNames.Command> command) {
    return guarded(ask(sharding.entityRefFor(CollectionNames.KEY, tenant), command, patience));
  }

  <T> CompletionStage<Reply<T>> directory(
      String tenant, Function<ActorRef<Reply<T>>, DirectoryCommand> command) {
    return guarded(ask(sharding.entityRefFor(JobDirectory.KEY, tenant), command, patience));
  }

  <T> CompletionStage<Reply<T>> partition(
      String entity, Function<ActorRef<Reply<T>>, PartitionCommand> command) {
    return guarded(askPartition(entity, command, patience));
  }

  /** Whether the run ended within this time. */
  CompletionStage<Boolean> ended(String entity, int run, Duration within) {
    if (within.isZero()) {
      return CompletableFuture.completedFuture(false);
    }
    CompletionStage<PartitionCommand.Ended> end =
        ask(
            sharding.entityRefFor(PartitionCoordinator.KEY, entity),
            to -> new PartitionCommand.AwaitEnd(run, to),
            within);
    return end.handleAsync((ended, late) -> late == null, executor);
  }

  /** Where the open questions of a run stand; nothing where nobody answers within this time. */
  CompletionStage<Dispatching.Explained> explained(String entity, int run, Duration within) {
    CompletionStage<Dispatching.Explained> answer =
        ask(
            sharding.entityRefFor(PartitionCoordinator.KEY, entity),
            to -> new PartitionCommand.Explain(run, to),
            within);
    return answer.handleAsync(
        (explained, late) -> late == null ? explained : new Dispatching.Explained(List.of()),
        executor);
  }

  @Override
  public void partition(String entity, PartitionCommand command) {
    sharding.entityRefFor(PartitionCoordinator.KEY, entity).tell(command);
  }

  @Override
  public <T> CompletionStage<Reply<T>> askPartition(
      String entity, Function<ActorRef<Reply<T>>, PartitionCommand> command, Duration timeout) {
    return ask(sharding.entityRefFor(PartitionCoordinator.KEY, entity), command, timeout);
  }

  @Override
  public void job(String id, JobCommand command) {
    sharding.entityRefFor(JobCoordinator.KEY, id).tell(command);
  }

  @Override
  public void directory(String tenant, DirectoryCommand command) {
    sharding.entityRefFor(JobDirectory.KEY, tenant).tell(command);
  }

  private <C, R> CompletionStage<R> ask(
      RecipientRef<C> whom, Function<ActorRef<R>, C> command, Duration within) {
    return AskPattern.ask(whom, command::apply, within, system.scheduler());
  }

  /** Its callbacks run where it completes: on the system's threads, not the common pool's. */
  <T> CompletionStage<Reply<T>> guarded(CompletionStage<Reply<T>> asked) {
    var answer = new CompletableFuture<Reply<T>>();
    asked.whenCompleteAsync(
        (reply, thrown) -> {
          var cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
          if (cause == null) {
            answer.complete(reply);
          } else if (cause instanceof TimeoutException) {
            var why = health.isFull() ? full() : stalled();
            answer.complete(Reply.refused(why));
          } else {
            answer.completeExceptionally(cause);
          }
        },
        executor);
    return answer;
  }

  /** Goes on with what was answered, unless it was a refusal. */
  static <T, R> CompletionStage<Reply<R>> then(
      CompletionStage<Reply<T>> first, Function<T, CompletionStage<Reply<R>>> next) {
    return first.thenCompose(reply ->
        switch (reply) {
          case Reply.Ok<T>(var value) -> next.apply(value);
          case Reply.Refused<T>(var why) -> refused(why);
        });
  }

  static <T> CompletionStage<Reply<T>> refused(Refusal why) {
    return CompletableFuture.completedFuture(Reply.refused(why));
  }

  static <T> CompletionStage<Reply<T>> ok(T value) {
    return CompletableFuture.completedFuture(Reply.ok(value));
  }
}
