package dev.windlass.engine.partition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.Terms;
import dev.windlass.engine.protocol.Travels;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What a partition can be told. Its entity is asleep until a message wakes it; then it knows its
 * lines and answers from the journal, and learns by {@link Work} what to do with them.
 */
public sealed interface PartitionCommand extends Travels {
  /**
   * What a job's partition must know to run its lines. Kept in memory only: the job tells it again.
   *
   * @param partition counts from 0 within the job
   * @param chain canonical JSON
   * @param firstLine number in the job, from 1, of the partition's first line
   * @param lines that are acknowledged; lines beyond are not run
   */
  record Assignment(
      String job,
      int partition,
      String tenant,
      String chainReference,
      JsonNode chain,
      Terms terms,
      long firstLine,
      int lines) {}

  /**
   * Lines to make durable, from index {@code from} on; lines there that were not acknowledged give
   * way. Refused with {@code WRONG_STATE} when an upload with a higher epoch has been here, or when
   * acknowledged lines would be replaced.
   *
   * @param replyTo told how many lines the partition holds, once they are durable
   */
  record Accept(long epoch, int from, List<Line> lines, ActorRef<Reply<Integer>> replyTo)
      implements PartitionCommand {}

  /**
   * Run the lines. Repeated every few seconds while the job runs, which also wakes a partition that
   * was lost; equal repetitions change nothing.
   *
   * @param hold start no further call; what is in flight ends and is stored
   * @param knownUpTo the last event of this partition that the job has in its own journal
   */
  record Work(Assignment assignment, boolean hold, long knownUpTo, ActorRef<PartitionReport> job)
      implements PartitionCommand {}

  /**
   * End every line that has not ended as cancelled: at once those without a call in flight, the
   * others when their calls have ended; with {@code abort} calls are cut.
   */
  record Cancel(Assignment assignment, boolean abort, ActorRef<PartitionReport> job)
      implements PartitionCommand {}

  /**
   * Which ended runs are taken up again, and from where.
   *
   * @param runs only these, or null for all
   * @param classes only failures of these classes (wire names), empty for all
   * @param fromStart forget completed steps
   * @param fromStep forget the step of this path, id or variable and what came after it, or null
   * @param cancelledToo also runs that were cancelled
   */
  record Retaking(
      @Nullable Set<Integer> runs,
      Set<String> classes,
      boolean fromStart,
      @Nullable String fromStep,
      boolean cancelledToo) {}

  /**
   * @param assignment null for a partition of single runs
   * @param replyTo told how many runs were taken up again, once that is durable
   */
  record Retake(@Nullable Assignment assignment, Retaking what, ActorRef<Reply<Integer>> replyTo)
      implements PartitionCommand {}

  /**
   * Ends one run as cancelled; repeating changes nothing. Refused with {@code WRONG_STATE} when it
   * succeeded or failed, {@code NOT_FOUND} when there is none.
   */
  record CancelRun(
      @Nullable Assignment assignment, int run, boolean abort, ActorRef<Reply<Integer>> replyTo)
      implements PartitionCommand {}

  /**
   * A run without a job, into a partition of single runs. Refused with {@code WRONG_STATE} when the
   * partition is full; with {@code IDEMPOTENCY_KEY_REUSED} when a keyed partition has a run of
   * another fingerprint.
   *
   * @param line {@code {"input":..,"labels":..}}, checked already
   * @param fingerprint of the request, for a partition made by an Idempotency-Key, else null
   */
  record Submit(
      String tenant,
      Line line,
      String chainReference,
      JsonNode chain,
      int priority,
      @Nullable String fingerprint,
      ActorRef<Reply<Submitted>> replyTo)
      implements PartitionCommand {}

  /**
   * Durable.
   *
   * @param run index in the partition
   * @param replayed whether the key's first request made it
   */
  record Submitted(int run, boolean replayed) implements Travels {}

  /** Tells once the run has ended and that is durable; never tells when there is no such run. */
  record AwaitEnd(int run, ActorRef<Ended> replyTo) implements PartitionCommand {}

  record Ended(int run) implements Travels {}

  /**
   * Why does this run wait? Answered by the dispatcher; with nothing where the run has no open
   * question here.
   */
  record Explain(int run, ActorRef<Dispatching.Explained> replyTo) implements PartitionCommand {}

  /** Wakes a partition of single runs, so that it goes on with what has not ended. */
  record Wake() implements PartitionCommand {}

  /** The job has all of it in its journal: nothing is left to do. Passed over while runs go on. */
  record Release() implements PartitionCommand {}

  /**
   * A partition of single runs takes no more, if all its runs have ended.
   *
   * @param replyTo told whether it is closed
   */
  record Close(ActorRef<Closed> replyTo) implements PartitionCommand {}

  record Closed(boolean done) implements Travels {}

  /**
   * It moves to another node, or leaves memory: stop as soon as no call of it is in flight. What it
   * was not asked yet the next one asks.
   */
  record Retire() implements Internal {}

  /** What only the partition itself, or whoever keeps it on its node, sends. */
  non-sealed interface Internal extends PartitionCommand {}
}
