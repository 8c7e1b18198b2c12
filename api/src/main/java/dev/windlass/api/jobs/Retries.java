package dev.windlass.api.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.api.http.Fields;
import dev.windlass.engine.Jobs;
import dev.windlass.engine.protocol.FailureClass;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What to take up again, and how a cancel is meant, as bodies say it. */
public final class Retries {
  private Retries() {}

  /** {@code {"codes": [...], "from": ..., "cancelled": true}}, all of it optional. */
  static Jobs.Retry ofJob(ObjectNode body) {
    var fields = Fields.of(body, "codes", "from", "cancelled");
    return from(fields, classes(fields), fields.flag("cancelled"));
  }

  /** {@code {"from": ...}}. */
  public static Jobs.Retry ofRun(ObjectNode body) {
    return from(Fields.of(body, "from"), Set.of(), true);
  }

  /** {@code {"mode": "drain"}}: whether calls in flight are cut. */
  public static boolean abort(ObjectNode body) {
    return Fields.of(body, "mode").oneOf("mode", "drain", "abort").equals("abort");
  }

  private static Jobs.Retry from(Fields fields, Set<String> classes, boolean cancelled) {
    var from = fields.node("from");
    @Nullable String step = null;
    boolean start = false;
    if (from instanceof ObjectNode at) {
      step = Fields.in(at, "/from", "step").text("step");
      if (step == null) {
        throw fields.wrong("from/step", "required", "step is required");
      }
    } else {
      start = fields.oneOf("from", "failed", "start").equals("start");
    }
    return new Jobs.Retry(classes, start, step, cancelled);
  }

  private static Set<String> classes(Fields fields) {
    var codes = fields.node("codes");
    var classes = new LinkedHashSet<String>();
    if (codes == null) {
      return classes;
    }
    if (!(codes instanceof ArrayNode all)) {
      throw fields.wrong("codes", "wrong-type", "codes must be a list of classes");
    }
    for (int i = 0; i < all.size(); i++) {
      var name = all.get(i).asText();
      if (!all.get(i).isTextual() || FailureClass.ofWireName(name).isEmpty()) {
        throw fields.wrong("codes/" + i, "out-of-range", "there is no such class of failures");
      }
      classes.add(name);
    }
    return classes;
  }
}
