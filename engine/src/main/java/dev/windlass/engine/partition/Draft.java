package dev.windlass.engine.partition;

import dev.windlass.engine.partition.PartitionEvent.EndMark;
import dev.windlass.engine.partition.PartitionEvent.OutcomesRecorded;
import dev.windlass.engine.partition.PartitionEvent.RunsCancelled;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Terms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A decision in the making: everything that one message brings about goes into one write. */
final class Draft {
  private final Instant now;
  private final List<StepRecord> records = new ArrayList<>();
  private final List<EndMark> ended = new ArrayList<>();
  private final List<Integer> cancelled = new ArrayList<>();
  private final List<StepKey> withdrawn = new ArrayList<>();
  private final List<StepRequest> offered = new ArrayList<>();
  private final List<Action> first = new ArrayList<>(2);
  private final List<Action> last = new ArrayList<>(2);

  /** Runs that were told something, and may have new questions. */
  final Set<Entry> touched = new LinkedHashSet<>();

  /** Questions that another's answer may serve. */
  final List<Sharing.Wanted> shared = new ArrayList<>(0);

  private boolean begins;

  /** When what it holds was decided. */
  Instant now() {
    return now;
  }

  Draft(Instant now) {
    this.now = now;
  }

  /** The work of this partition begins with this. */
  void begin() {
    begins = true;
  }

  void record(StepRecord step) {
    records.add(step);
  }

  void end(EndMark mark) {
    ended.add(mark);
  }

  void cancel(int run) {
    cancelled.add(run);
  }

  void withdraw(StepKey step) {
    withdrawn.add(step);
  }

  List<StepKey> withdrawn() {
    return withdrawn;
  }

  void offer(StepRequest step) {
    offered.add(step);
  }

  void share(StepRequest step, String reading) {
    shared.add(new Sharing.Wanted(step, reading));
  }

  /** Done before anything is offered. */
  void first(Action action) {
    first.add(action);
  }

  /** Done after everything is offered. */
  void last(Action action) {
    last.add(action);
  }

  /**
   * @param eventChars longest answers of one event together; a batch above it becomes several
   *     events of one write
   */
  Decision decision(Terms terms, long eventChars) {
    var events = new ArrayList<PartitionEvent>(2);
    if (begins || !records.isEmpty() || !ended.isEmpty()) {
      addOutcomes(events, eventChars);
    }
    if (!cancelled.isEmpty()) {
      events.add(new RunsCancelled(List.copyOf(cancelled), now));
    }
    var actions = new ArrayList<Action>(first);
    if (!withdrawn.isEmpty()) {
      actions.add(new Action.Withdraw(withdrawn));
    }
    if (!offered.isEmpty()) {
      actions.add(new Action.Offer(offered, terms));
    }
    actions.addAll(last);
    return new Decision(events, actions);
  }

  private void addOutcomes(List<PartitionEvent> events, long eventChars) {
    int from = 0;
    long chars = 0;
    for (int i = 0; i < records.size(); i++) {
      var text = records.get(i).text();
      chars += text == null ? 0 : text.length();
      if (chars > eventChars && i > from) {
        events.add(new OutcomesRecorded(List.copyOf(records.subList(from, i)), List.of(), now));
        from = i;
        chars = text == null ? 0 : text.length();
      }
    }
    var rest = List.copyOf(records.subList(from, records.size()));
    events.add(new OutcomesRecorded(rest, List.copyOf(ended), now));
  }
}
