package dev.windlass.api.results;

import dev.windlass.api.http.Accepts;
import dev.windlass.api.http.Answers;
import dev.windlass.api.http.Endpoint;
import dev.windlass.api.http.Params;
import dev.windlass.api.http.RequestContext;
import dev.windlass.api.problem.Problem;
import dev.windlass.api.view.ResultJson;
import dev.windlass.engine.ResultsDoor;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.results.ResultItem;
import dev.windlass.engine.results.ResultQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.coding.Coder;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** {@code /v1/jobs/{job}/results} and {@code /failures}. */
public final class ResultRoutes {
  private static final String NDJSON = "application/x-ndjson";
  private static final String JSON = "application/json";
  private static final long MAX_WAIT_SECONDS = 300;

  private final ResultsDoor results;
  private final int chunkLines;
  private final Materializer materializer;

  /**
   * @param chunkLines lines written into one chunk of the answer, at most
   */
  public ResultRoutes(ResultsDoor results, int chunkLines, Materializer materializer) {
    this.results = results;
    this.chunkLines = chunkLines;
    this.materializer = materializer;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            "/v1/jobs/{job}/results",
            this::read,
            "order",
            "cursor",
            "status",
            "wait",
            "gaps",
            "include",
            "page_size"),
        Endpoint.get("/v1/jobs/{job}/results/{line_id}", this::one, "include"),
        Endpoint.get("/v1/jobs/{job}/failures", this::failures, "group_by"));
  }

  private CompletionStage<HttpResponse> read(RequestContext context) {
    var query = query(context);
    boolean page = Accepts.choose(context, NDJSON, JSON).equals(JSON);
    int size = context.query().pageSize();
    if (page) {
      context.mayWait(query.patience());
      return Answers.then(
          results.read(query),
          chunks ->
              ResultPage.of(chunks, size, query.cursor(), materializer)
                  .thenApply(read -> read.answer(query.steps())));
    }
    return Answers.of(results.read(query), chunks -> stream(context, chunks, query.steps()));
  }

  private HttpResponse stream(
      RequestContext context, Source<List<ResultItem>, NotUsed> chunks, boolean steps) {
    var lines =
        chunks
            .mapConcat(this::cut)
            .map(chunk -> Answers.lines(chunk, (out, item) -> ResultJson.write(out, item, steps)));
    var response =
        HttpResponse.create()
            .withEntity(HttpEntities.createChunked(Answers.NDJSON, lines))
            .addHeader(Answers.header("Cache-Control", "no-store"))
            .addHeader(Answers.header("Vary", "Accept, Accept-Encoding"));
    return context.header("accept-encoding").orElse("").contains("gzip")
        ? Coder.Gzip.encodeMessage(response)
        : response;
  }

  private List<List<ResultItem>> cut(List<ResultItem> chunk) {
    if (chunk.size() <= chunkLines) {
      return chunk.isEmpty() ? List.of() : List.of(chunk);
    }
    var cut = new ArrayList<List<ResultItem>>();
    for (int at = 0; at < chunk.size(); at += chunkLines) {
      cut.add(chunk.subList(at, Math.min(chunk.size(), at + chunkLines)));
    }
    return cut;
  }

  private CompletionStage<HttpResponse> one(RequestContext context) {
    boolean steps = steps(context.query());
    return Answers.of(
        results.one(context.tenant(), context.variable("job"), context.variable("line_id")),
        run -> Answers.json(200, out -> ResultJson.row(out, null, run, steps)));
  }

  private CompletionStage<HttpResponse> failures(RequestContext context) {
    context.query().text("group_by").ifPresent(by -> only("group_by", by, "code"));
    return Answers.of(
        results.failures(context.tenant(), context.variable("job")),
        groups ->
            Answers.json(
                200,
                out -> {
                  out.writeStartObject();
                  out.writeArrayFieldStart("items");
                  for (var each : groups) {
                    ResultJson.failures(out, each);
                  }
                  out.writeEndArray();
                  out.writeEndObject();
                }));
  }

  private static ResultQuery query(RequestContext context) {
    Params query = context.query();
    boolean input = query.oneOf("order", "completion", "input").equals("input");
    boolean gaps = query.text("gaps").map(value -> only("gaps", value, "mark")).isPresent();
    if (gaps && !input) {
      throw Problem.parameter("gaps", "out-of-range", "gaps=mark goes with order=input only")
          .thrown();
    }
    return new ResultQuery(
        context.tenant(),
        context.variable("job"),
        input ? ResultQuery.Order.INPUT : ResultQuery.Order.COMPLETION,
        query.text("cursor").orElse(null),
        status(query),
        gaps,
        patience(query),
        steps(query));
  }

  private static Duration patience(Params query) {
    return query.seconds("wait", MAX_WAIT_SECONDS);
  }

  private static @Nullable RunStatus status(Params query) {
    return switch (query.oneOf("status", "any", "succeeded", "failed", "cancelled")) {
      case "succeeded" -> RunStatus.SUCCEEDED;
      case "failed" -> RunStatus.FAILED;
      case "cancelled" -> RunStatus.CANCELLED;
      default -> null;
    };
  }

  private static boolean steps(Params query) {
    return query.text("include").map(value -> only("include", value, "steps")).isPresent();
  }

  private static String only(String name, String value, String known) {
    if (!value.equals(known)) {
      throw Problem.parameter(name, "out-of-range", name + " takes " + known).thrown();
    }
    return value;
  }
}
