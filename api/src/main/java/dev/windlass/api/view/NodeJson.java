package dev.windlass.api.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.windlass.engine.protocol.NodesDoor.NodeView;
import java.io.IOException;
import java.util.List;

/** A node of the cluster as clients see it. */
public final class NodeJson {
  private NodeJson() {}

  /** Null stands for what a silent node does not say. */
  public static void write(JsonGenerator out, NodeView node) throws IOException {
    out.writeStartObject();
    out.writeStringField("node", node.node());
    texts(out, "roles", node.roles());
    texts(out, "serves", node.serves());
    var state = node.state();
    if (state == null) {
      for (var name : List.of("version", "in_flight", "pool", "rate_per_s", "heap_used")) {
        out.writeNullField(name);
      }
    } else {
      out.writeStringField("version", state.version());
      out.writeNumberField("in_flight", state.inFlight());
      out.writeNumberField("pool", state.pool());
      Values.numberOrNull(out, "rate_per_s", state.ratePerSecond());
      out.writeNumberField("heap_used", state.heapUsed());
    }
    out.writeEndObject();
  }

  private static void texts(JsonGenerator out, String name, List<String> all) throws IOException {
    out.writeArrayFieldStart(name);
    for (var each : all) {
      out.writeString(each);
    }
    out.writeEndArray();
  }
}
