package dev.windlass.api.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.api.http.Fields;
import dev.windlass.engine.protocol.JobPatch;
import dev.windlass.engine.protocol.Terms;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is to be different of a job, as a merge patch (RFC 7396): what is not there stays, a
 * null puts back what a job has that says nothing of it.
 */
final class JobPatches {
  private JobPatches() {}

  static JobPatch of(ObjectNode body) {
    var fields = Fields.of(body, "priority", "weight", "labels", "budget");
    if (body.has("budget")) {
      throw fields.wrong(
          "budget",
          "not-supported",
          "a job cannot have a budget yet; what stands: look at its cost, and pause or cancel it");
    }
    return new JobPatch(
        priority(body, fields), weight(body, fields), fields.isNull("labels"), fields.labelPatch());
  }

  private static @Nullable Integer priority(ObjectNode body, Fields fields) {
    return body.has("priority")
        ? fields.number("priority", 0, Terms.HIGHEST_PRIORITY, Terms.USUAL_PRIORITY)
        : null;
  }

  private static @Nullable Double weight(ObjectNode body, Fields fields) {
    return body.has("weight")
        ? fields.decimal("weight", Terms.LEAST_WEIGHT, Terms.LARGEST_WEIGHT, Terms.USUAL_WEIGHT)
        : null;
  }
}
