package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.KeptAnswers;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What goes back to the dispatchers, gathered so that many outcomes are one message. */
final class Outbox {
  private record Home(Side side, String lane) {}

  /** Of a character, at most. */
  private static final int BYTES = 3;

  /** Bytes of an outcome beside its answer, roughly. */
  private static final int FRAME = 200;

  private static final class Batch {
    List<StepOutcome> outcomes = new ArrayList<>();
    long bytes;
  }

  private final int largest;
  private final long longest;
  private final Map<Side, Batch> outcomes = new LinkedHashMap<>();
  private final Map<Home, List<StepKey>> unstarted = new LinkedHashMap<>();

  private final Predicate<Side> keeps;
  private final Set<Side> gone = new HashSet<>();
  private final KeptOutcomes kept;

  /**
   * @param largest outcomes in one message at most
   * @param longest bytes of answers in one message, but for a longer one alone: it must pass a
   *     frame
   * @param keeps whether the outcomes for this dispatcher are kept until they are stored
   * @param room told of answers that are kept
   */
  Outbox(int largest, long longest, Predicate<Side> keeps, KeptAnswers room) {
    kept = new KeptOutcomes(room);
    this.largest = largest;
    this.longest = longest;
    this.keeps = keeps;
  }

  void ended(Side side, StepOutcome outcome) {
    if (gone.contains(side)) {
      kept.orphan(outcome);
      return;
    }
    var batch = outcomes.computeIfAbsent(side, s -> new Batch());
    var full = add(batch, outcome);
    if (full != null) {
      send(side, full);
    }
  }

  /** Puts it into the batch; what was in it before where it does not fit, else null. */
  private @Nullable List<StepOutcome> add(Batch batch, StepOutcome outcome) {
    long bytes = bytes(outcome);
    boolean full =
        batch.outcomes.size() >= largest
            || (batch.bytes + bytes > longest && !batch.outcomes.isEmpty());
    var before = full ? batch.outcomes : null;
    if (full) {
      batch.outcomes = new ArrayList<>();
      batch.bytes = 0;
    }
    batch.outcomes.add(outcome);
    batch.bytes += bytes;
    return before;
  }

  private static long bytes(StepOutcome outcome) {
    long answer = outcome instanceof StepOutcome.Answered answered ? answered.text().length() : 0;
    return FRAME + BYTES * answer;
  }

  private void send(Side side, List<StepOutcome> together) {
    if (keeps.test(side)) {
      kept.said(side, together);
    }
    side.dispatcher().tell(new Dispatching.Finished(together, side.link()));
  }

  void handedBack(Side side, String lane, StepKey key) {
    if (gone.contains(side)) {
      return;
    }
    unstarted.computeIfAbsent(new Home(side, lane), h -> new ArrayList<>()).add(key);
  }

  /** Sends all that was gathered. */
  void flush() {
    if (!outcomes.isEmpty()) {
      outcomes.forEach((side, batch) -> send(side, batch.outcomes));
      outcomes.clear();
    }
    if (!unstarted.isEmpty()) {
      unstarted.forEach((home, keys) ->
          home.side().dispatcher().tell(new Dispatching.HandedBack(home.lane(), keys)));
      unstarted.clear();
    }
  }

  void durable(Side at, List<StepKey> steps) {
    kept.durable(at, steps);
  }

  /**
   * The dispatcher is gone.
   *
   * @return the questions whose answers it may not have stored, and which are here
   */
  List<StepKey> gone(Side side) {
    gone.add(side);
    var unsent = outcomes.remove(side);
    if (unsent != null) {
      kept.said(side, unsent.outcomes);
    }
    unstarted.keySet().removeIf(home -> home.side().equals(side));
    return kept.gone(side);
  }

  /** Another dispatcher is asked these now; says which of their answers are here. */
  List<StepKey> release(Set<StepKey> steps, Side asker) {
    return kept.release(steps, asker);
  }

  /** The answer to this question, which nobody had asked for any more; or null. */
  @Nullable StepOutcome claim(StepKey key) {
    return kept.claim(key);
  }

  /** Says again what was not confirmed for long; call a few times a second. */
  void look(long now) {
    kept.look(now)
        .forEach((side, again) -> {
          var batch = new Batch();
          for (var outcome : again) {
            var full = add(batch, outcome);
            if (full != null) {
              side.dispatcher().tell(new Dispatching.Finished(full, side.link()));
            }
          }
          side.dispatcher().tell(new Dispatching.Finished(batch.outcomes, side.link()));
        });
  }

  /** Whether everything that was said has been confirmed, where that is waited for. */
  boolean isDone() {
    return kept.allStored();
  }

  /** Waits for no confirmation any more. */
  void giveUp() {
    kept.forgetSaid();
  }
}
