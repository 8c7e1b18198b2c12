package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** A prompt of several messages, in order: {@code Messages.of().system("...").user("...")}. */
public final class Messages {
  private final ArrayNode written = JsonNodeFactory.instance.arrayNode();

  private Messages() {}

  public static Messages of() {
    return new Messages();
  }

  public Messages system(String text) {
    return add("system", text);
  }

  public Messages user(String text) {
    return add("user", text);
  }

  public Messages assistant(String text) {
    return add("assistant", text);
  }

  /** A message of content parts in OpenAI's shape; its texts are templates. */
  public Messages user(JsonNode parts) {
    written.addObject().set("user", parts);
    return this;
  }

  /** Messages from a variable that holds a list of {@code {role, content}}. */
  public Messages placeholder(String variable) {
    return add("placeholder", variable);
  }

  /** The last messages of such a list only, at least 1. */
  public Messages lastOf(String variable, int messages) {
    written.addObject().put("placeholder", variable).put("last", messages);
    return this;
  }

  /** The same, which sends nothing where the variable is missing. */
  public Messages optionalPlaceholder(String variable) {
    written.addObject().put("placeholder", variable).put("optional", true);
    return this;
  }

  private Messages add(String key, String text) {
    written.addObject().put(key, text);
    return this;
  }

  ArrayNode written() {
    return written;
  }
}
