package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.Inputs;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One take of a run: its open questions, the steps it has met, and how it ended. */
final class Course {
  /** Most steps a run comes to, rounds and items counted; some 50 MB of what is known of them. */
  static final int MOST_STEPS = 500_000;

  private final Chain chain;
  private final ObjectNode input;
  private final RunDefaults defaults;
  private final Past past;
  private final Body whole;
  private final List<Met> met;
  private final Map<String, OpenStep> open = LinkedHashMap.newLinkedHashMap(2);

  /** Opened since they were last handed out. */
  private List<OpenStep> fresh = List.of();

  private List<Run.Asked> withdrawn = List.of();
  private Run.@Nullable End end;

  Course(Chain chain, ObjectNode input, RunDefaults defaults, Past past) {
    this.chain = chain;
    this.input = input;
    this.defaults = defaults;
    this.past = past;
    this.met = new ArrayList<>(chain.steps().size());
    this.whole =
        new Body(
            this,
            null,
            0,
            chain,
            chain.steps(),
            null,
            Variables.of(chain, input),
            Conversation.empty());
  }

  void begin() {
    var unfit = Inputs.check(chain, input);
    if (unfit != null) {
      fail(
          new Run.Failure(
              FailureClass.LINE_INVALID, unfit.code(), unfit.detail(), null, null, null));
      return;
    }
    whole.advance();
    settle(whole);
  }

  boolean answered(String path, int ask, String text, @Nullable JsonNode toolCalls) {
    var asking = close(path, ask);
    if (asking == null) {
      return false;
    }
    var body = asking.body();
    asking.answered(text, toolCalls);
    goOn(body);
    return asking.answer() != null;
  }

  void unanswered(String path, int ask, CallError error) {
    if (error.kind() == FailureClass.CANCELLED && isOpen(path, ask)) {
      cancel(error.message());
      return;
    }
    var asking = close(path, ask);
    if (asking != null) {
      var body = asking.body();
      asking.unanswered(error);
      goOn(body);
    }
  }

  private @Nullable OpenStep close(String path, int ask) {
    return isOpen(path, ask) ? open.remove(path) : null;
  }

  private void goOn(Body body) {
    if (body.waits()) {
      return; // asked once more
    }
    body.advance();
    settle(body);
  }

  /** A body may have ended, and by that the block around it, and so on outwards. */
  private void settle(Body from) {
    var body = from;
    while (body.ended()) {
      var block = body.owner();
      if (block == null) {
        finish();
        return;
      }
      block.over(body);
      if (!block.ended() || block.conclude()) {
        return;
      }
      body = block.holder();
      body.conclude(block);
      body.advance();
    }
  }

  private void finish() {
    var why = whole.failure();
    if (why != null) {
      fail(why);
      return;
    }
    try {
      var output = Outputs.of(chain, whole);
      end = new Run.Succeeded(output, whole.conversation().shown());
    } catch (RunFault fault) {
      fail(new Run.Failure(fault.kind(), null, fault.getMessage(), null, null, null));
    }
  }

  private void fail(Run.Failure why) {
    dropWithin(null);
    end = new Run.Failed(Outputs.soFar(whole), whole.conversation().shown(), why);
  }

  void cancel(String reason) {
    if (end == null) {
      fail(new Run.Failure(FailureClass.CANCELLED, null, reason, null, null, null));
    }
  }

  /** Whether the run may come to one more step. */
  boolean meet(Met step) {
    met.add(step);
    return met.size() <= MOST_STEPS;
  }

  void ask(OpenStep asking) {
    open.put(asking.path, asking);
    if (fresh.isEmpty()) {
      fresh = new ArrayList<>(2);
    }
    fresh.add(asking);
  }

  /** A block has ended: what is still under way inside it is not wanted any more. */
  void drop(Met block) {
    dropWithin(block);
  }

  private void dropWithin(@Nullable Met block) {
    for (var questions = open.values().iterator(); questions.hasNext(); ) {
      var asking = questions.next();
      if (block == null || asking.isWithin(block)) {
        questions.remove();
        if (asking.told()) {
          withdrawn = withdrawn.isEmpty() ? new ArrayList<>(2) : withdrawn;
          withdrawn.add(new Run.Asked(asking.path, asking.number()));
        }
        asking.close();
      }
    }
    for (var each : met) {
      if (each.running() && (block == null || each.isWithin(block))) {
        each.ended(Met.Status.CANCELLED);
      }
    }
  }

  List<Run.Question> next() {
    if (fresh.isEmpty()) {
      return List.of();
    }
    var questions = new ArrayList<Run.Question>(fresh.size());
    for (var asking : fresh) {
      if (asking.equals(open.get(asking.path)) && !asking.told()) {
        questions.add(asking.question());
      }
    }
    fresh = List.of();
    return questions;
  }

  List<Run.Question> open() {
    fresh = List.of();
    var questions = new ArrayList<Run.Question>(open.size());
    open.values().forEach(asking -> questions.add(asking.question()));
    return questions;
  }

  List<Run.Asked> withdrawn() {
    var all = withdrawn;
    withdrawn = List.of();
    return all;
  }

  List<Run.Asked> asked() {
    return open.values().stream().map(a -> new Run.Asked(a.path, a.number())).toList();
  }

  int openQuestions() {
    return open.size();
  }

  boolean isOpen(String path, int ask) {
    var asking = open.get(path);
    return asking != null && asking.number() == ask;
  }

  Run.@Nullable End end() {
    return end;
  }

  List<Met> met() {
    return met;
  }

  RunDefaults defaults() {
    return defaults;
  }

  Past past() {
    return past;
  }
}
