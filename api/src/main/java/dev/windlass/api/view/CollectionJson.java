package dev.windlass.api.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.windlass.engine.Collections;
import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.Json;
import java.io.IOException;

/** A collection, and its documents. */
public final class CollectionJson {
  private CollectionJson() {}

  public static void write(JsonGenerator out, Collections.Named collection) throws IOException {
    var view = collection.view();
    out.writeStartObject();
    out.writeStringField("name", collection.name());
    out.writeNumberField("documents", view.documents());
    out.writeNumberField("chunks", view.chunks());
    out.writeNumberField("characters", view.chars());
    out.writeStringField("model", view.settings().model());
    if (view.settings().model() != null) {
      out.writeNumberField("embedded", view.embedded());
      out.writeStringField("trouble", view.trouble());
    }
    out.writeNumberField("chunk", view.settings().chunk());
    out.writeNumberField("overlap", view.settings().overlap());
    out.writeNumberField("version", view.version());
    Values.time(out, "created_at", view.createdAt());
    Values.time(out, "changed_at", view.changedAt());
    out.writeEndObject();
  }

  public static void added(JsonGenerator out, String name, Collecting.Added added)
      throws IOException {
    out.writeStartObject();
    out.writeNumberField("added", added.added());
    out.writeNumberField("replaced", added.replaced());
    out.writeNumberField("unchanged", added.unchanged());
    out.writeNumberField("chunks", added.chunks());
    out.writeFieldName("collection");
    write(out, new Collections.Named(name, added.view()));
    out.writeEndObject();
  }

  public static void entry(JsonGenerator out, Collecting.Entry entry) throws IOException {
    out.writeStartObject();
    fields(out, entry);
    out.writeEndObject();
  }

  private static void fields(JsonGenerator out, Collecting.Entry entry) throws IOException {
    out.writeStringField("id", entry.id());
    out.writeStringField("source", entry.source());
    out.writeNumberField("chunks", entry.chunks());
    out.writeNumberField("characters", entry.chars());
  }

  /** With its text, as it was cut. */
  public static void shown(JsonGenerator out, Collecting.Shown shown) throws IOException {
    out.writeStartObject();
    fields(out, shown.entry());
    out.writeArrayFieldStart("texts");
    for (var chunk : shown.chunks()) {
      out.writeString(chunk);
    }
    out.writeEndArray();
    if (shown.metadata() != null) {
      out.writeFieldName("metadata");
      Json.MAPPER.writeTree(out, shown.metadata());
    }
    out.writeEndObject();
  }
}
