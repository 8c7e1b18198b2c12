package dev.windlass.api.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.RunEvent;
import java.io.IOException;

/** What happens to a run while it is watched. */
public final class RunEventJson {
  private RunEventJson() {}

  public static String name(RunEvent event) {
    return switch (event) {
      case RunEvent.Snapshot snapshot -> "snapshot";
      case RunEvent.Tokens tokens -> "tokens";
      case RunEvent.Restarted restarted -> "restarted";
      case RunEvent.Partial partial -> "partial";
      case RunEvent.Item item -> "item";
      case RunEvent.End end -> "end";
    };
  }

  public static void data(JsonGenerator out, RunEvent event) throws IOException {
    switch (event) {
      case RunEvent.Snapshot snapshot -> RunJson.write(out, snapshot.run());
      case RunEvent.End end -> RunJson.write(out, end.run());
      case RunEvent.Tokens tokens -> {
        begin(out, tokens.path(), tokens.ask());
        out.writeNumberField("attempt", tokens.attempt());
        out.writeNumberField("offset", tokens.offset());
        if (tokens.skipped() > 0) {
          out.writeNumberField("skipped", tokens.skipped());
        }
        out.writeStringField("text", tokens.text());
        whole(out, tokens.whole());
      }
      case RunEvent.Restarted restarted -> {
        begin(out, restarted.path(), restarted.ask());
        out.writeNumberField("attempt", restarted.attempt());
        out.writeStringField("reason", restarted.reason());
        out.writeEndObject();
      }
      case RunEvent.Partial partial -> {
        begin(out, partial.path(), partial.ask());
        out.writeFieldName("value");
        Json.MAPPER.writeTree(out, partial.value());
        whole(out, partial.whole());
      }
      case RunEvent.Item item -> {
        begin(out, item.path(), item.ask());
        out.writeNumberField("index", item.index());
        out.writeFieldName("value");
        Json.MAPPER.writeTree(out, item.value());
        out.writeEndObject();
      }
    }
  }

  private static void begin(JsonGenerator out, String path, int ask) throws IOException {
    out.writeStartObject();
    out.writeStringField("step", path);
    out.writeNumberField("ask", ask);
  }

  private static void whole(JsonGenerator out, boolean whole) throws IOException {
    if (whole) {
      out.writeBooleanField("whole", true);
    }
    out.writeEndObject();
  }
}
