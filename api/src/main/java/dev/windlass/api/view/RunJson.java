package dev.windlass.api.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.windlass.engine.protocol.Attempt;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.RunView;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run object, with every step and call. */
public final class RunJson {
  private RunJson() {}

  public static void write(JsonGenerator out, RunView run) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", run.id());
    out.writeStringField("chain", run.chain());
    if (run.job() != null) {
      out.writeStringField("job_id", run.job());
      out.writeStringField("line_id", run.lineId());
      out.writeNumberField("line", run.line());
    }
    out.writeStringField("status", run.status().wireName());
    outcome(out, run);
    if (run.error() == null) {
      out.writeNullField("error");
    }
    Values.usage(out, run.usage());
    Values.cost(out, run.usage());
    out.writeNumberField("attempt", run.take());
    out.writeNumberField("calls", run.calls());
    if (run.provider() != null) {
      out.writeStringField("provider", run.provider());
    }
    trial(out, run);
    Values.texts(out, "labels", run.labels());
    Values.time(out, "created_at", run.createdAt());
    Values.time(out, "started_at", run.startedAt());
    Values.time(out, "ended_at", run.endedAt());
    if (!run.status().terminal()) {
      waits(out, run.waits());
    }
    steps(out, run.steps());
    out.writeEndObject();
  }

  /**
   * Which model answered where several may, whether some call was saved, and which of a line's runs
   * it is.
   */
  static void trial(JsonGenerator out, RunView run) throws IOException {
    if (run.model() != null) {
      out.writeStringField("model", run.model());
    }
    if (run.cached()) {
      out.writeBooleanField("cached", true);
    }
    var trial = run.trial();
    if (trial != null) {
      out.writeFieldName("grid");
      out.writeTree(trial.grid());
      out.writeNumberField("run", trial.run());
    }
  }

  /** What it waits for: the reasons of its open steps, and of the one that waits longest more. */
  private static void waits(JsonGenerator out, List<RunView.Wait> waits) throws IOException {
    var reasons = new TreeMap<String, Integer>();
    RunView.Wait longest = null;
    for (var each : waits) {
      reasons.merge(each.reason().wireName(), 1, Integer::sum);
      longest = longest == null || before(each.since(), longest.since()) ? each : longest;
    }
    out.writeObjectFieldStart("waiting_for");
    for (var each : reasons.entrySet()) {
      out.writeNumberField(each.getKey(), each.getValue());
    }
    out.writeEndObject();
    Values.time(out, "waiting_since", longest == null ? null : longest.since());
    out.writeStringField("limited_by", longest == null ? null : longest.limit());
    Values.time(out, "next_try_at", longest == null ? null : longest.nextTryAt());
    out.writeArrayFieldStart("open_steps");
    for (var each : waits) {
      out.writeStartObject();
      out.writeStringField("path", each.path());
      out.writeStringField("waiting_for", each.reason().wireName());
      Values.time(out, "waiting_since", each.since());
      out.writeStringField("limited_by", each.limit());
      Values.time(out, "next_try_at", each.nextTryAt());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static boolean before(@Nullable Instant one, @Nullable Instant other) {
    return one != null && (other == null || one.isBefore(other));
  }

  /** Output, messages, and the error where there is one. */
  static void outcome(JsonGenerator out, RunView run) throws IOException {
    out.writeFieldName("output");
    if (run.output() == null) {
      out.writeNull();
    } else {
      Json.MAPPER.writeTree(out, run.output());
    }
    messages(out, run.messages());
    if (run.error() != null) {
      error(out, run.error());
    }
  }

  static void messages(JsonGenerator out, List<Message> messages) throws IOException {
    out.writeArrayFieldStart("messages");
    for (var each : messages) {
      out.writeStartObject();
      out.writeStringField("role", each.role());
      out.writeFieldName("content");
      Json.MAPPER.writeTree(out, each.content());
      if (each.toolCalls() != null) {
        out.writeFieldName("tool_calls");
        Json.MAPPER.writeTree(out, each.toolCalls());
      }
      if (each.toolCallId() != null) {
        out.writeStringField("tool_call_id", each.toolCallId());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void error(JsonGenerator out, RunView.RunError error) throws IOException {
    out.writeObjectFieldStart("error");
    out.writeStringField("class", error.kind().wireName());
    out.writeStringField("code", error.code());
    out.writeStringField("message", error.message());
    out.writeStringField("step", error.step());
    out.writeNumberField("calls", error.calls());
    out.writeBooleanField("retryable", error.kind().retryable());
    out.writeStringField("raw", error.raw());
    provider(out, error.call());
    out.writeEndObject();
  }

  private static void provider(JsonGenerator out, @Nullable CallError call) throws IOException {
    if (call == null) {
      out.writeNullField("provider");
      return;
    }
    out.writeObjectFieldStart("provider");
    status(out, "status", call.status());
    out.writeStringField("type", call.type());
    out.writeStringField("code", call.code());
    out.writeStringField("request_id", call.requestId());
    out.writeEndObject();
  }

  static void steps(JsonGenerator out, List<RunView.StepDetail> steps) throws IOException {
    out.writeArrayFieldStart("steps");
    for (int i = 0; i < steps.size(); i++) {
      step(out, i, steps.get(i));
    }
    out.writeEndArray();
  }

  private static void step(JsonGenerator out, int index, RunView.StepDetail step)
      throws IOException {
    var attempts = step.attempts();
    out.writeStartObject();
    out.writeNumberField("step", index);
    out.writeStringField("path", step.path());
    out.writeStringField("id", step.id());
    out.writeStringField("as", step.as());
    out.writeStringField("kind", step.kind());
    out.writeStringField("status", step.status());
    Values.time(out, "started_at", attempts.isEmpty() ? null : attempts.getFirst().startedAt());
    times(out, attempts);
    Values.usage(out, step.usage());
    Values.cost(out, step.usage());
    out.writeStringField("answer", step.answer());
    if (step.model() != null) {
      out.writeStringField("model", step.model());
    }
    if (step.cached()) {
      out.writeBooleanField("cached", true);
    }
    stepError(out, step.error());
    out.writeArrayFieldStart("attempts");
    for (var each : attempts) {
      attempt(out, each);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void stepError(JsonGenerator out, @Nullable CallError error) throws IOException {
    if (error == null) {
      out.writeNullField("error");
      return;
    }
    out.writeObjectFieldStart("error");
    out.writeStringField("class", error.kind().wireName());
    out.writeStringField("message", error.message());
    out.writeStringField("raw", error.raw());
    provider(out, error);
    out.writeEndObject();
  }

  private static void attempt(JsonGenerator out, Attempt attempt) throws IOException {
    out.writeStartObject();
    out.writeNumberField("attempt", attempt.number());
    out.writeStringField("status", attempt.error() == null ? "succeeded" : "failed");
    status(out, "http_status", attempt.status());
    Values.time(out, "started_at", attempt.startedAt());
    times(out, List.of(attempt));
    out.writeStringField("request_id", attempt.requestId());
    var error = attempt.error();
    out.writeStringField("error", error == null ? null : error.wireName());
    out.writeStringField("cost", Values.dollars(attempt.costNanos()));
    if (attempt.repeatedAfterCrash()) {
      out.writeBooleanField("repeated_after_crash", true);
    }
    out.writeEndObject();
  }

  private static void times(JsonGenerator out, List<Attempt> attempts) throws IOException {
    long queued = 0;
    long limiter = 0;
    long call = 0;
    for (var each : attempts) {
      queued += each.queuedMs();
      limiter += each.limiterWaitMs();
      call += each.callMs();
    }
    out.writeNumberField("queued_ms", queued);
    out.writeNumberField("limiter_wait_ms", limiter);
    out.writeNumberField("call_ms", call);
  }

  private static void status(JsonGenerator out, String name, int status) throws IOException {
    if (status == 0) {
      out.writeNullField(name);
    } else {
      out.writeNumberField(name, status);
    }
  }
}
