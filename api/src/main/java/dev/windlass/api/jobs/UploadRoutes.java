package dev.windlass.api.jobs;

import dev.windlass.api.http.Answers;
import dev.windlass.api.http.Endpoint;
import dev.windlass.api.http.IdempotencyKeys;
import dev.windlass.api.http.RequestContext;
import dev.windlass.api.problem.Problem;
import dev.windlass.api.problem.ProblemType;
import dev.windlass.api.problem.Refusals;
import dev.windlass.engine.Jobs;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Lines of jobs: appended, or as the body of the request that makes the job. State is looked at
 * before the media type, and both before one byte of the body is read, so that a client which sends
 * {@code Expect: 100-continue} need not send it in vain.
 */
public final class UploadRoutes {
  private static final Set<String> LINES =
      Set.of("application/x-ndjson", "application/ndjson", "application/jsonl");
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private final Jobs jobs;
  private final ActiveUploads active;

  /**
   * @param quiet a sender that was silent for so long may be overtaken
   */
  public UploadRoutes(Jobs jobs, Duration quiet) {
    this.jobs = jobs;
    this.active = new ActiveUploads(quiet, System::nanoTime);
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/v1/jobs/{job}/lines", this::append, "offset", "seal"),
        Endpoint.head("/v1/jobs/{job}/lines", this::accepted, "offset", "seal"));
  }

  static boolean isLines(RequestContext context) {
    return LINES.contains(context.body().mediaType());
  }

  private CompletionStage<HttpResponse> accepted(RequestContext context) {
    return Answers.of(
        jobs.get(context.tenant(), context.variable("job")),
        job ->
            Answers.empty(200)
                .addHeader(Answers.header("Accepted-Lines", "" + job.acceptedLines()))
                .addHeader(Answers.header("Sealed", "" + job.sealed())));
  }

  private CompletionStage<HttpResponse> append(RequestContext context) {
    long offset = context.query().requiredNumber("offset", 0, Long.MAX_VALUE);
    boolean seal = context.query().flag("seal");
    return Answers.then(
        jobs.get(context.tenant(), context.variable("job")),
        job -> {
          if (!isLines(context)) {
            if (job.sealed()) {
              throw sealed(job).thrown();
            }
            context.body().requireType("application/x-ndjson");
          }
          return upload(context, job.id(), offset, seal)
              .thenApply(reply ->
                  switch (reply) {
                    case Reply.Ok<Jobs.Uploaded>(var done) -> appended(done);
                    case Reply.Refused<Jobs.Uploaded>(var why) ->
                        throw (why.kind() == Refusal.Kind.JOB_SEALED
                                ? sealed(job)
                                : Refusals.problem(why))
                            .thrown();
                  });
        });
  }

  /** Create, append and seal in one request; with a key it can be sent again as often as needed. */
  CompletionStage<HttpResponse> oneShot(RequestContext context, @Nullable String key) {
    context.body().requireEncoding();
    var job = NewJobs.of(context, IdempotencyKeys.of(context, key, null));
    return Answers.then(
        jobs.create(job),
        made ->
            upload(context, made.job().id(), 0, true)
                .thenCompose(reply ->
                    switch (reply) {
                      case Reply.Ok<Jobs.Uploaded>(var done) -> uploaded(context, made, done);
                      case Reply.Refused<Jobs.Uploaded>(var why) ->
                          throw problem(made, why).thrown();
                    }));
  }

  private CompletionStage<HttpResponse> uploaded(
      RequestContext context, Jobs.Created made, Jobs.Uploaded done) {
    boolean nothingNew = made.replayed() && made.job().sealed() && done.added() == 0;
    return Answers.of(
        jobs.get(context.tenant(), made.job().id()),
        job -> JobRoutes.created(job, made.replayed() ? 200 : 201, nothingNew));
  }

  private CompletionStage<Reply<Jobs.Uploaded>> upload(
      RequestContext context, String job, long offset, boolean seal) {
    context.body().requireEncoding();
    var upload =
        active
            .begin(job)
            .orElseThrow(() ->
                Problem.of(
                        ProblemType.IDEMPOTENCY_IN_PROGRESS,
                        "Another upload into " + job + " is under way.")
                    .retryAfter(1)
                    .thrown());
    context.mayTakeAnyTime();
    var body = context.body().stream(upload::bytesCame).via(upload.breaker().flow());
    return jobs.upload(context.tenant(), job, offset, seal, body)
        .whenComplete((reply, thrown) -> upload.end());
  }

  private static HttpResponse appended(Jobs.Uploaded done) {
    return Answers.json(
        200,
        out -> {
          out.writeStartObject();
          out.writeNumberField("accepted_lines", done.acceptedLines());
          out.writeNumberField("rejected_lines", done.rejectedLines());
          out.writeBooleanField("sealed", done.sealed());
          out.writeEndObject();
        });
  }

  /** A sealed job met again by its key got another body than the first time. */
  private static Problem problem(Jobs.Created made, Refusal why) {
    if (made.replayed() && why.kind() == Refusal.Kind.JOB_SEALED) {
      return Problem.of(
              ProblemType.IDEMPOTENCY_KEY_REUSED,
              "This key made "
                  + made.job().id()
                  + " from other lines. Send the same lines, or take a new key.")
          .with("job_id", made.job().id());
    }
    return Refusals.problem(why).with("job_id", made.job().id());
  }

  private static Problem sealed(JobView job) {
    var at = job.sealedAt();
    return Problem.of(
            ProblemType.JOB_SEALED,
            "%s was sealed%s with %d lines. Start a new job to add more."
                .formatted(
                    job.id(), at == null ? "" : " at " + CLOCK.format(at), job.acceptedLines()))
        .with("accepted_lines", job.acceptedLines());
  }
}
