package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.Answer;
import dev.windlass.engine.chain.History;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Scope;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One ask: its question, the repairs of its answer, its good answer. While it is open it keeps its
 * rendered prompt (the same texts that the request holds); afterwards the answer alone, so that the
 * step need not be asked again when the run is taken up again.
 */
final class Asking extends OpenStep {
  /** No other model can help there: somebody wants the run to end. */
  private static final Set<FailureClass> MENDED_BY_NONE =
      EnumSet.of(FailureClass.CANCELLED, FailureClass.BUDGET_EXHAUSTED);

  private final Step.Ask ask;

  /** Where it stands, until it is over. */
  private @Nullable Body body;

  private @Nullable Rendered rendered;

  /**
   * What was said since the question: tool calls with what they gave, and bad answers, each
   * followed by what was wrong with it.
   */
  private List<Message> since = List.of();

  /** Of that what belongs to the conversation, once there is a good answer. */
  private List<Message> between = List.of();

  private @Nullable ToolRound round;

  /** Answers with tool calls of the model that is asked now. */
  private int rounds;

  /** Of all models; no two calls of a tool have the same path. */
  private int roundsInAll;

  private @Nullable String lastBad;
  private int repaired;
  private int number = 1;
  private int fingerprint;
  private @Nullable String answer;
  private boolean told;

  /** Which of its models is asked: 0 for its own, from 1 on those that stand in for it. */
  private int turn;

  /** Why the first model gave no answer, once another is asked. */
  private Run.@Nullable Failure first;

  Asking(Step.Ask ask, String path, @Nullable Met within, int slot, int index, Body body) {
    super(ask, path, within, slot, index);
    this.ask = ask;
    this.body = body;
  }

  /** Asks, or takes the answer that the same question had before the run was taken up again. */
  @Override
  void begin(Scope scope) throws RunFault {
    var course = body().course();
    rendered = Rendered.of(ask, body().chain(), scope);
    Models.check(ask, body());
    fingerprint = 31 * rendered.hashCode() + body().conversation().fingerprint(history());
    var earlier = course.past().of(path);
    if (earlier == null) {
      course.ask(this);
    } else if (earlier.answer() != null && earlier.fingerprint() == fingerprint) {
      number = earlier.ask();
      since = new ArrayList<>(earlier.between());
      answered(earlier.answer());
    } else {
      number = earlier.ask() + 1;
      course.ask(this);
    }
  }

  /** Reads an answer: the step is done, has failed, or is asked once more. */
  @Override
  void answered(String text) {
    switch (ask.answer().read(ask.trim() ? text.strip() : text)) {
      case Answer.Reading.Value(var value) -> done(text, value);
      case Answer.Reading.Misfit(var reason) when repaired < ask.repair() -> repair(text, reason);
      case Answer.Reading.Misfit(var reason) ->
          nextModel(new Run.Failure(FailureClass.INVALID_OUTPUT, null, reason, path, text, null));
    }
  }

  @Override
  void answered(String text, @Nullable JsonNode toolCalls) {
    var tools = ask.tools();
    if (tools == null || toolCalls == null || toolCalls.isEmpty()) {
      answered(text);
    } else if (rounds == tools.maxRounds()) {
      var why = "the model called tools again after " + rounds + " rounds, and gave no answer";
      nextModel(new Run.Failure(FailureClass.INVALID_OUTPUT, null, why, path, text, null));
    } else {
      rounds++;
      round = new ToolRound(this, roundsInAll++, text, toolCalls);
      round.begin(tools);
    }
  }

  /** All that the model called has given something: it is asked to go on. */
  void roundOver() {
    if (round != null) {
      say(round.said());
      round = null;
    }
    again();
  }

  private void done(String text, JsonNode value) {
    answer = text;
    between = since.stream().filter(Asking::isOfTools).toList();
    body().conversation().join(rendered(), between, text);
    close().succeeded(this, value);
  }

  private void repair(String bad, String reason) {
    if (!bad.isEmpty()) { // some providers refuse an empty message of the assistant
      say(List.of(Message.of("assistant", bad)));
    }
    say(
        List.of(
            Message.of(
                "user",
                "That answer cannot be used: "
                    + reason
                    + "\nAnswer again, so that it can. Give only the corrected answer.")));
    lastBad = bad;
    repaired++;
    again();
  }

  private static boolean isOfTools(Message message) {
    return message.toolCalls() != null || message.toolCallId() != null;
  }

  private void say(List<Message> more) {
    if (since.isEmpty()) {
      since = new ArrayList<>(more.size() + 2);
    }
    since.addAll(more);
  }

  /** The question is open once more, under its next number. */
  private void again() {
    number++;
    told = false;
    body().course().ask(this);
  }

  @Override
  void unanswered(CallError error) {
    var raw = lastBad != null ? lastBad : error.raw();
    nextModel(new Run.Failure(error.kind(), null, error.message(), path, raw, error));
  }

  /** Asks the model that stands in for this one; where there is none the first failure counts. */
  private void nextModel(Run.Failure why) {
    var reported = first != null ? first : why;
    if (!MENDED_BY_NONE.contains(why.kind()) && turn < Models.fallback(ask, body()).size()) {
      first = reported;
      turn++;
      since = new ArrayList<>(since.stream().filter(Asking::isOfTools).toList());
      rounds = 0;
      repaired = 0;
      lastBad = null;
      again();
    } else {
      close().failed(this, reported);
    }
  }

  /** The question is open no more: lets go of all that only asking needs. */
  @Override
  Body close() {
    var held = body();
    body = null;
    rendered = null;
    since = List.of();
    round = null;
    lastBad = null;
    return held;
  }

  @Override
  Run.Question question() {
    told = true;
    return new Run.Question(path, number, call(), cached() ? ask.caching().reading() : null);
  }

  private boolean cached() {
    if (ask.tools() != null) {
      return false; // only texts are kept, and a tool may act
    }
    var own = ask.caching().wanted();
    return own != null ? own : body().chain().cache();
  }

  private ModelCall call() {
    var prompt = rendered();
    var messages = new ArrayList<Message>(body().conversation().size() + 4);
    if (prompt.system() != null) {
      messages.add(Message.of("system", prompt.system()));
    }
    int leading = prompt.leading();
    messages.addAll(prompt.messages().subList(0, leading));
    body().conversation().addTo(messages, history());
    messages.addAll(prompt.messages().subList(leading, prompt.messages().size()));
    messages.addAll(since);
    boolean lastRound = ask.tools() != null && rounds == ask.tools().maxRounds();
    return Models.call(ask, body(), turn, messages, prompt.stop(), lastRound);
  }

  private History history() {
    var own = ask.history();
    return own != null ? own : body().chain().history();
  }

  private Rendered rendered() {
    if (rendered == null) {
      throw new IllegalStateException("the question of step " + path + " is not open");
    }
    return rendered;
  }

  @Override
  Body body() {
    if (body == null) {
      throw new IllegalStateException("step " + path + " is over");
    }
    return body;
  }

  @Override
  int number() {
    return number;
  }

  @Override
  int fingerprint() {
    return fingerprint;
  }

  @Override
  @Nullable String answer() {
    return answer;
  }

  @Override
  List<Message> between() {
    return between;
  }

  @Override
  boolean told() {
    return told;
  }
}
