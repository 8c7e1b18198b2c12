package dev.windlass.engine.cache;

import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.Travels;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What a bucket of the cache can be told, by partitions. All of it may be said again. */
public sealed interface CacheCommand extends Travels {
  /**
   * One step that wants a call's answer.
   *
   * @param call see {@link CallDigest}
   * @param asking whether this step was told to go and ask, and its outcome is not known yet
   * @param again whether somebody may have been told to ask for it before: it was said before, or
   *     its partition was at work before it was read back
   */
  record Question(StepKey step, String call, boolean asking, boolean again) {
    /** One that nobody but this step can have been told to ask for. */
    public Question(StepKey step, String call, boolean asking) {
      this(step, call, asking, false);
    }
  }

  /**
   * Who wants the answer first is told to ask for it, the others when it is there. Repeated every
   * few seconds by whoever still wants it: who falls silent is forgotten, and another asks.
   */
  record Ask(List<Question> questions, ActorRef<CacheAnswers> replyTo) implements CacheCommand {}

  /**
   * A good answer of a step that asked.
   *
   * @param model that gave it, {@code provider/model}
   */
  record Learnt(StepKey step, String call, String text, String model) {}

  /**
   * What became of steps.
   *
   * @param released want no answer any more, or asked and got none that is of use
   */
  record Tell(List<Learnt> learnt, List<Question> released) implements CacheCommand {}

  /** What only the bucket itself sends. */
  non-sealed interface Internal extends CacheCommand {}
}
