package dev.windlass.workers.limits;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.Usage;

/** How many tokens a prompt has, before the provider says. Thread-safe. */
@FunctionalInterface
public interface TokenEstimate {
  /** A token for each four characters, and three for each message. */
  TokenEstimate ROUGH = TokenEstimate::rough;

  /** Tokens of the whole prompt, at least 1. */
  int of(ModelCall call);

  /** What the provider reported for this call. */
  default void heard(ModelCall call, Usage usage) {}

  private static int rough(ModelCall call) {
    long tokens = 3;
    for (var message : call.messages()) {
      tokens += 3 + (characters(message.content()) + 3) / 4;
    }
    return (int) Math.min(Integer.MAX_VALUE, tokens);
  }

  private static long characters(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue().length();
    }
    long sum = 0;
    for (var part : content) {
      sum += characters(part);
    }
    return sum;
  }
}
