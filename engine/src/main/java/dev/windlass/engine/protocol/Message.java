package dev.windlass.engine.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * One message of a conversation, as providers know it.
 *
 * @param role system, user or assistant
 * @param content a text, or a list of content parts in OpenAI's shape
 */
public record Message(String role, JsonNode content) {
  public static Message of(String role, String text) {
    return new Message(role, TextNode.valueOf(text));
  }
}
