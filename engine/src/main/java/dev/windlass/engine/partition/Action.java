package dev.windlass.engine.partition;

import dev.windlass.engine.cache.CacheCommand;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Terms;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What the shell does once a decision's events are durable, in the order in which they stand. */
sealed interface Action {
  record Tell<T>(ActorRef<T> to, T message) implements Action {
    void tell() {
      to.tell(message);
    }
  }

  record Offer(List<StepRequest> steps, Terms terms) implements Action {}

  /** What is queued of the job stands under other terms. */
  record SetTerms(String job, Terms terms) implements Action {}

  record Withdraw(List<StepKey> steps) implements Action {}

  record Recall(List<StepKey> steps) implements Action {}

  record Stored(long batch) implements Action {}

  /**
   * @param job the job, or the public id of a run alone
   */
  record Hold(String job, boolean abort) implements Action {}

  record Release(String job) implements Action {}

  /** Decide {@link Partition.GoOn}: what was just journaled is now there to be worked on. */
  record GoOnNext() implements Action {}

  /**
   * Tell the job how far we are.
   *
   * @param atOnce else within the reporting interval
   */
  record Report(boolean atOnce) implements Action {}

  /** Have the cache asked before anybody else. */
  record AskCache(List<CacheCommand.Question> questions) implements Action {}

  record TellCache(List<CacheCommand.Learnt> learnt, List<CacheCommand.Question> released)
      implements Action {}

  /** Read the journal again, then decide this: it needs what was let go. */
  record Reload(PartitionCommand.Retake then) implements Action {}

  /** Nothing is left to do: let it go from memory. */
  record Leave() implements Action {}

  /** Another node takes over: stop. */
  record Stop() implements Action {}
}
