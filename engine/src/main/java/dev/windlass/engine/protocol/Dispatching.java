package dev.windlass.engine.protocol;

import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
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

  /** What a dispatcher is told by pools. */
  public interface FromPools {}

  /**
   * A worker node offers its pools.
   *
   * @param node the node's name
   * @param providers whose models it can call
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

  /** Ended steps; each was granted by this dispatcher. */
  public record Finished(List<StepOutcome> outcomes) implements FromPools {}

  /** Steps that were granted and never started; they go back to the head of their queue. */
  public record HandedBack(String lane, List<StepKey> steps) implements FromPools {}

  /** Why a lane stands where it stands; sent when it changes, at most a few times a second. */
  public record LaneState(
      String lane, WaitReason reason, int inFlight, int waitingInPool, double limitUsed)
      implements FromPools {}

  /** All is held as asked. */
  public record HoldDone(String job, ActorRef<ToPools> pools) implements FromPools {}

  /** What pools are told by a dispatcher. */
  public interface ToPools {}

  /** This lane has work and may be asked for. Repeated until there is demand. */
  public record LaneOpen(String lane, ActorRef<FromPools> dispatcher) implements ToPools {}

  /** The next steps of a lane, by fairness; never more than were asked for. */
  public record Grant(String lane, List<Granted> steps) implements ToPools {}

  /** A step, with the time it waited at the dispatcher. */
  public record Granted(StepRequest request, long queuedMs) {}

  /**
   * Start no further call of this job: hand back what has not started. With {@code abort} calls in
   * flight are cut, too, and end as {@link FailureClass#CANCELLED}.
   *
   * @param job the job, or the run's public id for a run alone
   * @param replyTo told {@link HoldDone} once no further call can start
   */
  public record Hold(String job, boolean abort, @Nullable ActorRef<FromPools> replyTo)
      implements ToPools {}
}
