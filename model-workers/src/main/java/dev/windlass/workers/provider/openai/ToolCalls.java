package dev.windlass.workers.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of an answer. In a streamed one each comes in pieces that name its place; its id
 * and name come with the first, its arguments bit by bit. Used by one thread.
 */
final class ToolCalls {
  /** Calls of one answer; what a provider says beyond is passed over. */
  private static final int MOST = 1_000;

  private static final class Call {
    String id = "";
    String name = "";
    final StringBuilder arguments = new StringBuilder();
  }

  private final Map<Integer, Call> byPlace = new TreeMap<>();

  void add(JsonNode pieces) {
    int place = 0;
    for (var piece : pieces) {
      int named = piece.path("index").asInt(place);
      place = named + 1;
      if (byPlace.size() < MOST || byPlace.containsKey(named)) {
        add(byPlace.computeIfAbsent(named, n -> new Call()), piece);
      }
    }
  }

  private static void add(Call call, JsonNode piece) {
    var function = piece.path("function");
    if (piece.path("id").isTextual() && call.id.isEmpty()) {
      call.id = piece.path("id").textValue();
    }
    if (function.path("name").isTextual() && call.name.isEmpty()) {
      call.name = function.path("name").textValue();
    }
    var arguments = function.path("arguments");
    if (arguments.isTextual()) {
      call.arguments.append(arguments.textValue());
    } else if (arguments.isObject()) { // some servers do not write them as a text
      call.arguments.append(arguments);
    }
  }

  /** The calls in OpenAI's shape; each has an id. Null when there are none. */
  @Nullable JsonNode asJson() {
    if (byPlace.isEmpty()) {
      return null;
    }
    var all = JsonNodeFactory.instance.arrayNode();
    byPlace.forEach((place, call) -> {
      var one = all.addObject();
      one.put("id", call.id.isEmpty() ? "call_" + place : call.id);
      one.put("type", "function");
      one.putObject("function").put("name", call.name).put("arguments", call.arguments.toString());
    });
    return all;
  }
}
