package dev.windlass.engine.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation, as providers know it.
 *
 * @param role system, user, assistant, or tool for what a tool gave
 * @param content a text, or a list of content parts in OpenAI's shape; an empty text where an
 *     assistant only calls tools
 * @param toolCalls the tools that an assistant calls, as a list in OpenAI's shape, or null
 * @param toolCallId which of these calls a tool answers, or null
 */
public record Message(
    String role, JsonNode content, @Nullable JsonNode toolCalls, @Nullable String toolCallId) {
  public Message(String role, JsonNode content) {
    this(role, content, null, null);
  }

  public static Message of(String role, String text) {
    return new Message(role, TextNode.valueOf(text));
  }
}
