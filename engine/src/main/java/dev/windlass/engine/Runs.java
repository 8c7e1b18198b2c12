package dev.windlass.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.protocol.Idempotency;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.RunView;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Single runs, and the runs of jobs one by one. */
public interface Runs {
  record NewRun(
      String tenant,
      ChainSource chain,
      ObjectNode input,
      Map<String, String> labels,
      int priority,
      @Nullable Idempotency idempotency) {}

  record Submitted(RunView run, boolean replayed) {}

  /**
   * Durable when the stage completes, which is when the run has ended or the wait is over,
   * whichever comes first.
   */
  CompletionStage<Reply<Submitted>> submit(NewRun run, Duration wait);

  CompletionStage<Reply<RunView>> get(String tenant, String id);

  /**
   * @param job only runs of this job, or null for runs submitted alone
   * @param prefix of the run's id or the line's id
   */
  record Query(
      String tenant,
      @Nullable String job,
      @Nullable RunStatus status,
      Map<String, String> labels,
      @Nullable String prefix) {}

  CompletionStage<Reply<Page<RunView>>> list(Query query, int pageSize, @Nullable String token);

  CompletionStage<Reply<RunView>> cancel(String tenant, String id, boolean abort);

  CompletionStage<Reply<RunView>> retry(String tenant, String id, Jobs.Retry retry);
}
