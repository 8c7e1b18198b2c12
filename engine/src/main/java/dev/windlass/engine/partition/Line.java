package dev.windlass.engine.partition;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.protocol.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a job as it was accepted.
 *
 * @param id the line's own id; null when its number in the job is its id
 * @param text the line as it came, without its line end; null when it cannot be kept (no UTF-8, too
 *     large) and only its digest is
 * @param fault why it can never run, or null
 * @param digest SHA-256 in hex of the line's bytes, only where {@code text} is null
 * @param chain index among the partition's pinned chains; in the partition of a job, which of the
 *     line's runs this is, from 0 (more than one where the chain has a grid)
 * @param priority of a single run, 0 to 9; 0 for a line of a job, whose priority is the job's
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Line(
    @Nullable String id,
    @Nullable String text,
    @Nullable Fault fault,
    @Nullable String digest,
    int chain,
    int priority) {

  /**
   * Why a line can never run; its result is a failure of class {@code line_invalid}.
   *
   * @param code kebab-case: invalid-json, missing-variable, duplicate, too-large, ...
   */
  public record Fault(String code, String message) {}

  /** Stands first in the text of a single run whose answers are streamed from the start. */
  public static final String STREAM = "stream";

  private static final String STREAMED = "{\"" + STREAM + "\":true,";

  /** Of a single run: whether its answers are streamed even while nobody watches. */
  boolean stream() {
    return text != null && text.startsWith(STREAMED);
  }

  /** The variables the line brings; only for a line without fault. */
  public ObjectNode input() {
    var whole = whole();
    return whole.get("input") instanceof ObjectNode input ? input : whole;
  }

  /** Labels of an envelope; empty for a bare object and for a line that can never run. */
  public Map<String, String> labels() {
    if (fault != null || text == null || !text.contains("\"labels\"")) {
      return Map.of();
    }
    var whole = whole();
    if (!whole.has("input") || !(whole.get("labels") instanceof ObjectNode labels)) {
      return Map.of();
    }
    var all = new LinkedHashMap<String, String>();
    labels.properties().forEach(e -> all.put(e.getKey(), e.getValue().asText()));
    return all;
  }

  private ObjectNode whole() {
    if (text == null) {
      throw new IllegalStateException("a line that was not kept has no input");
    }
    try {
      return (ObjectNode) Json.read(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an accepted line is no JSON any more", e);
    }
  }
}
