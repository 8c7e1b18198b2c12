package dev.windlass.workers.provider.simulated;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.windlass.engine.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which tools a simulated model calls: those that the last message of the user says, by lines
 * {@code CALL name {"its": "arguments"}}. Lines {@code THEN CALL ...} are for the next round, the
 * n-th of them for round n; {@code ALWAYS CALL ...} is for every round. A request without that
 * tool, or with {@code tool_choice: none}, is answered. Pure.
 *
 * @param offered names of the request's tools; none where it must not call any
 * @param asked the last message of the user
 * @param rounds answers with tool calls since then
 * @param given what the tools gave since then
 */
record ToolScript(List<String> offered, String asked, int rounds, List<String> given) {
  private static final String CALL = "CALL ";
  private static final String THEN = "THEN " + CALL;
  private static final String ALWAYS = "ALWAYS " + CALL;

  /** The calls of this round in OpenAI's shape, or null where there are none. */
  @Nullable ArrayNode calls() {
    if (offered.isEmpty()) {
      return null;
    }
    var calls = JsonNodeFactory.instance.arrayNode();
    int then = 0;
    for (var line : asked.lines().toList()) {
      if (line.startsWith(ALWAYS)) {
        add(line.substring(ALWAYS.length()), calls);
      } else if (line.startsWith(THEN)) {
        then++;
        if (then == rounds) {
          add(line.substring(THEN.length()), calls);
        }
      } else if (line.startsWith(CALL) && rounds == 0) {
        add(line.substring(CALL.length()), calls);
      }
    }
    return calls.isEmpty() ? null : calls;
  }

  private void add(String call, ArrayNode calls) {
    int blank = call.indexOf(' ');
    var name = blank < 0 ? call : call.substring(0, blank);
    if (offered.contains(name)) {
      var one = calls.addObject();
      one.put("id", "call_" + rounds + "_" + (calls.size() - 1)).put("type", "function");
      one.putObject("function")
          .put("name", name)
          .put("arguments", blank < 0 ? "{}" : call.substring(blank + 1).strip());
    }
  }

  /** What is said once tools have given something; null while none has. */
  @Nullable String answer() {
    if (given.isEmpty()) {
      return null;
    }
    var texts = new ArrayList<String>();
    for (var each : given) {
      texts.add(plain(each));
    }
    return "The tools say: " + String.join("; ", texts);
  }

  /** An object with an {@code answer} says just that. */
  private static String plain(String given) {
    try {
      JsonNode answer = Json.read(given).path("answer");
      return answer.isMissingNode() ? given : answer.asText();
    } catch (JsonProcessingException e) {
      return given;
    }
  }
}
