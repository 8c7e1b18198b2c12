package dev.windlass.engine.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Scope;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.chain.Template;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.ModelCall;
import org.jspecify.annotations.Nullable;

/**
 * A step whose answers are JSON and join no conversation. Its question is one text; what exactly is
 * asked follows from it and from the answers so far.
 */
abstract class Searching extends OpenStep {
  private final Template template;
  private @Nullable Body body;
  private String text = "";
  private int number = 1;
  private int fingerprint;
  private @Nullable String answer;
  private boolean told;

  Searching(
      Step step,
      Template template,
      String path,
      @Nullable Met within,
      int slot,
      int index,
      Body body) {
    super(step, path, within, slot, index);
    this.template = template;
    this.body = body;
  }

  /** What is asked now. */
  abstract ModelCall call(String text, Body body);

  /** What an answer means: it ends in {@link #done}, {@link #fail} or {@link #askOnceMore}. */
  abstract void read(JsonNode answer, String written);

  @Override
  final void begin(Scope scope) throws RunFault {
    text = template.render(scope);
    fingerprint = text.hashCode();
    var course = body().course();
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
  final Run.Question question() {
    told = true;
    return new Run.Question(path, number, call(text, body()));
  }

  @Override
  final void answered(String written) {
    try {
      read(Json.read(written), written);
    } catch (JsonProcessingException e) {
      fail("the answer is no JSON", written);
    }
  }

  @Override
  final void unanswered(CallError error) {
    var why = new Run.Failure(error.kind(), null, error.message(), path, error.raw(), error);
    close().failed(this, why);
  }

  final void done(JsonNode value, String written) {
    answer = written;
    close().succeeded(this, value);
  }

  final void fail(String reason, String written) {
    close()
        .failed(
            this, new Run.Failure(FailureClass.INVALID_OUTPUT, null, reason, path, written, null));
  }

  final void askOnceMore() {
    number++;
    told = false;
    body().course().ask(this);
  }

  @Override
  final Body close() {
    var held = body();
    body = null;
    text = "";
    return held;
  }

  @Override
  final Body body() {
    if (body == null) {
      throw new IllegalStateException("step " + path + " is over");
    }
    return body;
  }

  @Override
  final int number() {
    return number;
  }

  @Override
  final boolean told() {
    return told;
  }

  @Override
  final @Nullable String answer() {
    return answer;
  }

  @Override
  final int fingerprint() {
    return fingerprint;
  }
}
