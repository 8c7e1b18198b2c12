package dev.windlass.engine.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.windlass.engine.chain.Tool;
import dev.windlass.engine.chain.Toolset;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tools that a model called in one answer, all at once, and what they gave. A call that makes
 * no sense is answered here: the model is told what is wrong with it, and may call again.
 */
final class ToolRound {
  /** Calls of one answer that are followed; the rest is told that it was too many. */
  static final int MOST_CALLS = 32;

  private final Asking asking;
  private final int number;
  private final String text;
  private final JsonNode calls;
  private final @Nullable String[] given;
  private int missing;

  /**
   * @param number of the round, from 0
   * @param text that came with the calls
   */
  ToolRound(Asking asking, int number, String text, JsonNode calls) {
    this.asking = asking;
    this.number = number;
    this.text = text;
    this.calls = calls;
    this.given = new @Nullable String[calls.size()];
    this.missing = calls.size() + 1; // one more until all have begun
  }

  void begin(Toolset tools) {
    for (int i = 0; i < calls.size(); i++) {
      begin(i, calls.get(i).path("function"), tools);
    }
    oneLess();
  }

  private void begin(int index, JsonNode function, Toolset tools) {
    var name = function.path("name").asText("");
    var tool = tools.named(name);
    if (tool == null) {
      var known = tools.tools().stream().map(Tool::name).collect(Collectors.joining(", "));
      gave(index, error("there is no tool " + name + "; there are " + known));
      return;
    }
    if (index >= MOST_CALLS) {
      gave(index, error("at most " + MOST_CALLS + " tools are called at once; call it again"));
      return;
    }
    JsonNode arguments;
    var written = function.path("arguments").asText("");
    try {
      arguments = written.isBlank() ? Json.object() : Json.read(written);
    } catch (JsonProcessingException e) {
      gave(index, error("the arguments are no JSON: " + e.getOriginalMessage()));
      return;
    }
    var wrong = arguments.isObject() ? tool.misfits(arguments) : "they are no object";
    if (wrong != null) {
      gave(index, error("the arguments do not fit the tool's parameters: " + wrong));
      return;
    }
    var path = asking.path + "/tools/" + number + "/" + index;
    var use = tool.use();
    if (use == null) {
      new ToolCalling(asking, this, tool, arguments, path, number, index).begin();
      return;
    }
    var place = new ToolChain.Place(path, number, index);
    var why = ToolChain.begin(asking, this, tool, use, (ObjectNode) arguments, place);
    if (why != null) {
      gave(index, error(why));
    }
  }

  static String error(String words) {
    return Json.write(Json.object().put("error", words));
  }

  /** What a call gave, for the model to read. */
  void gave(int index, String result) {
    given[index] = result;
    oneLess();
  }

  private void oneLess() {
    if (--missing == 0) {
      asking.roundOver();
    }
  }

  /** What was said in this round: the calls, and what each gave. */
  List<Message> said() {
    var said = new ArrayList<Message>();
    said.add(new Message("assistant", TextNode.valueOf(text), calls, null));
    for (int i = 0; i < calls.size(); i++) {
      var result = given[i];
      said.add(
          new Message(
              "tool",
              TextNode.valueOf(result == null ? "" : result),
              null,
              calls.get(i).path("id").asText("")));
    }
    return said;
  }
}
