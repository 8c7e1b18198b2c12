package dev.windlass.engine.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Journaled;
import dev.windlass.engine.protocol.Terms;
import dev.windlass.engine.protocol.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is true for ever of a job once it is in the journal. */
public sealed interface JobChange extends Journaled {
  Instant at();

  /**
   * @param chainReference {@code name@3}, or the bare name for a chain given inline
   * @param chain canonical JSON: the job keeps its own copy
   * @param weight its part among the jobs of its tenant and priority, usually 1
   * @param fingerprint of the request that made it, null without an Idempotency-Key
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record Created(
      String tenant,
      String name,
      String chainReference,
      JsonNode chain,
      Map<String, String> labels,
      int priority,
      double weight,
      boolean startSealed,
      boolean strict,
      int concurrency,
      @Nullable String idempotencyKey,
      @Nullable String fingerprint,
      Instant at)
      implements JobChange {
    /** A weight that is not there is the usual one. */
    public Created {
      weight = weight == 0 ? Terms.USUAL_WEIGHT : weight;
    }

    /** As it is since it was steered. */
    Created steered(Steered to) {
      return new Created(
          tenant,
          name,
          chainReference,
          chain,
          to.labels(),
          to.priority(),
          to.weight(),
          startSealed,
          strict,
          concurrency,
          idempotencyKey,
          fingerprint,
          at);
    }
  }

  /** It has these from now on, whatever it had before. */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record Steered(int priority, double weight, Map<String, String> labels, Instant at)
      implements JobChange {}

  /**
   * Lines are durable in their partition and now acknowledged.
   *
   * @param partition counts from 0 within the job
   * @param firstLine number in the job, from 1, of the partition's first line
   * @param lines that the partition holds now
   * @param rejected how many of them can never run
   * @param bytes that the partition's lines take
   */
  record LinesRecorded(
      int partition, long firstLine, int lines, int rejected, long bytes, Instant at)
      implements JobChange {}

  record Sealed(Instant at) implements JobChange {}

  /**
   * How far partitions have come. The order of these, and of the advances in each, is the job's
   * order of completion.
   */
  record Progressed(List<Advance> advances, Instant at) implements JobChange {}

  /**
   * One partition's standing.
   *
   * @param upTo its last event counted here, by sequence number; events after the previous advance
   *     of this partition and up to this one are the new ones
   * @param rows end marks so far, in all; grows
   * @param usage in all
   */
  record Advance(
      int partition, long upTo, long rows, int succeeded, int failed, int cancelled, Usage usage) {}

  /**
   * @param reason who or what brought it about: user, budget, quota; null where it is plain
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record StateChanged(JobState state, @Nullable String reason, Instant at) implements JobChange {}

  /**
   * Ended lines are being taken up again, partition by partition; {@link Reopened} ends it. Between
   * the two the job cannot end, and a restart goes over its partitions anew.
   *
   * @param line only this one, or null for all
   * @param classes only failures of these classes (wire names), empty for all
   * @param fromStart whether completed steps are asked again
   * @param fromStep ask again from the step with this id or variable on, or null
   * @param cancelledToo also lines that were cancelled
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record RetryStarted(
      @Nullable Long line,
      Set<String> classes,
      boolean fromStart,
      @Nullable String fromStep,
      boolean cancelledToo,
      Instant at)
      implements JobChange {}

  /** Ended lines were taken up again; an ended job runs on where there were any. */
  record Reopened(long lines, Instant at) implements JobChange {}
}
