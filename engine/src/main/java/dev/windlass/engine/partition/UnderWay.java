package dev.windlass.engine.partition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.partition.PartitionEvent.EndMark;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.run.Run;
import dev.windlass.engine.run.RunDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The runs under way: begins them in order, as many at once as memory allows, hears their answers,
 * and turns their questions into requests.
 *
 * <p>The window is counted in runs and in characters of open prompts, so that a chain with a long
 * prompt holds no more memory than one with a short one.
 */
final class UnderWay {
  /** Weight of the newest prompt in the running mean of their lengths. */
  private static final double FRESH = 0.05;

  private final String entity;
  private final Ledger ledger;
  private final RunDefaults defaults;
  private final PartitionSettings settings;

  /** Entries before it have begun or ended. */
  private int cursor;

  /** Entries before it were looked at for faults. */
  private int checked;

  private int runs;
  private int questions;
  private double promptChars;

  UnderWay(String entity, Ledger ledger, RunDefaults defaults, PartitionSettings settings) {
    this.entity = entity;
    this.ledger = ledger;
    this.defaults = defaults;
    this.settings = settings;
  }

  /** Begins runs until the window is full, and ends the lines that can never run. */
  void fill(Origin origin, Draft draft) {
    endFaulty(origin, draft);
    var entries = ledger.entries(origin.lines());
    while (cursor < entries.size() && hasRoom()) {
      begin(entries.get(cursor++), origin, draft);
    }
  }

  private boolean hasRoom() {
    return runs < settings.runsAtOnce() && questions * promptChars < settings.openPromptChars();
  }

  void endFaulty(Origin origin, Draft draft) {
    var entries = ledger.entries(origin.lines());
    for (; checked < entries.size(); checked++) {
      var entry = entries.get(checked);
      if (entry.faulty() && !entry.ended()) {
        draft.end(new EndMark(entry.index, RunStatus.FAILED, FailureClass.LINE_INVALID));
      }
    }
  }

  /** Begins a run that has neither begun nor ended. */
  private void begin(Entry entry, Origin origin, Draft draft) {
    if (entry.ended() || entry.underWay() || entry.faulty()) {
      return;
    }
    var run = entry.rebuilt(origin.chain(entry.line()), defaults);
    entry.begin(run, origin.runId(entry.index));
    runs++;
    draft.touched.add(entry);
    settle(entry, draft);
  }

  /** Begins the runs that may have been asked before this process, or this object, was there. */
  void beginAsked(Origin origin, Draft draft) {
    for (var entry : ledger.entries(origin.lines())) {
      if (entry.mayBeAsked) {
        begin(entry, origin, draft);
      }
    }
  }

  /**
   * Tells a run what its question was answered; a duplicate or a late answer is passed over. A run
   * that was asked before a failed write begins here, if it has not yet.
   *
   * @return whether it was an answer, and one that is of use
   */
  boolean hear(StepOutcome outcome, Origin origin, Draft draft) {
    return hear(outcome.key(), StepRecord.of(outcome), origin, draft);
  }

  /** The same for an answer that another step was given. */
  boolean hear(StepKey key, StepRecord step, Origin origin, Draft draft) {
    var entry = ledger.entry(key.run());
    if (entry == null || !key.partition().equals(entity) || key.take() != entry.take()) {
      return false;
    }
    begin(entry, origin, draft);
    var run = entry.run();
    if (run == null || !run.isOpen(key.path(), key.ask())) {
      return false;
    }
    draft.record(step);
    boolean ofUse = new Told.Outcome(step).isOfUse(run);
    draft.touched.add(entry);
    settle(entry, draft);
    return ofUse;
  }

  /** Whether this question still wants an answer. */
  boolean isOpen(StepKey key) {
    var entry = ledger.entry(key.run());
    if (entry == null || key.take() != entry.take()) {
      return false;
    }
    var run = entry.run();
    return run != null && run.isOpen(key.path(), key.ask());
  }

