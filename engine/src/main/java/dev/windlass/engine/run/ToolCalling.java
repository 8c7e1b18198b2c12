package dev.windlass.engine.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.Scope;
import dev.windlass.engine.chain.Tool;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.ModelCall;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool: a question to the built-in part {@code tools}, so that what it gave is kept
 * and it is never called again for it. A tool that fails does not fail the step: the model is told.
 */
final class ToolCalling extends OpenStep {
  /** The part of the built-in provider that calls tools. */
  private static final String PART = "tools";

  private final Asking asking;
  private final ToolRound round;
  private final Tool tool;
  private final JsonNode arguments;
  private final int index;
  private final int fingerprint;
  private int number = 1;
  private boolean told;
  private @Nullable String answer;

  ToolCalling(
      Asking asking,
      ToolRound round,
      Tool tool,
      JsonNode arguments,
      String path,
      int roundNumber,
      int index) {
    super(asking.step, path, asking, roundNumber, index);
    this.asking = asking;
    this.round = round;
    this.tool = tool;
    this.arguments = arguments;
    this.index = index;
    this.fingerprint = 31 * tool.name().hashCode() + arguments.hashCode();
  }

  /** Asks, or takes what the same call gave before the run was taken up again. */
  void begin() {
    var course = body().course();
    course.meet(this);
    var earlier = course.past().of(path);
    if (earlier == null) {
      course.ask(this);
    } else if (earlier.answer() != null && earlier.fingerprint() == fingerprint) {
      number = earlier.ask();
      answered(earlier.answer());
    } else {
      number = earlier.ask() + 1;
      course.ask(this);
    }
  }

  @Override
  void begin(Scope scope) {
    begin();
  }

  @Override
  Run.Question question() {
    told = true;
    var http = Objects.requireNonNull(tool.http(), "a tool that is no chain has an endpoint");
    var question = Json.object();
    question.put("url", http.url().toString());
    question.put("method", http.method());
    question.set("arguments", arguments);
    return new Run.Question(
        path, number, ModelCall.builtIn(PART, question, http.timeout(), http.retry()));
  }

  @Override
  void answered(String text) {
    answer = text;
    ended(Status.SUCCEEDED);
    round.gave(index, readable(text));
  }

  /** What the model is told: the text that came, or the error. */
  private static String readable(String text) {
    try {
      var read = Json.read(text);
      return read.path("text").isTextual() ? read.path("text").textValue() : text;
    } catch (JsonProcessingException e) {
      return text;
    }
  }

  @Override
  void unanswered(CallError error) {
    failed(new Run.Failure(error.kind(), null, error.message(), path, error.raw(), error));
    round.gave(index, ToolRound.error("the tool gave no answer: " + error.kind().wireName()));
  }

  /** What it is part of goes on. */
  @Override
  Body close() {
    return body();
  }

  @Override
  Body body() {
    return asking.body();
  }

  @Override
  int number() {
    return number;
  }

  @Override
  boolean told() {
    return told;
  }

  @Override
  @Nullable String answer() {
    return answer;
  }

  @Override
  int fingerprint() {
    return fingerprint;
  }

  @Override
  boolean named(String name) {
    return path.equals(name);
  }

  @Override
  Run.StepView view() {
    return view(tool.name(), null, "tool");
  }
}
