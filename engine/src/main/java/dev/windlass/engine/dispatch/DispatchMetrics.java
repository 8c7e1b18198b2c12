package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.WaitReason;
import java.util.Map;

/**
 * What a dispatcher measures; whoever ships the metrics implements it. Called from the dispatcher's
 * thread a few times a second: must be quick and must not throw.
 */
public interface DispatchMetrics {
  /** Measures nothing. */
  DispatchMetrics NONE = (lane, steps) -> {};

  /**
   * Where the steps of a lane stand that partitions of this node have asked. Told of each lane that
   * has any, and once more with none when it has none any more.
   *
   * @param lane provider and model: {@code openai/gpt-x}
   * @param steps by what they wait for, {@link WaitReason#CALLING} among them
   */
  void standing(String lane, Map<WaitReason, Long> steps);

  /**
   * Whether no limit, pause or cap blocks a step that waits for this: it is called, or could be.
   */
  static boolean isRunnable(WaitReason reason) {
    return switch (reason) {
      case CALLING, STARTING, WORKERS, UNSERVED -> true;
      case REQUESTS,
          TOKENS,
          CONCURRENCY,
          BACKOFF,
          BUDGET,
          PAUSED,
          QUOTA,
          DAILY,
          JOURNAL,
          SEAL,
          IDENTICAL ->
          false;
    };
  }
}
