package dev.windlass.api.operations;

import dev.windlass.api.http.Answers;
import dev.windlass.api.http.Endpoint;
import dev.windlass.api.http.RequestContext;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** {@code /livez}, {@code /readyz}, {@code /metrics} and {@code /v1/status}. */
public final class HealthRoutes {
  private final Probes probes;

  public HealthRoutes(Probes probes) {
    this.probes = probes;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/livez", context -> Answers.now(health(context, true)), "verbose"),
        Endpoint.get("/readyz", context -> Answers.now(health(context, probes.ready())), "verbose"),
        Endpoint.get("/metrics", this::metrics),
        Endpoint.get("/v1/status", this::status));
  }

  private HttpResponse health(RequestContext context, boolean well) {
    boolean verbose = context.query().text("verbose").isPresent();
    return answer(well ? 200 : 503, well ? "ok" : "unavailable", verbose);
  }

  private CompletionStage<HttpResponse> status(RequestContext context) {
    boolean well = probes.ready() && probes.checks().values().stream().allMatch("ok"::equals);
    return Answers.now(answer(200, well ? "ok" : "degraded", true));
  }

  private HttpResponse answer(int code, String status, boolean verbose) {
    return Answers.json(
        code,
        out -> {
          out.writeStartObject();
          out.writeStringField("status", status);
          if (verbose) {
            out.writeObjectFieldStart("checks");
            for (var each : probes.checks().entrySet()) {
              out.writeStringField(each.getKey(), each.getValue());
            }
            out.writeEndObject();
          }
          out.writeEndObject();
        });
  }

  private CompletionStage<HttpResponse> metrics(RequestContext context) {
    var type = ContentTypes.parse("text/plain; version=0.0.4; charset=UTF-8");
    return Answers.now(
        HttpResponse.create()
            .withEntity(HttpEntities.create(type, ByteString.fromString(probes.metrics()))));
  }
}
