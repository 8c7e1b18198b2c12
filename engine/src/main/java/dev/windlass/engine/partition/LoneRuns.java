package dev.windlass.engine.partition;

import dev.windlass.engine.partition.PartitionCommand.Submit;
import dev.windlass.engine.partition.PartitionCommand.Submitted;
import dev.windlass.engine.partition.PartitionEvent.ChainPinned;
import dev.windlass.engine.partition.PartitionEvent.LinesAccepted;
import dev.windlass.engine.partition.PartitionEvent.Opened;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes runs without a job in: all that were submitted together become durable together. */
final class LoneRuns {
  private final Ledger ledger;
  private final int most;
  private final Instant now;
  private final List<PartitionEvent> events = new ArrayList<>();
  private final List<ChainPinned> chains;
  private final List<Line> lines = new ArrayList<>();
  private final List<Action> replies = new ArrayList<>();
  private @Nullable Opened opened;

  /**
   * @param most runs of one partition, 0 for one that takes no more; a key still has its one run
   */
  LoneRuns(Ledger ledger, int most, Instant now) {
    this.ledger = ledger;
    this.most = most;
    this.now = now;
    this.chains = new ArrayList<>(ledger.chains());
    this.opened = ledger.opened();
  }

  Decision decide(List<Submit> submits) {
    submits.forEach(this::take);
    if (!lines.isEmpty()) {
      events.add(new LinesAccepted(ledger.size(), lines, now));
      replies.add(new Action.GoOnNext());
    }
    return new Decision(events, replies);
  }

  private void take(Submit submit) {
    int next = ledger.size() + lines.size();
    if (opened == null && ledger.size() > 0) {
      refuse(submit, Refusal.Kind.WRONG_STATE, "this partition holds the lines of a job");
    } else if (opened != null && opened.fingerprint() != null) {
      repeat(submit, opened.fingerprint());
    } else if (opened != null && !opened.tenant().equals(submit.tenant())) {
      refuse(submit, Refusal.Kind.WRONG_STATE, "this partition belongs to another tenant");
    } else if (next >= most && submit.fingerprint() == null) {
      refuse(submit, Refusal.Kind.WRONG_STATE, "this partition is full; open another");
    } else {
      accept(submit, next);
    }
  }

  /** An Idempotency-Key makes one run; its repetition gets the same, another request a refusal. */
  private void repeat(Submit submit, String fingerprint) {
    if (Objects.equals(submit.fingerprint(), fingerprint)) {
      replies.add(new Action.Tell<>(submit.replyTo(), Reply.ok(new Submitted(0, true))));
    } else {
      refuse(
          submit,
          Refusal.Kind.IDEMPOTENCY_KEY_REUSED,
          "this Idempotency-Key was used for another request; take a new key for a new request");
    }
  }

  private void accept(Submit submit, int next) {
    if (opened == null) {
      opened = new Opened(submit.tenant(), submit.fingerprint(), now);
      events.add(opened);
    }
    var line = submit.line();
    lines.add(
        new Line(
            line.id(), line.text(), line.fault(), line.digest(), pin(submit), submit.priority()));
    replies.add(new Action.Tell<>(submit.replyTo(), Reply.ok(new Submitted(next, false))));
  }

  private int pin(Submit submit) {
    for (var chain : chains) {
      if (chain.reference().equals(submit.chainReference())
          && chain.source().equals(submit.chain())) {
        return chain.index();
      }
    }
    var pinned = new ChainPinned(chains.size(), submit.chainReference(), submit.chain(), now);
    chains.add(pinned);
    events.add(pinned);
    return pinned.index();
  }

  private void refuse(Submit submit, Refusal.Kind kind, String detail) {
    replies.add(new Action.Tell<>(submit.replyTo(), Reply.refused(Refusal.of(kind, detail))));
  }
}
