package dev.windlass.engine;

import dev.windlass.engine.job.JobCommand;
import dev.windlass.engine.job.JobCoordinator;
import dev.windlass.engine.results.Signals;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * Lets readers of results know when a job has journaled something more, or to look again after half
 * a minute. Thread-safe.
 */
public final class JobSignals implements Signals {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final ActorSystem<?> system;

  public JobSignals(ActorSystem<?> system) {
    this.system = system;
  }

  @Override
  public CompletionStage<Void> nextChange(String job, long event) {
    var changed = new CompletableFuture<Void>();
    AskPattern.<JobCommand, Boolean>ask(
            ClusterSharding.get(system).entityRefFor(JobCoordinator.KEY, job),
            to -> new JobCommand.AwaitEvent(event, to),
            LONGEST,
            system.scheduler())
        .whenCompleteAsync((more, late) -> changed.complete(null), system.executionContext());
    return changed;
  }
}
