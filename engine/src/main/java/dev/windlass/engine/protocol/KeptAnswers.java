package dev.windlass.engine.protocol;

import com.typesafe.config.Config;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * How much this node holds of answers that are not known to be stored, and how much it may hold.
 * While it is full no step is granted and no provider's socket is read, so that what the answers in
 * flight bring stays with the network until there is room. Thread-safe; one a node.
 */
public final class KeptAnswers implements Extension {
  private static final String MOST = "windlass.kept-answers";

  /** Part of the heap that answers take at most, whatever is set. */
  private static final int PART_OF_HEAP = 4;

  private static final ExtensionId<KeptAnswers> ID =
      new ExtensionId<>() {
        @Override
        public KeptAnswers createExtension(ActorSystem<?> system) {
          return of(system.settings().config(), Runtime.getRuntime().maxMemory());
        }
      };

  private final long most;
  private final AtomicLong chars = new AtomicLong();

  /**
   * @param most characters from which on it is full; an answer that ends then is kept all the same
   */
  public KeptAnswers(long most) {
    this.most = most;
  }

  static KeptAnswers of(Config config, long heapBytes) {
    return new KeptAnswers(Math.min(config.getBytes(MOST), heapBytes / PART_OF_HEAP));
  }

  /** That of this node. */
  public static KeptAnswers of(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** An answer of so many characters is held from now on; a negative number lets go of them. */
  public void add(long more) {
    chars.addAndGet(more);
  }

  public long chars() {
    return chars.get();
  }

  public boolean isFull() {
    return chars.get() >= most;
  }

  /** What counts of an outcome. */
  public static long charsOf(StepOutcome outcome) {
    return outcome instanceof StepOutcome.Answered answered ? answered.text().length() : 0;
  }
}