  /** Counts a run's open questions anew, and marks its end when it has ended. */
  private void settle(Entry entry, Draft draft) {
    var run = entry.run();
    if (run == null) {
      return;
    }
    questions += run.openQuestions() - entry.open;
    entry.open = run.openQuestions();
    switch (run.end()) {
      case null -> {}
      case Run.Succeeded done -> {
        runs--;
        draft.end(new EndMark(entry.index, RunStatus.SUCCEEDED, null));
      }
      case Run.Failed failed -> {
        runs--;
        var kind = failed.failure().kind();
        draft.end(
            kind == FailureClass.CANCELLED
                ? new EndMark(entry.index, RunStatus.CANCELLED, null)
                : new EndMark(entry.index, RunStatus.FAILED, kind));
      }
    }
  }

  /** Ends a run as cancelled, whether it has begun or not. */
  void cancel(Entry entry, Draft draft) {
    var run = entry.run();
    if (run != null) {
      new Told.Cancelled().tell(run);
      runs--;
      questions -= entry.open;
      entry.open = 0;
      withdraw(entry, run, draft);
    }
    draft.cancel(entry.index);
  }

  /** Cancels the runs that have not begun. */
  void cancelUnasked(Origin origin, Draft draft) {
    for (var entry : ledger.entries(origin.lines())) {
      if (!entry.ended() && !entry.faulty() && !entry.underWay()) {
        cancel(entry, draft);
      }
    }
  }

  /** Cancels the runs under way but for these. */
  void cancelBut(Set<Integer> but, Origin origin, Draft draft) {
    for (var entry : ledger.entries(origin.lines())) {
      var run = entry.run();
      if (run != null && run.end() == null && !but.contains(entry.index)) {
        cancel(entry, draft);
      }
    }
  }

  /** What the runs that were told something want now. */
  void ask(Origin origin, Draft draft) {
    for (var entry : draft.touched) {
      var run = entry.run();
      if (run != null) {
        withdraw(entry, run, draft);
        run.next().forEach(question -> want(entry, question, origin, draft));
        entry.mayBeAsked = false;
      }
    }
  }

  /** Every open question, asked anew; whoever knows it already forgets nothing and adds nothing. */
  void askAgain(Origin origin, Draft draft) {
    for (var entry : ledger.entries(origin.lines())) {
      var run = entry.run();
      if (run != null && !draft.touched.contains(entry)) {
        run.open().forEach(question -> want(entry, question, origin, draft));
      }
    }
  }

  private void withdraw(Entry entry, Run run, Draft draft) {
    for (var asked : run.withdrawn()) {
      draft.withdraw(key(entry, asked.path(), asked.ask()));
    }
  }

  private void want(Entry entry, Run.Question question, Origin origin, Draft draft) {
    var request = request(entry, question, origin);
    if (question.reading() == null) {
      draft.offer(request);
    } else {
      draft.share(request, question.reading());
    }
  }

  private StepRequest request(Entry entry, Run.Question question, Origin origin) {
    int chars = 0;
    for (var message : question.call().messages()) {
      chars += length(message.content());
    }
    promptChars = promptChars == 0 ? chars : promptChars + FRESH * (chars - promptChars);
    return new StepRequest(
        key(entry, question.path(), question.ask()),
        String.valueOf(entry.id),
        origin.job(),
        origin.tenant(),
        origin.priority(entry.line()),
        entry.mayBeAsked,
        question.call(),
        origin.stream(entry.line()));
  }

  private static int length(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue().length();
    }
    int length = 0;
    for (var part : content) {
      length += length(part);
    }
    return length;
  }

  private StepKey key(Entry entry, String path, int ask) {
    return new StepKey(entity, entry.index, entry.take(), path, ask);
  }

  /** The keys of every open question. */
  List<StepKey> keys(Origin origin) {
    var keys = new ArrayList<StepKey>(questions);
    for (var entry : ledger.entries(origin.lines())) {
      var run = entry.run();
      if (run != null) {
        run.asked().forEach(asked -> keys.add(key(entry, asked.path(), asked.ask())));
      }
    }
    return keys;
  }

  /** The keys of one run's open questions. */
  List<StepKey> keys(Entry entry) {
    var run = entry.run();
    return run == null
        ? List.of()
        : run.asked().stream().map(asked -> key(entry, asked.path(), asked.ask())).toList();
  }

  /** Runs that had ended go on: look for what can begin from the first on. */
  void rewind() {
    cursor = 0;
  }

  boolean nothing() {
    return runs == 0;
  }
}
