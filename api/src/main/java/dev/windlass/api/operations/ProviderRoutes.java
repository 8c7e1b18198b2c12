package dev.windlass.api.operations;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.api.http.Answers;
import dev.windlass.api.http.Endpoint;
import dev.windlass.api.http.Fields;
import dev.windlass.api.http.RequestContext;
import dev.windlass.api.problem.Problem;
import dev.windlass.api.problem.ProblemType;
import dev.windlass.api.view.LimitJson;
import dev.windlass.engine.protocol.LimitsDoor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/providers} and their limits. */
public final class ProviderRoutes {
  private static final String[] FIELDS = {
    "model", "rpm", "rps", "tpm", "itpm", "otpm", "rpd", "tpd", "concurrency", "burst", "tburst"
  };

  private final LimitsDoor limits;

  public ProviderRoutes(LimitsDoor limits) {
    this.limits = limits;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/v1/providers", this::providers),
        Endpoint.get("/v1/providers/{provider}/limits", this::show),
        Endpoint.put("/v1/providers/{provider}/limits", this::change),
        Endpoint.delete("/v1/providers/{provider}/limits", this::reset, "model"));
  }

  private CompletionStage<HttpResponse> providers(RequestContext context) {
    return Answers.now(Answers.items(limits.providers(), LimitJson::provider));
  }

  private CompletionStage<HttpResponse> show(RequestContext context) {
    return limits.limits(known(context)).thenApply(all -> Answers.items(all, row(context)));
  }

  private CompletionStage<HttpResponse> change(RequestContext context) {
    var provider = known(context);
    return context
        .body()
        .object()
        .thenCompose(body ->
            Answers.of(
                limits.change(provider, changes(body)), all -> Answers.items(all, row(context))));
  }

  private static Answers.ItemWriter<LimitsDoor.LimitView> row(RequestContext context) {
    var tenant = context.tenant();
    return (out, limit) -> LimitJson.limit(out, limit, tenant);
  }

  /** What is configured is in force again, for one model or for all. */
  private CompletionStage<HttpResponse> reset(RequestContext context) {
    return Answers.of(
        limits.reset(known(context), context.query().text("model").orElse(null)),
        all -> Answers.items(all, row(context)));
  }

  private String known(RequestContext context) {
    var name = context.variable("provider");
    if (limits.providers().stream().noneMatch(each -> each.name().equals(name))) {
      throw Problem.of(ProblemType.NOT_FOUND, "There is no such provider here.").thrown();
    }
    return name;
  }

  private static List<LimitsDoor.LimitChange> changes(ObjectNode body) {
    var fields = Fields.of(body, "limits");
    if (!(fields.required("limits") instanceof ArrayNode all)) {
      throw fields.wrong("limits", "wrong-type", "limits must be a list");
    }
    var changes = new ArrayList<LimitsDoor.LimitChange>();
    var models = new LinkedHashSet<String>();
    for (int i = 0; i < all.size(); i++) {
      var at = "/limits/" + i;
      if (!(all.get(i) instanceof ObjectNode each)) {
        throw Problem.at(at, "wrong-type", "a limit must be an object").thrown();
      }
      var change = change(each, at);
      if (!models.add(change.model())) {
        throw Problem.at(at + "/model", "duplicate", "this model stands twice").thrown();
      }
      changes.add(change);
    }
    return changes;
  }

  private static LimitsDoor.LimitChange change(ObjectNode each, String at) {
    var fields = Fields.in(each, at, FIELDS);
    var model = fields.text("model");
    var figures = new LinkedHashMap<String, @Nullable Double>();
    for (var field : each.properties()) {
      var name = field.getKey();
      var value = field.getValue();
      if (name.equals("model")) {
        continue;
      }
      if (value.isNull()) {
        figures.put(name, null);
      } else if (!value.isNumber()) {
        throw fields.wrong(name, "wrong-type", name + " must be a number or null");
      } else if (!(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
        throw fields.wrong(name, "out-of-range", name + " must be more than 0");
      } else {
        figures.put(name, value.doubleValue());
      }
    }
    return new LimitsDoor.LimitChange(model == null ? "*" : model, figures);
  }
}
