package dev.windlass.engine.partition;

import dev.windlass.engine.partition.PartitionCommand.AwaitEnd;
import dev.windlass.engine.partition.PartitionCommand.Ended;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** Who wants to know when a run has ended, once each: they say it again every few seconds. */
final class Waiting {
  private final Ledger ledger;
  private final Map<Integer, Set<ActorRef<Ended>>> byRun = new HashMap<>(0);

  Waiting(Ledger ledger) {
    this.ledger = ledger;
  }

  Decision decide(AwaitEnd await) {
    var entry = ledger.entry(await.run());
    if (entry == null) {
      return Decision.NOTHING;
    }
    if (entry.ended()) {
      return Decision.only(new Action.Tell<>(await.replyTo(), new Ended(await.run())));
    }
    byRun.computeIfAbsent(await.run(), run -> new LinkedHashSet<>(2)).add(await.replyTo());
    return Decision.NOTHING;
  }

  /**
   * Adds that those who wait are told of these ends.
   *
   * @return how many runs end
   */
  int tell(List<PartitionEvent> events, List<Action> actions) {
    int ended = 0;
    for (var event : events) {
      switch (event) {
        case PartitionEvent.OutcomesRecorded(var steps, var marks, var at) -> {
          ended += marks.size();
          marks.forEach(mark -> tell(mark.run(), actions));
        }
        case PartitionEvent.RunsCancelled(var runs, var at) -> {
          ended += runs.size();
          runs.forEach(run -> tell(run, actions));
        }
        default -> {}
      }
    }
    return ended;
  }

  private void tell(int run, List<Action> actions) {
    var waiting = byRun.remove(run);
    if (waiting != null) {
      waiting.forEach(to -> actions.add(new Action.Tell<>(to, new Ended(run))));
    }
  }

  boolean nobody() {
    return byRun.isEmpty();
  }
}
