package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.KeptAnswers;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one partition asked, until the answers are stored. At most one batch of outcomes is with the
 * partition at a time: all that come while it writes that batch make the next one, which is how
 * many outcomes share one write.
 */
final class PartitionDesk<L> {
  final String partition;

  /** Counts the dispatcher's partitions as they came. */
  final long number;

  L listener;
  final Map<StepKey, Asked> asked = new HashMap<>();
  private List<Asked> pending = new ArrayList<>();
  private List<Asked> sent = List.of();
  private long batch;
  private long sentAtMs;
  private final KeptAnswers kept;
  @Nullable Standing lastStanding;

  PartitionDesk(String partition, long number, L listener, KeptAnswers kept) {
    this.kept = kept;
    this.partition = partition;
    this.number = number;
    this.listener = listener;
  }

  /** Another incarnation listens: whatever was sent to the one before is sent again. */
  void listener(L now) {
    if (!now.equals(listener)) {
      listener = now;
      lastStanding = null;
      if (!sent.isEmpty()) {
        sent.addAll(pending);
        pending = sent;
        sent = List.of();
      }
    }
  }

  void answered(Asked one, StepOutcome outcome) {
    one.outcome = outcome;
    one.place = Asked.Place.ANSWERED;
    pending.add(one);
    kept.add(KeptAnswers.charsOf(outcome));
  }

  /** Sends what has come, if nothing is under way. */
  void flush(long nowMs, Outbox<?, L> out) {
    if (sent.isEmpty() && !pending.isEmpty()) {
      sent = pending;
      pending = new ArrayList<>();
      batch++;
      send(nowMs, out);
    }
  }

  /** Sends the batch under way again when no word has come for so long. */
  void remind(long nowMs, long afterMs, Outbox<?, L> out) {
    if (!sent.isEmpty() && nowMs - sentAtMs >= afterMs) {
      send(nowMs, out);
    }
  }

  private void send(long nowMs, Outbox<?, L> out) {
    var outcomes = new ArrayList<StepOutcome>(sent.size());
    for (var one : sent) {
      var outcome = one.outcome;
      if (outcome != null) {
        outcomes.add(outcome);
      }
    }
    sentAtMs = nowMs;
    out.outcomes(listener, batch, outcomes);
  }

  /** The batch of this number is durable; what was in it. */
  List<Asked> stored(long number) {
    if (number != batch) {
      return List.of();
    }
    var durable = sent;
    for (var one : durable) {
      asked.remove(one.key, one);
      letGo(one);
    }
    sent = List.of();
    return durable;
  }

  private void letGo(Asked one) {
    var outcome = one.outcome;
    if (outcome != null) {
      kept.add(-KeptAnswers.charsOf(outcome));
    }
  }

  /** Nobody writes what is under way any more: the partition has left, or the dispatcher ends. */
  void gone() {
    pending.forEach(this::letGo);
    sent.forEach(this::letGo);
    pending = new ArrayList<>();
    sent = List.of();
  }

  /** Nobody wants this one's outcome any more. */
  void drop(Asked one) {
    if (pending.remove(one)) {
      letGo(one);
    }
    asked.remove(one.key, one);
  }
}
