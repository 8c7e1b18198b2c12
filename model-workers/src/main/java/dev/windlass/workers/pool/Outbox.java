package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What goes back to the dispatchers, gathered so that many outcomes are one message. */
final class Outbox {
  private record Home(Side side, String lane) {}

  /** Characters of answers in one message, but for a longer one alone: it must pass a frame. */
  private static final long LONGEST = 1 << 20;

  private static final class Batch {
    final List<StepOutcome> outcomes = new ArrayList<>();
    long chars;
  }

  private final int largest;
  private final Map<Side, Batch> outcomes = new LinkedHashMap<>();
  private final Map<Home, List<StepKey>> unstarted = new LinkedHashMap<>();

  Outbox(int largest) {
    this.largest = largest;
  }

  void ended(Side side, StepOutcome outcome) {
    var batch = outcomes.computeIfAbsent(side, s -> new Batch());
    batch.outcomes.add(outcome);
    if (outcome instanceof StepOutcome.Answered answered) {
      batch.chars += answered.text().length();
    }
    if (batch.outcomes.size() >= largest || batch.chars >= LONGEST) {
      outcomes.remove(side);
      side.dispatcher().tell(new Dispatching.Finished(batch.outcomes));
    }
  }

  void handedBack(Side side, String lane, StepKey key) {
    unstarted.computeIfAbsent(new Home(side, lane), h -> new ArrayList<>()).add(key);
  }

  /** Sends all that was gathered. */
  void flush() {
    if (!outcomes.isEmpty()) {
      outcomes.forEach(
          (side, batch) -> side.dispatcher().tell(new Dispatching.Finished(batch.outcomes)));
      outcomes.clear();
    }
    if (!unstarted.isEmpty()) {
      unstarted.forEach((home, keys) ->
          home.side().dispatcher().tell(new Dispatching.HandedBack(home.lane(), keys)));
      unstarted.clear();
    }
  }
}
