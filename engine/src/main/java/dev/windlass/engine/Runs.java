package dev.windlass.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.protocol.Idempotency;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunEvent;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.RunView;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** Single runs, and the runs of jobs one by one. */
public interface Runs {
  /**
   * @param stream whether its answers are streamed from the first call on, for a watcher that comes
   *     a moment later; else they are while somebody watches
   */
  record NewRun(
      String tenant,
      ChainSource chain,
      ObjectNode input,
      Map<String, String> labels,
      int priority,
      @Nullable Idempotency idempotency,
      boolean stream) {
    public NewRun(
        String tenant,
        ChainSource chain,
        ObjectNode input,
        Map<String, String> labels,
        int priority,
        @Nullable Idempotency idempotency) {
      this(tenant, chain, input, labels, priority, idempotency, false);
    }
  }

  record Submitted(RunView run, boolean replayed) {}

  /**
   * Durable when the stage completes, which is when the run has ended or the wait is over,
   * whichever comes first.
   */
  CompletionStage<Reply<Submitted>> submit(NewRun run, Duration wait);

  CompletionStage<Reply<RunView>> get(String tenant, String id);

  /**
   * What happens to a run, live; ends after {@link RunEvent.End}. A reader who is slow is told
   * less, see {@link RunEvent.Tokens}; nobody waits for it.
   *
   * @param tokens whether the text of its answers is told while they are written
   * @param partials whether JSON in them is
   */
  CompletionStage<Reply<Source<RunEvent, NotUsed>>> events(
      String tenant, String id, boolean tokens, boolean partials);

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
