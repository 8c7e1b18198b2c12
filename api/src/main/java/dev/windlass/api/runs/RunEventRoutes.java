package dev.windlass.api.runs;

import dev.windlass.api.http.Accepts;
import dev.windlass.api.http.Answers;
import dev.windlass.api.http.Endpoint;
import dev.windlass.api.http.RequestContext;
import dev.windlass.api.problem.Problem;
import dev.windlass.api.view.RunEventJson;
import dev.windlass.engine.Runs;
import dev.windlass.engine.protocol.RunEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** {@code /v1/runs/{run}/events}: a run's answers while they are written, and its end. */
public final class RunEventRoutes {
  private static final ByteString HELLO = ByteString.fromString("retry: 2000\n\n");
  private static final ByteString COMMENT = ByteString.fromString(": keep-alive\n\n");

  /** The id of the last event; no other has one, since who comes again begins with a snapshot. */
  private static final String END = "end";

  private final Runs runs;
  private final Duration keepAlive;

  /**
   * @param keepAlive a comment is sent when nothing else was for so long
   */
  public RunEventRoutes(Runs runs, Duration keepAlive) {
    this.runs = runs;
    this.keepAlive = keepAlive;
  }

  public List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/v1/runs/{run}/events", this::events, "include", "last_event_id"));
  }

  private CompletionStage<HttpResponse> events(RequestContext context) {
    Accepts.choose(context, "text/event-stream");
    boolean tokens = false;
    boolean partials = false;
    for (var each : context.query().text("include").orElse("").split(",", -1)) {
      switch (each) {
        case "" -> {}
        case "tokens" -> {
          tokens = true;
          partials = true;
        }
        case "partials" -> partials = true;
        default ->
            throw Problem.parameter(
                    "include",
                    "out-of-range",
                    "include takes tokens (partials with them), partials")
                .thrown();
      }
    }
    boolean seen = lastSeen(context).equals(END);
    return Answers.then(
        runs.events(context.tenant(), context.variable("run"), tokens, partials),
        events -> Answers.now(seen ? Answers.empty(204) : sse(events)));
  }

  private static String lastSeen(RequestContext context) {
    return context
        .header("last-event-id")
        .or(() -> context.query().text("last_event_id"))
        .orElse("")
        .strip();
  }

  private HttpResponse sse(Source<RunEvent, NotUsed> events) {
    var bytes =
        Source.single(HELLO)
            .concat(events.map(RunEventRoutes::framed))
            .keepAlive(keepAlive, () -> COMMENT);
    return HttpResponse.create()
        .withEntity(
            HttpEntities.createChunked(ContentTypes.create(MediaTypes.TEXT_EVENT_STREAM), bytes))
        .addHeader(Answers.header("Cache-Control", "no-store"))
        .addHeader(Answers.header("X-Accel-Buffering", "no"));
  }

  private static ByteString framed(RunEvent event) {
    var id = event instanceof RunEvent.End ? "id: " + END + "\n" : "";
    var head = id + "event: " + RunEventJson.name(event) + "\ndata: ";
    return ByteString.fromString(head)
        .concat(Answers.bytes(out -> RunEventJson.data(out, event)))
        .concat(ByteString.fromString("\n\n"));
  }
}
