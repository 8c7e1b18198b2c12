package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A job's place beside others; null where nothing was said.
 *
 * @param priority 0 to 9, higher first
 * @param weight 0.01 to 1000
 */
public record Fairness(@Nullable Integer priority, @Nullable Double weight) {
  public static final Fairness USUAL = new Fairness(null, null);

  /** Puts what was said into a request. */
  public void write(ObjectNode body) {
    if (priority != null) {
      body.put("priority", priority);
    }
    if (weight != null) {
      body.put("weight", weight);
    }
  }
}
