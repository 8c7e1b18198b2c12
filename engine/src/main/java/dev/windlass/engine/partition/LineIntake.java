package dev.windlass.engine.partition;

import dev.windlass.engine.partition.PartitionCommand.Accept;
import dev.windlass.engine.partition.PartitionEvent.LinesAccepted;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.time.Instant;
import java.util.List;

/**
 * Takes a job's lines in. What was acknowledged, or has run, stays; the rest of an upload that was
 * cut off gives way to the upload that follows it, which carries a higher epoch.
 */
final class LineIntake {
  private final Ledger ledger;

  /** Of the newest upload that has been here; not durable, as no upload outlives the process. */
  private long epoch;

  LineIntake(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * @param acknowledged as far as the job has said
   */
  Decision decide(Accept accept, int acknowledged, Instant now) {
    if (accept.epoch() < epoch) {
      return Decision.refuse(
          accept.replyTo(), Refusal.Kind.WRONG_STATE, "a newer upload has taken over");
    }
    epoch = accept.epoch();
    if (accept.from() > ledger.size()) {
      return Decision.refuse(
          accept.replyTo(),
          Refusal.Kind.OFFSET_GAP,
          "lines from " + accept.from() + " on, but this partition holds " + ledger.size());
    }
    int fixed = fixed(acknowledged);
    if (accept.from() < fixed) {
      return Decision.refuse(
          accept.replyTo(),
          Refusal.Kind.WRONG_STATE,
          "lines before " + fixed + " are acknowledged and stay as they are");
    }
    int size = accept.from() + accept.lines().size();
    var reply = new Action.Tell<>(accept.replyTo(), Reply.ok(size));
    return accept.lines().isEmpty() && size == ledger.size()
        ? Decision.only(reply)
        : new Decision(
            List.of(new LinesAccepted(accept.from(), accept.lines(), now)), List.of(reply));
  }

  /** Lines before it cannot be replaced: they were acknowledged, or something became of them. */
  private int fixed(int acknowledged) {
    if (ledger.opened() != null) {
      return Integer.MAX_VALUE; // runs without a job: no upload comes here
    }
    for (int i = ledger.size() - 1; i >= acknowledged; i--) {
      var entry = ledger.entry(i);
      if (entry != null && (entry.ended() || entry.underWay() || entry.wasTold())) {
        return i + 1;
      }
    }
    return acknowledged;
  }
}
