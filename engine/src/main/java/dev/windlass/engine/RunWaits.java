package dev.windlass.engine;

import dev.windlass.engine.job.JobCommand;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.protocol.Dispatching.Explained;
import dev.windlass.engine.protocol.Dispatching.StepWait;
import dev.windlass.engine.protocol.Ids.Whereabouts;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.protocol.WaitReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks what a run waits for: its partition for the open questions, and the dispatcher and pools
 * behind it for where these stand. A run that has asked nothing yet waits for what its job does.
 * Who does not answer in time leaves the run without a reason; the rest of it is shown all the
 * same.
 */
final class RunWaits {
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private final Asking asking;
  private final Clock clock;

  RunWaits(Asking asking, Clock clock) {
    this.asking = asking;
    this.clock = clock;
  }

  CompletionStage<List<RunView.Wait>> of(String tenant, Whereabouts where) {
    return switch (where) {
      case Whereabouts.Alone(var partition, int run) ->
          asking.explained(partition, run, LONGEST).thenApply(this::waits);
      case Whereabouts.InJob(var job, long line) -> inJob(tenant, job, line);
    };
  }

  private CompletionStage<List<RunView.Wait>> inJob(String tenant, String job, long line) {
    return asking
        .<JobCommand.Location>job(job, to -> new JobCommand.Locate(tenant, line, to), LONGEST)
        .thenCompose(reply ->
            switch (reply) {
              case Reply.Ok<JobCommand.Location>(var at) ->
                  asking.explained(
                      PersistenceIds.partitionOf(job, at.partition()), at.index(), LONGEST);
              case Reply.Refused<JobCommand.Location> refused ->
                  CompletableFuture.completedFuture(new Explained(List.of()));
            })
        .thenCompose(explained ->
            explained.steps().isEmpty()
                ? asJob(tenant, job)
                : CompletableFuture.completedFuture(waits(explained)));
  }

  private CompletionStage<List<RunView.Wait>> asJob(String tenant, String job) {
    return asking
        .<JobView>job(job, to -> new JobCommand.Get(tenant, to), LONGEST)
        .thenApply(reply -> reply instanceof Reply.Ok<JobView>(var view) ? asJob(view) : List.of());
  }

  private static List<RunView.Wait> asJob(JobView job) {
    var reason = job.pace().reason();
    if (reason == null) {
      return List.of();
    }
    var what = WaitReason.valueOf(reason.toUpperCase(Locale.ROOT));
    // those that are called hold the place of one that has not begun
    boolean calling = what == WaitReason.CALLING;
    return List.of(
        new RunView.Wait(
            "",
            calling ? WaitReason.STARTING : what,
            job.pace().limitedBy(),
            calling ? null : job.pace().waitingSince(),
            null));
  }

  private List<RunView.Wait> waits(Explained explained) {
    var now = clock.instant();
    return explained.steps().stream().map(step -> wait(step, now)).toList();
  }

  private static RunView.Wait wait(StepWait step, Instant now) {
    return new RunView.Wait(
        step.step().path(),
        step.reason(),
        step.limit(),
        now.minusMillis(step.heldMs()),
        next(step, now));
  }

  private static @Nullable Instant next(StepWait step, Instant now) {
    return step.againMs() < 0 ? null : now.plusMillis(step.againMs());
  }
}
