package dev.windlass.api.collections;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.api.http.Answers;
import dev.windlass.api.http.Endpoint;
import dev.windlass.api.http.Fields;
import dev.windlass.api.http.RequestContext;
import dev.windlass.api.problem.Problem;
import dev.windlass.api.view.CollectionJson;
import dev.windlass.engine.Collections;
import dev.windlass.engine.protocol.Collecting.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/collections}. */
public final class CollectionRoutes {
  private static final String NDJSON = "application/x-ndjson";
  private static final int MOST_CHARS = 1 << 20;

  private final Collections collections;

  public CollectionRoutes(Collections collections) {
    this.collections = collections;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/v1/collections", this::list),
        Endpoint.put("/v1/collections/{name}", this::open),
        Endpoint.get("/v1/collections/{name}", this::show),
        Endpoint.delete("/v1/collections/{name}", this::delete),
        Endpoint.post("/v1/collections/{name}/documents", this::add, "model", "chunk", "overlap"),
        Endpoint.get(
            "/v1/collections/{name}/documents", this::documents, "page_size", "page_token"),
        Endpoint.get("/v1/collections/{name}/documents/{id}", this::document),
        Endpoint.delete("/v1/collections/{name}/documents/{id}", this::remove));
  }

  private CompletionStage<HttpResponse> list(RequestContext context) {
    return Answers.of(
        collections.list(context.tenant()),
        all -> Answers.items(all, (out, each) -> CollectionJson.write(out, each)));
  }

  private CompletionStage<HttpResponse> open(RequestContext context) {
    var name = context.variable("name");
    return context
        .body()
        .objectOrEmpty()
        .thenCompose(body ->
            Answers.of(
                collections.open(context.tenant(), name, settings(body)),
                opened ->
                    Answers.json(
                            opened.created() ? 201 : 200,
                            out ->
                                CollectionJson.write(
                                    out, new Collections.Named(name, opened.view())))
                        .addHeader(Answers.header("Location", "/v1/collections/" + name))));
  }

  private static Settings settings(ObjectNode body) {
    var fields = Fields.of(body, "model", "chunk", "overlap");
    return new Settings(
        fields.number("chunk", 1, MOST_CHARS, 0),
        fields.number("overlap", 0, MOST_CHARS, -1),
        fields.text("model"));
  }

  private CompletionStage<HttpResponse> show(RequestContext context) {
    var name = context.variable("name");
    return Answers.of(
        collections.get(context.tenant(), name),
        view ->
            Answers.json(200, out -> CollectionJson.write(out, new Collections.Named(name, view))));
  }

  private CompletionStage<HttpResponse> delete(RequestContext context) {
    return Answers.of(
        collections.delete(context.tenant(), context.variable("name")), last -> Answers.empty(204));
  }

  private CompletionStage<HttpResponse> add(RequestContext context) {
    var name = context.variable("name");
    var query = context.query();
    var said =
        new Settings(
            (int) query.number("chunk", 1, MOST_CHARS, 0),
            (int) query.number("overlap", 0, MOST_CHARS, -1),
            query.text("model").orElse(null));
    context.body().requireType("application/json", NDJSON);
    boolean lines = context.body().mediaType().equals(NDJSON);
    return context
        .body()
        .bytes()
        .thenCompose(bytes ->
            Answers.of(
                collections.add(context.tenant(), name, said, DocumentBodies.read(bytes, lines)),
                added -> Answers.json(200, out -> CollectionJson.added(out, name, added))));
  }

  private CompletionStage<HttpResponse> documents(RequestContext context) {
    int size = context.query().pageSize();
    var token = context.query().pageToken();
    return Answers.of(
        collections.documents(
            context.tenant(), context.variable("name"), token == null ? "" : idIn(token), size),
        page ->
            Answers.page(
                context,
                page.documents(),
                page.more() ? tokenOf(page.documents().getLast().id()) : null,
                CollectionJson::entry));
  }

  private CompletionStage<HttpResponse> document(RequestContext context) {
    return Answers.of(
        collections.document(context.tenant(), context.variable("name"), context.variable("id")),
        shown -> Answers.json(200, out -> CollectionJson.shown(out, shown)));
  }

  private CompletionStage<HttpResponse> remove(RequestContext context) {
    return Answers.of(
        collections.remove(context.tenant(), context.variable("name"), context.variable("id")),
        left -> Answers.empty(204));
  }

  private static @Nullable String tokenOf(String id) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("documents:" + id).getBytes(StandardCharsets.UTF_8));
  }

  private static String idIn(String token) {
    try {
      var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith("documents:")) {
        return text.substring("documents:".length());
      }
    } catch (IllegalArgumentException e) {
      // no token of ours either
    }
    throw Problem.parameter("page_token", "out-of-range", "page_token is not from this list")
        .thrown();
  }
}
