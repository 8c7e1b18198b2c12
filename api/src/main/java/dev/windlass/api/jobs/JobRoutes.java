package dev.windlass.api.jobs;

import dev.windlass.api.http.Answers;
import dev.windlass.api.http.Body;
import dev.windlass.api.http.Endpoint;
import dev.windlass.api.http.Etags;
import dev.windlass.api.http.IdempotencyKeys;
import dev.windlass.api.http.Preferences;
import dev.windlass.api.http.RequestContext;
import dev.windlass.api.problem.Problem;
import dev.windlass.api.view.JobJson;
import dev.windlass.engine.Jobs;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/jobs}: make, list, show, steer. */
public final class JobRoutes {
  private final Jobs jobs;
  private final UploadRoutes uploads;
  private final boolean requireKey;

  /**
   * @param requireKey whether a job may only be made with an Idempotency-Key
   */
  public JobRoutes(Jobs jobs, UploadRoutes uploads, boolean requireKey) {
    this.jobs = jobs;
    this.uploads = uploads;
    this.requireKey = requireKey;
  }

  public List<Endpoint> endpoints() {
    var all = new ArrayList<Endpoint>();
    all.add(Endpoint.post("/v1/jobs", this::create, NewJobs.PARAMETERS));
    all.add(
        Endpoint.get(
            "/v1/jobs",
            this::list,
            "state",
            "chain",
            "label",
            "idempotency_key",
            "page_size",
            "page_token"));
    all.add(Endpoint.get("/v1/jobs/{job}", this::show));
    all.add(Endpoint.patch("/v1/jobs/{job}", this::change));
    all.add(Endpoint.post("/v1/jobs/{job}/pause", context -> steer(context, jobs::pause)));
    all.add(Endpoint.post("/v1/jobs/{job}/resume", context -> steer(context, jobs::resume)));
    all.add(Endpoint.post("/v1/jobs/{job}/seal", context -> steer(context, jobs::seal)));
    all.add(Endpoint.post("/v1/jobs/{job}/cancel", this::cancel));
    all.add(Endpoint.post("/v1/jobs/{job}/retry-failed", this::retryFailed));
    return all;
  }

  /** By its media type: the whole job as NDJSON, or the job alone as JSON. */
  private CompletionStage<HttpResponse> create(RequestContext context) {
    var key = IdempotencyKeys.key(context, requireKey);
    if (UploadRoutes.isLines(context)) {
      return uploads.oneShot(context, key);
    }
    context.body().requireType("application/json", "application/x-ndjson");
    if (!context.request().getUri().query().toList().isEmpty()) {
      throw Problem.parameter(
              context.request().getUri().query().toList().getFirst().first(),
              "unknown-field",
              "query parameters go with an NDJSON body; in a JSON body they are fields")
          .thrown();
    }
    return context
        .body()
        .bytes()
        .thenCompose(bytes -> {
          var idempotency = IdempotencyKeys.of(context, key, bytes);
          var job = NewJobs.of(context.tenant(), Body.parseObject(bytes), idempotency);
          return Answers.of(jobs.create(job), made -> created(made.job(), 201, made.replayed()));
        });
  }

  /** A job that was made, or found again by its key. */
  static HttpResponse created(JobView job, int status, boolean replayed) {
    var response =
        tagged(status, job).addHeader(Answers.header("Location", "/v1/jobs/" + job.id()));
    return replayed ? response.addHeader(Answers.header("Idempotency-Replayed", "true")) : response;
  }

  private CompletionStage<HttpResponse> list(RequestContext context) {
    var query = context.query();
    var wanted =
        new Jobs.Query(
            context.tenant(),
            state(query.text("state").orElse(null)),
            query.text("chain").orElse(null),
            query.labels(),
            query.text("idempotency_key").orElse(null));
    return Answers.of(
        jobs.list(wanted, query.pageSize(), query.pageToken()),
        page -> Answers.page(context, page.items(), page.nextToken(), JobJson::write));
  }

  private static @Nullable JobState state(@Nullable String name) {
    if (name == null) {
      return null;
    }
    for (var each : JobState.values()) {
      if (each.wireName().equals(name)) {
        return each;
      }
    }
    var names = Arrays.stream(JobState.values()).map(JobState::wireName).toList();
    throw Problem.parameter("state", "out-of-range", "state is one of " + String.join(", ", names))
        .thrown();
  }

  /** With If-None-Match and Prefer: wait, answers at the next change. */
  private CompletionStage<HttpResponse> show(RequestContext context) {
    var preferences = Preferences.of(context.request());
    var wait = preferences.waitOrZero();
    return Answers.then(
            jobs.get(context.tenant(), context.variable("job")),
            job -> {
              if (Etags.noneMatch(context, tag(job))) {
                return Answers.now(tagged(200, job));
              }
              if (wait.isZero() || job.state().terminal()) {
                return Answers.now(unchanged(job));
              }
              context.mayWait(wait);
              return Answers.of(
                  jobs.awaitChange(context.tenant(), job.id(), job.version(), wait),
                  later -> later.version() == job.version() ? unchanged(job) : tagged(200, later));
            })
        .thenApply(preferences::applied);
  }

  private CompletionStage<HttpResponse> change(RequestContext context) {
    context.body().requireType("application/merge-patch+json", "application/json");
    return context
        .body()
        .bytes()
        .thenCompose(bytes -> {
          var patch = JobPatches.of(Body.parseObject(bytes));
          var version = Etags.ifMatch(context).map(JobRoutes::version).orElse(null);
          return Answers.of(
              jobs.change(context.tenant(), context.variable("job"), patch, version),
              job -> tagged(200, job));
        });
  }

  /** Of a tag; null for {@code *}, and a version that no job has for a tag that none has. */
  private static @Nullable Long version(String tag) {
    if (tag.equals("*")) {
      return null;
    }
    try {
      return tag.startsWith("v") ? Long.parseLong(tag.substring(1)) : -1L;
    } catch (NumberFormatException e) {
      return -1L;
    }
  }

  private CompletionStage<HttpResponse> steer(
      RequestContext context, BiFunction<String, String, CompletionStage<Reply<JobView>>> verb) {
    return context
        .body()
        .objectOrEmpty()
        .thenCompose(body -> {
          dev.windlass.api.http.Fields.of(body);
          return Answers.of(
              verb.apply(context.tenant(), context.variable("job")), job -> tagged(200, job));
        });
  }

  private CompletionStage<HttpResponse> cancel(RequestContext context) {
    return context
        .body()
        .objectOrEmpty()
        .thenCompose(body ->
            Answers.of(
                jobs.cancel(context.tenant(), context.variable("job"), Retries.abort(body)),
                job -> tagged(200, job)));
  }

  private CompletionStage<HttpResponse> retryFailed(RequestContext context) {
    return context
        .body()
        .objectOrEmpty()
        .thenCompose(body ->
            Answers.of(
                jobs.retryFailed(context.tenant(), context.variable("job"), Retries.ofJob(body)),
                lines ->
                    Answers.json(
                        202,
                        out -> {
                          out.writeStartObject();
                          out.writeNumberField("retried", lines);
                          out.writeEndObject();
                        })));
  }

  private static HttpResponse tagged(int status, JobView job) {
    return Answers.json(status, out -> JobJson.write(out, job))
        .addHeader(Answers.header("ETag", Etags.quoted(tag(job))));
  }

  private static HttpResponse unchanged(JobView job) {
    return Answers.empty(304).addHeader(Answers.header("ETag", Etags.quoted(tag(job))));
  }

  private static String tag(JobView job) {
    return "v" + job.version();
  }
}
