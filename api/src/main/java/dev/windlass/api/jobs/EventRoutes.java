package dev.windlass.api.jobs;

import dev.windlass.api.http.Accepts;
import dev.windlass.api.http.Answers;
import dev.windlass.api.http.Endpoint;
import dev.windlass.api.http.RequestContext;
import dev.windlass.api.problem.Problem;
import dev.windlass.api.view.EventJson;
import dev.windlass.engine.Jobs;
import dev.windlass.engine.protocol.JobEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** {@code /v1/jobs/{job}/events}: server-sent events, or what there is as a JSON page. */
public final class EventRoutes {
  private static final String SSE = "text/event-stream";
  private static final String JSON = "application/json";

  /** A page holds what is there; it waits no longer for it than this. */
  private static final Duration PAGE_PATIENCE = Duration.ofMillis(300);

  private static final ByteString HELLO = ByteString.fromString("retry: 2000\n\n");
  private static final ByteString COMMENT = ByteString.fromString(": keep-alive\n\n");

  private final Jobs jobs;
  private final Duration keepAlive;
  private final Materializer materializer;

  /**
   * @param keepAlive a comment is sent when nothing else was for so long
   */
  public EventRoutes(Jobs jobs, Duration keepAlive, Materializer materializer) {
    this.jobs = jobs;
    this.keepAlive = keepAlive;
    this.materializer = materializer;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            "/v1/jobs/{job}/events", this::events, "last_event_id", "page_size", "page_token"));
  }

  private CompletionStage<HttpResponse> events(RequestContext context) {
    return Accepts.choose(context, SSE, JSON).equals(SSE) ? stream(context) : page(context);
  }

  private CompletionStage<HttpResponse> stream(RequestContext context) {
    var id = context.variable("job");
    var after = lastSeen(context);
    return Answers.then(
        jobs.get(context.tenant(), id),
        job ->
            Answers.then(
                jobs.events(context.tenant(), id, after),
                events ->
                    after != null && job.state().terminal()
                        ? remaining(events, after)
                        : Answers.now(sse(events))));
  }

  /** Of a job at its end: 204 when the client has seen the end, so that a browser stops asking. */
  private CompletionStage<HttpResponse> remaining(Source<JobEvent, NotUsed> events, long after) {
    return events
        .runWith(Sink.seq(), materializer)
        .thenApply(rest -> {
          boolean seen =
              rest.isEmpty() || (rest.getFirst() instanceof JobEvent.End end && end.id() <= after);
          return seen ? Answers.empty(204) : sse(Source.from(rest));
        });
  }

  private HttpResponse sse(Source<JobEvent, NotUsed> events) {
    var bytes =
        Source.single(HELLO)
            .concat(events.via(conflated()).map(EventRoutes::framed))
            .keepAlive(keepAlive, () -> COMMENT);
    return HttpResponse.create()
        .withEntity(
            HttpEntities.createChunked(ContentTypes.create(MediaTypes.TEXT_EVENT_STREAM), bytes))
        .addHeader(Answers.header("Cache-Control", "no-store"))
        .addHeader(Answers.header("X-Accel-Buffering", "no"));
  }

  /** Of several reports of progress that a slow reader has not taken, only the last is kept. */
  private static Flow<JobEvent, JobEvent, NotUsed> conflated() {
    return Flow.of(JobEvent.class)
        .conflateWithSeed(
            first -> {
              var waiting = new ArrayList<JobEvent>();
              waiting.add(first);
              return waiting;
            },
            (waiting, next) -> {
              if (next instanceof JobEvent.Progress
                  && waiting.getLast() instanceof JobEvent.Progress) {
                waiting.removeLast();
              }
              waiting.add(next);
              return waiting;
            })
        .mapConcat(waiting -> waiting);
  }

  private static ByteString framed(JobEvent event) {
    var head = "id: " + event.id() + "\nevent: " + EventJson.name(event) + "\ndata: ";
    return ByteString.fromString(head)
        .concat(Answers.bytes(out -> EventJson.data(out, event)))
        .concat(ByteString.fromString("\n\n"));
  }

  private CompletionStage<HttpResponse> page(RequestContext context) {
    var token = context.query().pageToken();
    var after = token == null ? lastSeen(context) : seenIn(token);
    int size = context.query().pageSize();
    return Answers.then(
        jobs.events(context.tenant(), context.variable("job"), after),
        events ->
            events
                .takeWithin(PAGE_PATIENCE)
                .take(size)
                .runWith(Sink.seq(), materializer)
                .thenApply(items -> {
                  boolean ended = !items.isEmpty() && items.getLast() instanceof JobEvent.End;
                  @Nullable Long last = items.isEmpty() ? after : (Long) items.getLast().id();
                  var next = ended || last == null ? null : "e" + last;
                  return Answers.page(context, items, next, EventJson::item);
                }));
  }

  /** What is no id is as too old: a snapshot comes first, never an error. */
  private static @Nullable Long lastSeen(RequestContext context) {
    var text =
        context.header("last-event-id").or(() -> context.query().text("last_event_id")).orElse("");
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Long seenIn(String token) {
    try {
      if (token.startsWith("e")) {
        return Long.parseLong(token.substring(1));
      }
    } catch (NumberFormatException e) {
      // no token of ours either
    }
    throw Problem.parameter("page_token", "out-of-range", "page_token is not from this list")
        .thrown();
  }
}
