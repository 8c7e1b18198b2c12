package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.KeptAnswers;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes that a dispatcher on another node was told and that are not known to be stored. What is
 * not confirmed in time is said again; when the dispatcher is gone its outcomes are orphans, for
 * whoever is asked the same questions next. So an answer that was paid for is lost only with the
 * node that has it.
 *
 * <p>Times are nanoseconds of a monotonic clock. Not thread-safe.
 */
final class KeptOutcomes {
  private static final long SECOND = 1_000_000_000L;

  /** Longer than a write takes; a message that was lost is rare. */
  private static final long SAID_AGAIN_AFTER = 10 * SECOND;

  /** Longer than a partition takes to come up on another node. */
  static final long ORPHANS_KEPT = 600 * SECOND;

  /** Characters of orphans; the oldest go first. */
  private static final long LARGEST = 1L << 26;

  private static final class Kept {
    final StepOutcome outcome;

    /** Since the first look after it was said. */
    long since = -1;

    Kept(StepOutcome outcome) {
      this.outcome = outcome;
    }

    long size() {
      return KeptAnswers.charsOf(outcome);
    }
  }

  private final Map<Side, Map<StepKey, Kept>> said = new HashMap<>();
  private final Map<StepKey, Kept> orphans = new LinkedHashMap<>();
  private final KeptAnswers room;
  private long orphanChars;

  /**
   * @param room told of every answer that is said and not stored
   */
  KeptOutcomes(KeptAnswers room) {
    this.room = room;
  }

  void said(Side to, List<StepOutcome> outcomes) {
    var kept = said.computeIfAbsent(to, side -> new LinkedHashMap<>());
    for (var outcome : outcomes) {
      var one = new Kept(outcome);
      room.add(one.size());
      letGo(kept.put(outcome.key(), one));
    }
  }

  void durable(Side at, List<StepKey> steps) {
    var kept = said.get(at);
    if (kept != null) {
      steps.forEach(step -> letGo(kept.remove(step)));
    }
  }

  private void letGo(@Nullable Kept one) {
    if (one != null) {
      room.add(-one.size());
    }
  }

  /** The dispatcher is gone: what it may not have stored are orphans now. */
  List<StepKey> gone(Side side) {
    var kept = said.remove(side);
    var keys = new ArrayList<StepKey>();
    if (kept != null) {
      for (var each : kept.values()) {
        letGo(each);
        if (orphan(each.outcome)) {
          keys.add(each.outcome.key());
        }
      }
    }
    return keys;
  }

  /** Another dispatcher is asked these now: what is kept of them are orphans; says which are. */
  List<StepKey> release(Set<StepKey> steps, Side asker) {
    said.forEach((side, kept) -> {
      if (!side.equals(asker)) {
        for (var step : steps) {
          var one = kept.remove(step);
          if (one != null) {
            letGo(one);
            orphan(one.outcome);
          }
        }
      }
    });
    return steps.stream().filter(orphans::containsKey).toList();
  }

  /** Keeps an answer for whoever asks; a failure is better tried again. */
  boolean orphan(StepOutcome outcome) {
    if (!(outcome instanceof StepOutcome.Answered)) {
      return false;
    }
    var one = new Kept(outcome);
    orphans.put(outcome.key(), one);
    orphanChars += one.size();
    while (orphanChars > LARGEST && orphans.size() > 1) {
      claim(orphans.keySet().iterator().next());
    }
    return true;
  }

  /** The outcome of this question, which is no orphan any more; null if there is none. */
  @Nullable StepOutcome claim(StepKey key) {
    var one = orphans.remove(key);
    if (one == null) {
      return null;
    }
    orphanChars -= one.size();
    return one.outcome;
  }

  /** What has to be said again, by whom it is for; forgets orphans that nobody asked for. */
  Map<Side, List<StepOutcome>> look(long now) {
    var again = new HashMap<Side, List<StepOutcome>>();
    said.forEach((side, kept) -> {
      for (var each : kept.values()) {
        if (isDue(each, SAID_AGAIN_AFTER, now)) {
          each.since = now;
          again.computeIfAbsent(side, s -> new ArrayList<>()).add(each.outcome);
        }
      }
    });
    var old = new ArrayList<StepKey>();
    orphans.forEach((key, each) -> {
      if (isDue(each, ORPHANS_KEPT, now)) {
        old.add(key);
      }
    });
    old.forEach(this::claim);
    return again;
  }

  private static boolean isDue(Kept one, long after, long now) {
    if (one.since < 0) {
      one.since = now;
    }
    return now - one.since >= after;
  }

  /** Whether every outcome that was said is stored. */
  boolean allStored() {
    return said.values().stream().allMatch(Map::isEmpty);
  }

  void forgetSaid() {
    said.values().forEach(kept -> kept.values().forEach(this::letGo));
    said.clear();
  }
}
