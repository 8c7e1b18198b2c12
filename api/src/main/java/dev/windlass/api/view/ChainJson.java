package dev.windlass.api.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.windlass.engine.Chains;
import dev.windlass.engine.protocol.Json;
import java.io.IOException;

/** A version of a chain, and its preview. */
public final class ChainJson {
  private ChainJson() {}

  public static void write(JsonGenerator out, Chains.Version version) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", version.name());
    out.writeNumberField("version", version.version());
    out.writeStringField("digest", version.digest());
    out.writeFieldName("chain");
    Json.MAPPER.writeTree(out, version.source());
    Values.time(out, "created_at", version.createdAt());
    out.writeEndObject();
  }

  /** A cost is null where it is not known, or where nothing bounds it. */
  public static void preview(JsonGenerator out, Chains.Preview preview) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("prompts");
    for (var each : preview.prompts()) {
      out.writeStartObject();
      out.writeStringField("step", each.step());
      RunJson.messages(out, each.messages());
      out.writeBooleanField("complete", each.complete());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeObjectFieldStart("tokens");
    out.writeNumberField("in", preview.inputTokens());
    out.writeNumberField("out_max", preview.maxOutputTokens());
    out.writeEndObject();
    out.writeObjectFieldStart("cost");
    Values.dollarsOrNull(out, "low", preview.cost().lowNanos());
    Values.dollarsOrNull(out, "high", preview.cost().highNanos());
    out.writeStringField("currency", Values.CURRENCY);
    out.writeEndObject();
    out.writeEndObject();
  }
}
