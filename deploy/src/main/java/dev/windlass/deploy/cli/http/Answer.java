package dev.windlass.deploy.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered, when it did what was asked.
 *
 * @param body JSON null when there was none
 * @param headers by lower-case name
 */
public record Answer(int status, JsonNode body, Map<String, String> headers) {
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** Whether this answers an earlier request with the same key. */
  public boolean replayed() {
    return "true".equals(headers.get("idempotency-replayed"));
  }
}
