package dev.windlass.api.chains;

import dev.windlass.api.http.Answers;
import dev.windlass.api.http.Body;
import dev.windlass.api.http.Endpoint;
import dev.windlass.api.http.Etags;
import dev.windlass.api.http.Fields;
import dev.windlass.api.http.RequestContext;
import dev.windlass.api.problem.Problem;
import dev.windlass.api.problem.ProblemType;
import dev.windlass.api.view.ChainJson;
import dev.windlass.engine.ChainSource;
import dev.windlass.engine.Chains;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.protocol.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** {@code /v1/chains}. */
public final class ChainRoutes {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");

  private final Chains chains;

  public ChainRoutes(Chains chains) {
    this.chains = chains;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.put("/v1/chains/{name}", this::put),
        Endpoint.get("/v1/chains", this::list, "page_size", "page_token"),
        Endpoint.get("/v1/chains/{name}", this::latest),
        Endpoint.get("/v1/chains/{name}/versions/{n}", this::version),
        Endpoint.post("/v1/chains/{name}/preview", this::preview));
  }

  private CompletionStage<HttpResponse> put(RequestContext context) {
    var name = context.variable("name");
    if (!NAME.matcher(name).matches()) {
      throw Problem.parameter(
              "name", "out-of-range", "a chain's name has 1 to 64 of the characters a-z, 0-9 and -")
          .thrown();
    }
    context
        .body()
        .requireType(
            "application/json",
            "application/yaml",
            "application/x-yaml",
            "text/yaml",
            "text/x-yaml");
    return context
        .body()
        .bytes()
        .thenCompose(bytes -> {
          var chain = read(bytes, name);
          return expected(context, name)
              .thenCompose(ifMatch ->
                  Answers.of(
                      chains.put(
                          context.tenant(), name, chain, ifMatch, Etags.ifNoneMatchAny(context)),
                      ChainRoutes::applied));
        });
  }

  private static Chain read(ByteString bytes, String name) {
    var chain = ChainBodies.orInvalid(ChainReader.read(Body.text(bytes), name, null), "");
    if (!chain.name().equals(name)) {
      var detail = "the chain calls itself " + chain.name() + ", the path " + name;
      throw Problem.of(ProblemType.CHAIN_INVALID, detail)
          .with(Problem.Fault.at("/chain", "out-of-range", detail))
          .thrown();
    }
    return chain;
  }

  /** The digest that If-Match names; for {@code *} whatever there is. */
  private CompletionStage<@Nullable String> expected(RequestContext context, String name) {
    var ifMatch = Etags.ifMatch(context).orElse(null);
    if (ifMatch == null || !ifMatch.equals("*")) {
      return CompletableFuture.completedFuture(ifMatch);
    }
    return chains
        .get(context.tenant(), name)
        .thenApply(reply ->
            switch (reply) {
              case Reply.Ok<Chains.Version>(var version) -> version.digest();
              case Reply.Refused<Chains.Version> none ->
                  throw Problem.of(
                          ProblemType.VERSION_CONFLICT, "There is no chain " + name + " yet.")
                      .thrown();
            });
  }

  private static HttpResponse applied(Chains.Put put) {
    var version = put.version();
    return tagged(put.created() ? 201 : 200, version)
        .addHeader(
            Answers.header(
                "Location", "/v1/chains/" + version.name() + "/versions/" + version.version()));
  }

  private CompletionStage<HttpResponse> list(RequestContext context) {
    int size = context.query().pageSize();
    var token = context.query().pageToken();
    var after = token == null ? "" : nameIn(token);
    return chains
        .list(context.tenant())
        .thenApply(all -> {
          var rest =
              all.stream()
                  .sorted(Comparator.comparing(Chains.Version::name))
                  .filter(each -> each.name().compareTo(after) > 0)
                  .toList();
          var page = rest.subList(0, Math.min(size, rest.size()));
          var next = page.size() < rest.size() ? tokenOf(page.getLast().name()) : null;
          return Answers.page(context, page, next, ChainJson::write);
        });
  }

  private CompletionStage<HttpResponse> latest(RequestContext context) {
    return show(context, context.variable("name"));
  }

  private CompletionStage<HttpResponse> version(RequestContext context) {
    return show(context, context.variable("name") + "@" + context.variable("n"));
  }

  private CompletionStage<HttpResponse> show(RequestContext context, String reference) {
    return Answers.of(
        chains.get(context.tenant(), reference),
        version ->
            Etags.noneMatch(context, version.digest())
                ? tagged(200, version)
                : Answers.empty(304)
                    .addHeader(Answers.header("ETag", Etags.quoted(version.digest()))));
  }

  private CompletionStage<HttpResponse> preview(RequestContext context) {
    return context
        .body()
        .object()
        .thenCompose(body -> {
          var input = Fields.of(body, "input").object("input");
          return Answers.of(
              chains.preview(
                  context.tenant(), new ChainSource.Named(context.variable("name")), input),
              preview -> Answers.json(200, out -> ChainJson.preview(out, preview)));
        });
  }

  private static HttpResponse tagged(int status, Chains.Version version) {
    return Answers.json(status, out -> ChainJson.write(out, version))
        .addHeader(Answers.header("ETag", Etags.quoted(version.digest())));
  }

  private static String tokenOf(String name) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("chains:" + name).getBytes(StandardCharsets.UTF_8));
  }

  private static String nameIn(String token) {
    try {
      var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith("chains:")) {
        return text.substring("chains:".length());
      }
    } catch (IllegalArgumentException e) {
      // no token of ours either
    }
    throw Problem.parameter("page_token", "out-of-range", "page_token is not from this list")
        .thrown();
  }
}
