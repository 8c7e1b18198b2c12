package dev.windlass.engine.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be different of a job, as a merge patch (RFC 7396) says it.
 *
 * @param priority 0 to 9, null to leave it
 * @param weight 0.01 to 1,000, null to leave it
 * @param dropLabels forget the labels there are, before {@code labels}
 * @param labels put beside those there are, or in their place; a null takes one away
 */
public record JobPatch(
    @Nullable Integer priority,
    @Nullable Double weight,
    boolean dropLabels,
    Map<String, @Nullable String> labels) {

  /** The labels as they are afterwards, in their order. */
  public Map<String, String> applied(Map<String, String> before) {
    var after = new LinkedHashMap<String, String>(dropLabels ? Map.of() : before);
    for (var each : labels.entrySet()) {
      var value = each.getValue();
      if (value == null) {
        after.remove(each.getKey());
      } else {
        after.put(each.getKey(), value);
      }
    }
    return after;
  }
}
