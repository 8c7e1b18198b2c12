package dev.windlass.engine;

import dev.windlass.engine.protocol.Idempotency;
import dev.windlass.engine.protocol.JobEvent;
import dev.windlass.engine.protocol.JobPatch;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Jobs: a chain over many lines. */
public interface Jobs {
  /**
   * @param weight its part among the jobs of its tenant and priority, in tokens; 0.01 to 1,000
   * @param startSealed no call before the job is sealed
   * @param strict one bad line rejects the job; implies startSealed
   * @param concurrency runs of this job under way at a time, 0 for no cap of its own
   */
  record NewJob(
      String tenant,
      ChainSource chain,
      String name,
      Map<String, String> labels,
      int priority,
      double weight,
      boolean startSealed,
      boolean strict,
      int concurrency,
      @Nullable Idempotency idempotency) {}

  /**
   * @param replayed whether the key's first request made it
   */
  record Created(JobView job, boolean replayed) {}

  CompletionStage<Reply<Created>> create(NewJob job);

  CompletionStage<Reply<JobView>> get(String tenant, String id);

  /** The job once its version differs from the one given, or as it is when the wait is over. */
  CompletionStage<Reply<JobView>> awaitChange(
      String tenant, String id, long version, Duration wait);

  /** Newest first; null or empty filters let everything through. */
  record Query(
      String tenant,
      @Nullable JobState state,
      @Nullable String chain,
      Map<String, String> labels,
      @Nullable String idempotencyKey) {}

  CompletionStage<Reply<Page<JobView>>> list(Query query, int pageSize, @Nullable String token);

  /**
   * @param acceptedLines durable lines of the job after this upload
   * @param added how many of them this upload brought
   */
  record Uploaded(long acceptedLines, long rejectedLines, boolean sealed, long added) {}

  /**
   * Streams NDJSON in: lines from {@code offset} on; what is known already is compared and skipped.
   * The body is read only as fast as lines become durable. A body that fails leaves what was
   * accepted.
   *
   * @param seal whether no line can follow once the body has ended well
   */
  CompletionStage<Reply<Uploaded>> upload(
      String tenant, String id, long offset, boolean seal, Source<ByteString, ?> body);

  CompletionStage<Reply<JobView>> seal(String tenant, String id);

  /**
   * Gives a job that has not ended another priority, weight or labels: in force within a second on
   * every node, for queued steps too.
   *
   * @param version that the job must still have, null for any
   */
  CompletionStage<Reply<JobView>> change(
      String tenant, String id, JobPatch patch, @Nullable Long version);

  /** Completes when no new call can start. */
  CompletionStage<Reply<JobView>> pause(String tenant, String id);

  CompletionStage<Reply<JobView>> resume(String tenant, String id);

  /** Completes when no new call can start; calls in flight end, or are cut with {@code abort}. */
  CompletionStage<Reply<JobView>> cancel(String tenant, String id, boolean abort);

  /**
   * Takes failed lines up again; completed steps are not called again unless {@code fromStart}.
   *
   * @param classes only failures of these classes (wire names), empty for all
   * @param fromStep ask again from the step with this id or variable on, or null
   * @param cancelledToo also lines that were cancelled
   */
  record Retry(
      Set<String> classes, boolean fromStart, @Nullable String fromStep, boolean cancelledToo) {}

  /** How many lines were taken up again. */
  CompletionStage<Reply<Long>> retryFailed(String tenant, String id, Retry retry);

  /**
   * What happens to a job, live; ends after {@link JobEvent.End}.
   *
   * @param after id of the last event seen, or null for a fresh watcher (a snapshot comes first)
   */
  CompletionStage<Reply<Source<JobEvent, NotUsed>>> events(
      String tenant, String id, @Nullable Long after);

  /** Ids of jobs that are not at their end. */
  CompletionStage<List<String>> active(String tenant);
}
