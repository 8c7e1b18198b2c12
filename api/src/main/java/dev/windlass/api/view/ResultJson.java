package dev.windlass.api.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.results.FailureGroup;
import dev.windlass.engine.results.ResultItem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The lines of a stream of results, and failures by class. */
public final class ResultJson {
  private ResultJson() {}

  public static void write(JsonGenerator out, ResultItem item, boolean withSteps)
      throws IOException {
    switch (item) {
      case ResultItem.Row(var cursor, var run) -> row(out, cursor, run, withSteps);
      case ResultItem.Gap(var cursor, long line, var lineId, var status) -> {
        out.writeStartObject();
        out.writeStringField("cursor", cursor);
        out.writeNumberField("line", line);
        out.writeStringField("line_id", lineId);
        out.writeStringField("status", status.wireName());
        out.writeEndObject();
      }
      case ResultItem.More(var cursor) -> control(out, "more", cursor);
      case ResultItem.End(var cursor) -> control(out, "end", cursor);
    }
  }

  /**
   * @param cursor null where the row stands alone
   */
  public static void row(JsonGenerator out, @Nullable String cursor, RunView run, boolean withSteps)
      throws IOException {
    out.writeStartObject();
    if (cursor != null) {
      out.writeStringField("cursor", cursor);
    }
    if (run.seq() > 0) {
      out.writeNumberField("seq", run.seq());
    }
    out.writeStringField("line_id", run.lineId());
    out.writeNumberField("line", run.line());
    out.writeStringField("status", run.status().wireName());
    out.writeNumberField("attempt", run.take());
    out.writeNumberField("calls", run.calls());
    RunJson.outcome(out, run);
    Values.usage(out, run.usage());
    Values.cost(out, run.usage());
    if (!run.labels().isEmpty()) {
      Values.texts(out, "labels", run.labels());
    }
    if (run.provider() != null) {
      out.writeStringField("provider", run.provider());
    }
    RunJson.trial(out, run);
    if (withSteps) {
      RunJson.steps(out, run.steps());
    }
    out.writeEndObject();
  }

  private static void control(JsonGenerator out, String type, String cursor) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", type);
    out.writeStringField("cursor", cursor);
    out.writeEndObject();
  }

  public static void failures(JsonGenerator out, FailureGroup group) throws IOException {
    out.writeStartObject();
    out.writeStringField("code", group.kind());
    out.writeNumberField("lines", group.lines());
    out.writeBooleanField("retryable", group.retryable());
    out.writeObjectFieldStart("example");
    out.writeStringField("line_id", group.exampleLineId());
    out.writeStringField("message", group.exampleMessage());
    out.writeEndObject();
    out.writeEndObject();
  }
}
