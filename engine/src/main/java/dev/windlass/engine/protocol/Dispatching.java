package dev.windlass.engine.protocol;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * The talk between a node's dispatcher, which keeps the queues and decides who is next, and the
 * pools, which have permits and free workers. Work moves only on demand.
 *
 * <p>A lane is one provider and model ({@link ModelCall#lane()}). Pools register; the dispatcher
 * names the lanes that have work; a pool asks for so many steps of a lane and answers each with
 * exactly one outcome, or hands it back.
 */
public final class Dispatching {
  private Dispatching() {}

  /** Whether a dispatcher, or a pool, is on another node than the one that asks. */
  public static boolean isRemote(ActorRef<?> one) {
    return one.path().address().hasGlobalScope();
  }

  /** Under which pools find the dispatchers of all nodes. */
  public static final ServiceKey<FromPools> DISPATCHERS =
      ServiceKey.create(FromPools.class, "windlass-dispatchers");

  /** What a dispatcher can be told. */
  public interface ToDispatcher {}

  /** What a dispatcher is told by the partitions of its own node. */
  public interface FromPartitions extends ToDispatcher {}

  /**
   * Questions that a partition wants answered, in order. A question that is known already, queued
   * or at a worker, is not queued again; one whose outcome waits to be stored has it sent again.
   *
   * @param partition the partition's entity id
   * @param terms of the job, in force from now on unless newer ones are known; of no meaning for
   *     single runs, whose requests bear their own priority
   * @param listener who is told of this partition's outcomes from now on; replaces the one before
   */
  public record Offer(
      String partition, List<StepRequest> steps, Terms terms, ActorRef<ToPartitions> listener)
      implements FromPartitions {}

  /** The job's steps stand under these terms from now on, also those that are queued. */
  public record SetTerms(String job, Terms terms) implements FromPartitions {}

  /** The outcomes of this batch are durable; the next batch may come. */
  public record Stored(String partition, long batch) implements FromPartitions {}

  /** These questions are open no more: queued ones are forgotten, outcomes of others dropped. */
  public record Withdraw(String partition, List<StepKey> steps) implements FromPartitions {}

  /**
   * As {@link Withdraw} for those of these questions that are at no worker: the partition wants to
   * know which calls are under way. Asked once {@link JobHeld} has come, so that none of them can
   * start meanwhile; asking again is harmless.
   *
   * @param replyTo told {@link Recalled}, and of this partition's outcomes from now on
   */
  public record Recall(String partition, List<StepKey> steps, ActorRef<ToPartitions> replyTo)
      implements FromPartitions {}

  /** This partition lets go of its memory: what it still has queued is forgotten. */
  public record Leave(String partition) implements FromPartitions {}

  /**
   * Start no further call of this job, until {@link ReleaseJob}. Its queued steps stay queued.
   *
   * @param job the job, or the run's public id for a run alone
   * @param abort cut calls in flight, too
   * @param replyTo told {@link JobHeld} once no further call can start
   */
  public record HoldJob(String job, boolean abort, ActorRef<ToPartitions> replyTo)
      implements FromPartitions {}

  public record ReleaseJob(String job) implements FromPartitions {}

  /**
   * Why do these wait? Asked when somebody looks at a run.
   *
   * @param known of other steps of the run, which no dispatcher knows: told with the rest
   */
  public record Explain(List<StepKey> steps, List<StepWait> known, ActorRef<Explained> replyTo)
      implements FromPartitions {}

  /** Where questions stand; one that is not known here is left out. */
  public record Explained(List<StepWait> steps) implements Travels {}

  /**
   * Where one question stands.
   *
   * @param limit the limit that binds, or null
   * @param heldMs since when it is so, in milliseconds before this was said
   * @param againMs when it is tried again, in milliseconds from then; -1 where nobody knows
   */
  public record StepWait(
      StepKey step, WaitReason reason, @Nullable String limit, long heldMs, long againMs) {}

  /** What a partition is told by its node's dispatcher. */
  public interface ToPartitions {}

  /**
   * All outcomes that came since the batch before was stored; sent again until it is {@link
   * Stored}. Some may have been told before.
   *
   * @param batch grows by one with each batch of this partition and listener
   */
  public record Outcomes(long batch, List<StepOutcome> outcomes) implements ToPartitions {}

  public record JobHeld(String job) implements ToPartitions {}

  /**
   * These will not be called: they were queued, or not known. Every other question that was
   * recalled is at a worker, or its outcome waits to be stored: its outcome will come.
   */
  public record Recalled(List<StepKey> steps) implements ToPartitions {}

  /**
   * Where a partition's questions stand, when that has changed; at most a few times a second.
   *
   * @param calling steps with a call in flight
   * @param waiting all other steps by why they wait, here or in a pool
   * @param limitedBy what holds most of those, such as {@code openai/gpt-x rpm}, or null
   * @param limitUsed share of it in use, 0 to 1
   * @param flow calls a second that this limit lets through in all, 0 where it is not known
   * @param sharers jobs that wait for the same, this one among them; at least 1
   */
  public record Standing(
      int calling,
      Map<WaitReason, Long> waiting,
      @Nullable String limitedBy,
      double limitUsed,
      double flow,
      int sharers)
      implements ToPartitions {
    public static final Standing NONE = new Standing(0, Map.of(), null, 0, 0, 1);

    /** The same with so many steps more that wait for the answer to an identical call. */
    public Standing withIdentical(int steps) {
      if (steps == 0) {
        return this;
      }
      var all = new EnumMap<WaitReason, Long>(WaitReason.class);
      all.putAll(waiting);
      all.put(WaitReason.IDENTICAL, (long) steps);
      return new Standing(calling, all, limitedBy, limitUsed, flow, sharers);
    }
  }

  /** What a dispatcher is told by pools. */
  public sealed interface FromPools extends ToDispatcher, Travels {}

  /**
   * A worker node offers its pools.
   *
   * @param node the node's name
   * @param providers whose models it can call; {@code provider/model} where it can call that model
   *     alone
   */
  public record Register(String node, Set<String> providers, ActorRef<ToPools> pools)
      implements FromPools {}

  /**
   * This pool can start so many more steps of the lane now. Replaces what it asked for before: the
   * number counts what is still wanted, not an addition.
   *
   * @param received how many steps of the lane the pool has been handed so far; lets the dispatcher
   *     know which of its grants this demand has already seen
   */
  public record Demand(String lane, int steps, long received, ActorRef<ToPools> pool)
      implements FromPools {}

  /**
   * Ended steps; each was granted by this dispatcher. A pool on another node keeps them until it is
   * told {@link Durable}, and says them again when that takes long.
   */
  public record Finished(List<StepOutcome> outcomes, ActorRef<ToPools> pool) implements FromPools {}

  /**
   * The dispatcher that granted these is gone; the pool has their calls in flight, or their
   * outcomes. Told to all others: whoever is asked one of these questions grants it to this pool,
   * which does not call it again.
   */
  public record Orphaned(List<StepKey> steps, ActorRef<ToPools> pool) implements FromPools {}

  /** All of the pool's node have looked for what {@link Seek} names, and said what they have. */
  public record Sought(long search, ActorRef<ToPools> pool) implements FromPools {}

  /** Steps that were granted and never started; they go back to the head of their queue. */
  public record HandedBack(String lane, List<StepKey> steps) implements FromPools {}

  /**
   * Why a lane stands where it stands; sent when it changes, at most a few times a second. The
   * numbers are of this dispatcher's steps alone, so that those of several can be added.
   *
   * @param reason why the pool starts no further step; {@link WaitReason#CALLING} when it would
   * @param limit the limit that binds, such as {@code openai/gpt-x rpm}, or null
   * @param inFlight steps with a call in flight
   * @param waitingInPool steps that were granted and wait for that reason
   * @param inBackoff steps that were granted and wait because their own last call failed
   * @param limitUsed share of that limit in use, 0 to 1
   * @param heldMs for how long the reason has held, when this was sent
   * @param flow calls a second that the whole limit lets through, 0 where it is not known
   */
  public record LaneState(
      String lane,
      WaitReason reason,
      @Nullable String limit,
      int inFlight,
      int waitingInPool,
      int inBackoff,
      double limitUsed,
      long heldMs,
      double flow,
      ActorRef<ToPools> pool)
      implements FromPools {}

  /** What waits in this dispatcher's queues? Asked when somebody looks at limits. */
  public record DescribeQueues(ActorRef<Queues> replyTo) implements FromPools {}

  /** What waits in a dispatcher's queues. */
  public record Queues(List<Queue> queues) implements Travels {}

  /**
   * Steps that wait in one lane for one reason.
   *
   * @param limit the limit that binds, such as {@code openai/gpt-x rpm}, or null
   * @param heldMs for how long the reason has held
   * @param jobs those with the most steps, most first
   */
  public record Queue(
      String lane,
      WaitReason reason,
      @Nullable String limit,
      long steps,
      long heldMs,
      List<JobQueue> jobs) {}

  /**
   * @param job its id, or the tenant's single runs together where it is null
   */
  public record JobQueue(String tenant, @Nullable String job, long steps) {}

  /** All is held as asked. */
  public record HoldDone(String job, ActorRef<ToPools> pools) implements FromPools {}

  /**
   * How much of a job's weight in a lane is this dispatcher's, when other dispatchers have steps of
   * the job, too. Replaces what was said of the lane before; what is not named is here alone.
   */
  public record Spread(String lane, List<Part> parts, ActorRef<ToPools> pool)
      implements FromPools {}

  /**
   * @param job null for what the tenant has in this priority, all together
   * @param part above 0, below 1
   */
  public record Part(int priority, String tenant, @Nullable String job, double part) {}

  /** What pools are told by a dispatcher. */
  public sealed interface ToPools extends Travels {}

  /**
   * This lane has work and may be asked for. Repeated until there is demand.
   *
   * @param waiting as in {@link LaneBacklog}
   */
  public record LaneOpen(String lane, List<Flow> waiting, ActorRef<FromPools> dispatcher)
      implements ToPools {}

  /**
   * What a dispatcher could grant of a lane, so that pools divide their demand over the dispatchers
   * of all nodes; told when it has changed, at most once a tick.
   *
   * @param waiting at most {@value #MOST_FLOWS}
   */
  public record LaneBacklog(String lane, List<Flow> waiting, ActorRef<FromPools> dispatcher)
      implements ToPools {}

  /** Flows that a lane is told to have at most; the smaller ones of a tenant are told as one. */
  public static final int MOST_FLOWS = 128;

  /**
   * Steps that share a turn: those of one job, or all single runs of a tenant.
   *
   * @param job empty for single runs; {@code *} for all jobs of the tenant that are not named
   * @param steps about how many
   */
  public record Flow(
      int priority, String tenant, double tenantWeight, String job, double weight, int steps) {
    /** In place of a job's id. */
    public static final String REST = "*";
  }

  /** The next steps of a lane, by fairness; never more than were asked for. */
  public record Grant(String lane, List<Granted> steps) implements ToPools {}

  /** Outcomes of these are stored, or nobody wants them: the pool need not keep them. */
  public record Durable(List<StepKey> steps) implements ToPools {}

  /**
   * These are asked here now, by a partition that another node had before. Of those that the pool
   * has for another dispatcher the ones that wait are handed back, calls and outcomes are {@link
   * Orphaned}; then {@link Sought} is told.
   *
   * @param search counts the dispatcher's searches
   */
  public record Seek(long search, List<StepKey> steps, ActorRef<FromPools> dispatcher)
      implements ToPools {}

  /** Where do these steps stand, which were granted? Those it does not hold are left out. */
  public record Trace(String lane, List<StepKey> steps, ActorRef<Explained> replyTo)
      implements ToPools {}

  /**
   * A step, with the time it waited at the dispatcher.
   *
   * @param tokens what its job was charged for it until its outcome tells better
   */
  public record Granted(StepRequest request, long queuedMs, int tokens) {}

  /**
   * Start no further call of this job: hand back what has not started. With {@code abort} calls in
   * flight are cut, too, and end as {@link FailureClass#CANCELLED}.
   *
   * @param job the job, or the run's public id for a run alone
   * @param replyTo told {@link HoldDone} once no further call can start
   */
  public record Hold(String job, boolean abort, @Nullable ActorRef<FromPools> replyTo)
      implements ToPools {}

  /**
   * The journal takes nothing just now: hand back what has not started. What is on the wire may
   * end, and is handed back where it would be asked again. What is granted afterwards may start.
   */
  public record CallBack() implements ToPools {}
}
