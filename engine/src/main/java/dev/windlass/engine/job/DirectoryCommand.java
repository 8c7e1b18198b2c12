package dev.windlass.engine.job;

import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.Travels;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a tenant's directory can be told. */
public sealed interface DirectoryCommand extends Travels {
  /**
   * A job as the directory knows it.
   *
   * @param chain {@code name@3}, or the bare name
   * @param ended the state it ended in, null while it has not ended
   */
  record JobEntry(
      String id,
      String name,
      String chain,
      Map<String, String> labels,
      @Nullable String idempotencyKey,
      Instant createdAt,
      @Nullable JobState ended) {
    JobEntry in(@Nullable JobState state) {
      return new JobEntry(id, name, chain, labels, idempotencyKey, createdAt, state);
    }
  }

  /** The job stands so; equal repetitions change nothing. Told once it is durable. */
  record Note(JobEntry job, ActorRef<Noted> replyTo) implements DirectoryCommand {}

  record Noted(JobEntry job) implements Travels {}

  /**
   * Null and empty let everything through.
   *
   * @param active true for jobs that have not ended, false for those that have
   */
  record Filter(
      @Nullable Boolean active,
      @Nullable JobState ended,
      @Nullable String chain,
      Map<String, String> labels,
      @Nullable String idempotencyKey) {}

  /**
   * Jobs, newest first.
   *
   * @param before only those with a smaller number, 0 for all
   */
  record FindJobs(Filter filter, long before, int limit, ActorRef<Reply<FoundJobs>> replyTo)
      implements DirectoryCommand {}

  /**
   * @param next pass it as {@code before} to go on, 0 when there are no more
   */
  record FoundJobs(List<JobEntry> jobs, long next) implements Travels {}

  /** Partitions of single runs: some begin, some have nothing left to do, some have again. */
  record NoteRuns(
      List<String> opened,
      Set<String> ended,
      Set<String> reopened,
      ActorRef<Reply<Boolean>> replyTo)
      implements DirectoryCommand {}

  /** Partitions of single runs, newest first. */
  record FindRuns(boolean activeOnly, long before, int limit, ActorRef<Reply<FoundRuns>> replyTo)
      implements DirectoryCommand {}

  /**
   * @param numbers of the partitions, for paging within one
   */
  record FoundRuns(List<String> partitions, List<Long> numbers, long next) implements Travels {}

  /** After a start of the engine: wake what is active. */
  record Wake() implements DirectoryCommand {}
}
