package dev.windlass.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.windlass.api.problem.Problem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A problem as RFC 9457 has it, with our members. */
final class ProblemJson {
  private ProblemJson() {}

  static void write(JsonGenerator out, Problem problem, @Nullable String path, String requestId)
      throws IOException {
    var type = problem.type();
    out.writeStartObject();
    out.writeStringField("type", type.uri());
    out.writeStringField("title", type.title());
    out.writeNumberField("status", type.status());
    out.writeStringField("detail", problem.detail());
    if (path != null) {
      out.writeStringField("instance", path);
    }
    out.writeStringField("request_id", requestId);
    out.writeBooleanField("retryable", type.retryable());
    for (var member : problem.members().entrySet()) {
      out.writeObjectField(member.getKey(), member.getValue());
    }
    if (!problem.faults().isEmpty()) {
      out.writeArrayFieldStart("errors");
      for (var fault : problem.faults()) {
        write(out, fault);
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, Problem.Fault fault) throws IOException {
    out.writeStartObject();
    if (fault.pointer() != null) {
      out.writeStringField("pointer", fault.pointer());
    }
    if (fault.line() != null) {
      out.writeNumberField("line", fault.line());
    }
    if (fault.parameter() != null) {
      out.writeStringField("parameter", fault.parameter());
    }
    out.writeStringField("code", fault.code());
    out.writeStringField("detail", fault.detail());
    out.writeEndObject();
  }
}
