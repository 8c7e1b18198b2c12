package dev.windlass.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import java.util.List;
import java.util.Map;

/**
 * About how many tokens prompts take, without knowing any model's encoding: four UTF-8 bytes a
 * token and four tokens a message, OpenAI's own rule of thumb for English text. Pure.
 */
final class PromptEstimate {
  private static final int BYTES_A_TOKEN = 4;
  private static final int TOKENS_A_MESSAGE = 4;
  private static final List<String> BOUNDS =
      List.of("max_completion_tokens", "max_tokens", "max_output_tokens");

  long inputTokens(List<Message> messages) {
    long tokens = 0;
    for (var message : messages) {
      var content = message.content();
      var text = content.isTextual() ? content.textValue() : Json.write(content);
      int bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
      tokens += TOKENS_A_MESSAGE + (bytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
    }
    return tokens;
  }

  /** The bound that the options set, 0 where they set none. */
  long outputTokens(Map<String, JsonNode> options) {
    for (var name : BOUNDS) {
      var bound = options.get(name);
      if (bound != null && bound.isIntegralNumber()) {
        return bound.asLong();
      }
    }
    return 0;
  }
}
