package dev.windlass.api.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.api.chains.ChainBodies;
import dev.windlass.api.http.Answers;
import dev.windlass.api.http.Body;
import dev.windlass.api.http.Endpoint;
import dev.windlass.api.http.Fields;
import dev.windlass.api.http.IdempotencyKeys;
import dev.windlass.api.http.Params;
import dev.windlass.api.http.Preferences;
import dev.windlass.api.http.RequestContext;
import dev.windlass.api.jobs.Retries;
import dev.windlass.api.problem.Problem;
import dev.windlass.api.problem.ProblemType;
import dev.windlass.api.view.RunJson;
import dev.windlass.engine.Runs;
import dev.windlass.engine.protocol.Idempotency;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.RunView;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/runs}. */
public final class RunRoutes {
  private static final int DEFAULT_PRIORITY = 5;

  private final Runs runs;
  private final boolean requireKey;

  /** Keys whose first request still waits on this node; a repeat is turned away until it ends. */
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  /**
   * @param requireKey whether a run may only be made with an Idempotency-Key
   */
  public RunRoutes(Runs runs, boolean requireKey) {
    this.runs = runs;
    this.requireKey = requireKey;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/v1/runs", this::submit),
        Endpoint.get(
            "/v1/runs", this::list, "job", "status", "label", "q", "page_size", "page_token"),
        Endpoint.get("/v1/runs/{run}", this::show, "include"),
        Endpoint.post("/v1/runs/{run}/cancel", this::cancel),
        Endpoint.post("/v1/runs/{run}/retry", this::retry));
  }

  private CompletionStage<HttpResponse> submit(RequestContext context) {
    var key = IdempotencyKeys.key(context, requireKey);
    context.body().requireType("application/json");
    return context
        .body()
        .bytes()
        .thenCompose(bytes -> {
          var idempotency = IdempotencyKeys.of(context, key, bytes);
          var run = newRun(context, Body.parseObject(bytes), idempotency);
          return key == null ? submit(context, run) : once(context, key, run);
        });
  }

  private CompletionStage<HttpResponse> once(RequestContext context, String key, Runs.NewRun run) {
    var name = context.tenant() + "\n" + key;
    if (!waiting.add(name)) {
      throw Problem.of(
              ProblemType.IDEMPOTENCY_IN_PROGRESS, "The first request with this key still waits.")
          .retryAfter(1)
          .thrown();
    }
    CompletionStage<HttpResponse> answer;
    try {
      answer = submit(context, run);
    } catch (RuntimeException e) {
      waiting.remove(name);
      throw e;
    }
    return answer.whenComplete((response, thrown) -> waiting.remove(name));
  }

  private CompletionStage<HttpResponse> submit(RequestContext context, Runs.NewRun run) {
    var preferences = Preferences.of(context.request());
    var wait = preferences.waitOrZero();
    context.mayWait(wait);
    return Answers.of(
        runs.submit(run, wait),
        submitted -> {
          var response =
              answer(submitted.run().status().terminal() ? 201 : 202, submitted.run())
                  .addHeader(Answers.header("Location", "/v1/runs/" + submitted.run().id()));
          return preferences.applied(
              submitted.replayed()
                  ? response.addHeader(Answers.header("Idempotency-Replayed", "true"))
                  : response);
        });
  }

  private static Runs.NewRun newRun(
      RequestContext context, ObjectNode body, @Nullable Idempotency idempotency) {
    var fields = Fields.of(body, "chain", "input", "labels", "priority", "stream");
    return new Runs.NewRun(
        context.tenant(),
        ChainBodies.source(fields),
        fields.object("input"),
        fields.labels(),
        fields.number("priority", 0, 9, DEFAULT_PRIORITY),
        idempotency,
        fields.flag("stream"));
  }

  private CompletionStage<HttpResponse> list(RequestContext context) {
    Params query = context.query();
    var wanted =
        new Runs.Query(
            context.tenant(),
            query.text("job").orElse(null),
            status(query.text("status").orElse(null)),
            query.labels(),
            query.text("q").orElse(null));
    return Answers.of(
        runs.list(wanted, query.pageSize(), query.pageToken()),
        page -> Answers.page(context, page.items(), page.nextToken(), RunJson::write));
  }

  private static @Nullable RunStatus status(@Nullable String name) {
    if (name == null) {
      return null;
    }
    for (var each : RunStatus.values()) {
      if (each.wireName().equals(name)) {
        return each;
      }
    }
    var names = Arrays.stream(RunStatus.values()).map(RunStatus::wireName).toList();
    throw Problem.parameter(
            "status", "out-of-range", "status is one of " + String.join(", ", names))
        .thrown();
  }

  private CompletionStage<HttpResponse> show(RequestContext context) {
    for (var each : context.query().text("include").orElse("steps").split(",", -1)) {
      if (!each.equals("steps") && !each.equals("attempts")) {
        throw Problem.parameter("include", "out-of-range", "include takes steps and attempts")
            .thrown();
      }
    }
    return Answers.of(runs.get(context.tenant(), context.variable("run")), run -> answer(200, run));
  }

  private CompletionStage<HttpResponse> cancel(RequestContext context) {
    return context
        .body()
        .objectOrEmpty()
        .thenCompose(body -> {
          Retries.abort(body); // a single run is always cut; the mode is only checked
          return Answers.of(
              runs.cancel(context.tenant(), context.variable("run"), true),
              run -> answer(200, run));
        });
  }

  private CompletionStage<HttpResponse> retry(RequestContext context) {
    return context
        .body()
        .objectOrEmpty()
        .thenCompose(body ->
            Answers.of(
                runs.retry(context.tenant(), context.variable("run"), Retries.ofRun(body)),
                run -> answer(202, run)));
  }

  private static HttpResponse answer(int status, RunView run) {
    return Answers.json(status, out -> RunJson.write(out, run));
  }
}
