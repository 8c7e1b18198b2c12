package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tools of an ask.
 *
 * @param maxRounds answers with tool calls that are followed; then the model must answer
 * @param wire the tools as a list in OpenAI's shape
 */
public record Toolset(List<Tool> tools, int maxRounds, JsonNode wire) {
  static Toolset of(List<Tool> tools, int maxRounds) {
    var wire = JsonNodeFactory.instance.arrayNode();
    tools.forEach(tool -> wire.add(tool.wire()));
    return new Toolset(List.copyOf(tools), maxRounds, wire);
  }

  /** The tools that are chains. */
  List<Step> uses() {
    var uses = new ArrayList<Step>();
    for (var tool : tools) {
      if (tool.use() != null) {
        uses.add(tool.use());
      }
    }
    return uses;
  }

  /** The tool of this name, or null. */
  public @Nullable Tool named(String name) {
    for (var tool : tools) {
      if (tool.name().equals(name)) {
        return tool;
      }
    }
    return null;
  }
}
