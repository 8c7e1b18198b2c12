package dev.windlass.api.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.api.chains.ChainBodies;
import dev.windlass.api.http.Fields;
import dev.windlass.api.http.Params;
import dev.windlass.api.http.RequestContext;
import dev.windlass.api.problem.Problem;
import dev.windlass.engine.ChainSource;
import dev.windlass.engine.Jobs;
import dev.windlass.engine.protocol.Idempotency;
import dev.windlass.engine.protocol.Terms;
import org.jspecify.annotations.Nullable;

/** Reads what a new job is to be, from a JSON body or from query parameters: the same names. */
final class NewJobs {
  static final String[] PARAMETERS = {
    "chain", "name", "label", "priority", "weight", "start", "validation", "concurrency"
  };
  private static final int MOST_CONCURRENCY = 1_000_000;
  private static final int MAX_NAME_CHARS = 256;

  private NewJobs() {}

  static Jobs.NewJob of(String tenant, ObjectNode body, @Nullable Idempotency key) {
    var fields =
        Fields.of(
            body,
            "chain",
            "name",
            "labels",
            "priority",
            "weight",
            "start",
            "validation",
            "concurrency");
    var chain = ChainBodies.source(fields);
    var name = fields.text("name");
    if (name != null && name.length() > MAX_NAME_CHARS) {
      throw fields.wrong("name", "out-of-range", "name has at most 256 characters");
    }
    boolean strict = fields.oneOf("validation", "line", "strict").equals("strict");
    boolean sealed = fields.oneOf("start", "immediate", "sealed").equals("sealed");
    return new Jobs.NewJob(
        tenant,
        chain,
        name == null ? ChainBodies.nameOf(chain) : name,
        fields.labels(),
        fields.number("priority", 0, Terms.HIGHEST_PRIORITY, Terms.USUAL_PRIORITY),
        fields.decimal("weight", Terms.LEAST_WEIGHT, Terms.LARGEST_WEIGHT, Terms.USUAL_WEIGHT),
        strict || sealed,
        strict,
        fields.number("concurrency", 0, MOST_CONCURRENCY, 0),
        key);
  }

  static Jobs.NewJob of(RequestContext context, @Nullable Idempotency key) {
    Params query = context.query();
    var chain = new ChainSource.Named(query.required("chain"));
    var name = query.text("name").orElse(ChainBodies.nameOf(chain));
    if (name.length() > MAX_NAME_CHARS) {
      throw Problem.parameter("name", "out-of-range", "name has at most 256 characters").thrown();
    }
    var labels = query.labels();
    var fault = Fields.labelFault(labels);
    if (fault != null) {
      throw Problem.parameter("label", "out-of-range", fault).thrown();
    }
    boolean strict = query.oneOf("validation", "line", "strict").equals("strict");
    boolean sealed = query.oneOf("start", "immediate", "sealed").equals("sealed");
    return new Jobs.NewJob(
        context.tenant(),
        chain,
        name,
        labels,
        (int) query.number("priority", 0, Terms.HIGHEST_PRIORITY, Terms.USUAL_PRIORITY),
        query.decimal("weight", Terms.LEAST_WEIGHT, Terms.LARGEST_WEIGHT, Terms.USUAL_WEIGHT),
        strict || sealed,
        strict,
        (int) query.number("concurrency", 0, MOST_CONCURRENCY, 0),
        key);
  }
}
