package dev.windlass.engine.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.intake.IntakeTarget.PartitionFill;
import dev.windlass.engine.protocol.JobEvent;
import dev.windlass.engine.protocol.JobPatch;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.Travels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What a job can be told. A job of another tenant is refused as {@code NOT_FOUND}, as one that does
 * not exist.
 */
public sealed interface JobCommand extends Travels {
  /**
   * Makes the job, or meets the one that this key made.
   *
   * @param replyTo told once the job is durable and listed; refused with {@code
   *     IDEMPOTENCY_KEY_REUSED} when the key made a job of another fingerprint
   */
  record Create(JobChange.Created what, ActorRef<Reply<Creation>> replyTo) implements JobCommand {}

  /**
   * @param job null where the key has been used up: its job was rejected, or is older than keys are
   *     kept; the next id of this key is free to try
   * @param replayed whether an earlier request made it
   */
  record Creation(@Nullable JobView job, boolean replayed) implements Travels {}

  record Get(String tenant, ActorRef<Reply<JobView>> replyTo) implements JobCommand {}

  /** Told once the version differs, at most twice a second, or when the wait is over. */
  record AwaitChange(
      String tenant, long version, Duration patience, ActorRef<Reply<JobView>> replyTo)
      implements JobCommand {}

  /** Told once the job has journaled more than this event; never where there is no such job. */
  record AwaitEvent(long event, ActorRef<Boolean> replyTo) implements JobCommand {}

  enum Verb {
    SEAL,
    PAUSE,
    RESUME,
    CANCEL,
    ABORT
  }

  /** Pause and cancel are told once no call can start. */
  record Control(String tenant, Verb verb, ActorRef<Reply<JobView>> replyTo)
      implements JobCommand {}

  /**
   * Gives the job another priority, weight or labels; told once that is durable.
   *
   * @param version that the job must still have, else {@code VERSION_CONFLICT}; null for any
   */
  record Steer(
      String tenant, JobPatch patch, @Nullable Long version, ActorRef<Reply<JobView>> replyTo)
      implements JobCommand {}

  /**
   * Takes ended lines up again.
   *
   * @param line only this one, or null for all
   * @param replyTo told how many were taken up
   */
  record Retry(
      String tenant,
      @Nullable Long line,
      Set<String> classes,
      boolean fromStart,
      @Nullable String fromStep,
      boolean cancelledToo,
      ActorRef<Reply<Long>> replyTo)
      implements JobCommand {}

  record CancelRun(String tenant, long line, boolean abort, ActorRef<Reply<Integer>> replyTo)
      implements JobCommand {}

  /** Where a line is kept. */
  record Locate(String tenant, long line, ActorRef<Reply<Location>> replyTo)
      implements JobCommand {}

  /**
   * @param partition counts from 0 within the job
   * @param index of the line in it, from 0
   */
  record Location(
      int partition, int index, String chainReference, JsonNode chain, Instant createdAt)
      implements Travels {}

  record OpenUpload(String tenant, ActorRef<Reply<UploadOpened>> replyTo) implements JobCommand {}

  record UploadOpened(
      long epoch,
      String chainReference,
      JsonNode chain,
      boolean strict,
      boolean sealed,
      long acceptedLines,
      long rejectedLines,
      List<PartitionFill> partitions)
      implements Travels {}

  record RecordLines(long epoch, PartitionFill fill, ActorRef<Reply<Boolean>> replyTo)
      implements JobCommand {}

  record SealUpload(long epoch, ActorRef<Reply<Boolean>> replyTo) implements JobCommand {}

  record RejectUpload(long epoch, ActorRef<Reply<Boolean>> replyTo) implements JobCommand {}

  /** However it went. */
  record UploadEnded(long epoch) implements JobCommand {}

  /**
   * Tells a watcher what happens from now on; a watcher may say it again, which changes nothing
   * unless it was forgotten.
   *
   * @param after id of the last event it has, or null
   */
  record Watch(String tenant, @Nullable Long after, ActorRef<JobEvent> watcher)
      implements JobCommand {}

  /** Whether a watcher that has this event has seen the end. */
  record SeenEnd(String tenant, long after, ActorRef<Reply<Boolean>> replyTo)
      implements JobCommand {}

  /** After a start of the engine: go on. */
  record Wake() implements JobCommand {}

  /** What only the job itself sends. */
  non-sealed interface Internal extends JobCommand {}
}
