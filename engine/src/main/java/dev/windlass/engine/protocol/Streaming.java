package dev.windlass.engine.protocol;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * The talk between who watches a run's answers while they are written, and the nodes that call.
 *
 * <p>A watcher tells every desk it finds which run it watches, and says it again from time to time;
 * a desk that makes a call of that run has it streamed, and tells the watcher a few times a second
 * what came since. Nothing of this is durable, and nothing is asked again: a watcher that missed a
 * piece sees by its offset how much. Answers become durable whole, by another way.
 */
public final class Streaming {
  private Streaming() {}

  /** Under which watchers find the desks of all nodes. */
  public static final ServiceKey<ToDesk> DESKS =
      ServiceKey.create(ToDesk.class, "windlass-live-calls");

  /** What a desk can be told. */
  public interface ToDesk {}

  /**
   * From now on this run's calls are watched, until {@link Leave} or until nothing more is heard of
   * the watcher. Repeating changes nothing.
   *
   * @param run public id
   */
  public record Watch(String run, ActorRef<Pieces> watcher) implements ToDesk, Travels {}

  public record Leave(String run, ActorRef<Pieces> watcher) implements ToDesk, Travels {}

  /** What came since the last time, of all calls of a run on one node. */
  public record Pieces(String run, List<Piece> pieces) implements Travels {}

  /**
   * A piece of one call's answer. The first of a call may be empty: it has begun.
   *
   * @param call names this one request; another name at the same question is another request
   * @param take of the run, as in {@link StepKey}
   * @param path of the step
   * @param ask as in {@link StepKey}
   * @param attempt counts the requests of one holder of the question, from 1
   * @param offset of the piece in the call's text, in characters (UTF-16)
   * @param whole whether the answer ends with it
   */
  public record Piece(
      String call,
      int take,
      String path,
      int ask,
      int attempt,
      ModelCall.Shape shape,
      int offset,
      String text,
      boolean whole) {}
}
