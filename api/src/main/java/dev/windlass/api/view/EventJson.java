package dev.windlass.api.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.windlass.engine.protocol.JobEvent;
import java.io.IOException;

/** What happens to a job. */
public final class EventJson {
  private EventJson() {}

  public static String name(JobEvent event) {
    return switch (event) {
      case JobEvent.Snapshot snapshot -> "snapshot";
      case JobEvent.Progress progress -> "progress";
      case JobEvent.StateChanged changed -> "state";
      case JobEvent.End end -> "end";
    };
  }

  public static void data(JsonGenerator out, JobEvent event) throws IOException {
    switch (event) {
      case JobEvent.Snapshot snapshot -> JobJson.write(out, snapshot.job());
      case JobEvent.Progress progress -> {
        out.writeStartObject();
        JobJson.flatCounts(out, progress.job().counts());
        JobJson.pace(out, progress.job());
        out.writeEndObject();
      }
      case JobEvent.StateChanged changed -> {
        out.writeStartObject();
        out.writeStringField("state", changed.job().state().wireName());
        out.writeStringField("previous", changed.previous().wireName());
        out.writeStringField("reason", changed.reason());
        out.writeEndObject();
      }
      case JobEvent.End end -> {
        out.writeStartObject();
        out.writeStringField("state", end.job().state().wireName());
        JobJson.counts(out, end.job().counts());
        out.writeEndObject();
      }
    }
  }

  /** The event with its name and time, as an item of a page. */
  public static void item(JsonGenerator out, JobEvent event) throws IOException {
    out.writeStartObject();
    out.writeNumberField("id", event.id());
    out.writeStringField("event", name(event));
    out.writeFieldName("data");
    data(out, event);
    Values.time(out, "time", event.time());
    out.writeEndObject();
  }
}
