package dev.windlass.api.http;

import dev.windlass.api.problem.Problem;
import dev.windlass.api.problem.ProblemType;
import dev.windlass.api.problem.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the route of a request, and answers for whatever goes wrong on the way. The order of
 * checks: path, method, query parameters, then the route itself. Whoever adds a check for all
 * routes (host, key, scope, quota) puts it in front of the path. Thread-safe.
 */
public final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private record Route(List<String> template, Endpoint endpoint) {}

  private final List<Route> routes;
  private final BodySettings settings;
  private final Materializer materializer;

  public Router(List<Endpoint> endpoints, BodySettings settings, Materializer materializer) {
    routes = endpoints.stream().map(each -> new Route(each.segments(), each)).toList();
    this.settings = settings;
    this.materializer = materializer;
  }

  /** Never fails: what goes wrong is an answer too. */
  public CompletionStage<HttpResponse> handle(HttpRequest request) {
    var requestId = RequestIds.next();
    var path = request.getUri().path();
    request
        .getHeader(TimeoutAccess.class)
        .ifPresent(access ->
            access
                .timeoutAccess()
                .updateHandler(late -> finished(tooLate(path, requestId), requestId)));
    var body = new Body(request, settings, materializer);
    CompletionStage<HttpResponse> answer;
    try {
      answer = route(request, requestId, body);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.handle((response, thrown) -> {
      body.discardIfUnread();
      var whole =
          thrown == null ? response : refused(Refusals.problem(thrown, requestId), path, requestId);
      LOG.debug(
          "answered method {} path {} status {} request {}",
          request.method().value(),
          path,
          whole.status().intValue(),
          requestId);
      return finished(whole, requestId);
    });
  }

  private CompletionStage<HttpResponse> route(HttpRequest request, String requestId, Body body) {
    var path = new ArrayList<String>();
    request.getUri().pathSegments().forEach(path::add);
    var allowed = new TreeSet<String>();
    for (var each : routes) {
      var variables = Endpoint.match(each.template, path);
      if (variables.isPresent()) {
        if (answers(each.endpoint, request)) {
          return enter(each.endpoint, request, requestId, body, variables.get());
        }
        allowed.add(each.endpoint.method().value());
      }
    }
    if (allowed.isEmpty()) {
      throw Problem.of(ProblemType.NOT_FOUND, "Nothing is served under this path.").thrown();
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    var allow = String.join(", ", allowed);
    var problem = Problem.of(ProblemType.METHOD_NOT_ALLOWED, "This path takes " + allow + ".");
    return Answers.now(
        Answers.problem(problem, request.getUri().path(), requestId)
            .addHeader(Answers.header("Allow", allow)));
  }

  private static CompletionStage<HttpResponse> enter(
      Endpoint endpoint,
      HttpRequest request,
      String requestId,
      Body body,
      Map<String, String> variables) {
    var query = Params.of(request, endpoint.parameters());
    return endpoint
        .handler()
        .handle(
            new RequestContext(
                request, RequestContext.DEFAULT_TENANT, requestId, variables, query, body));
  }

  /** HEAD is answered as GET where nothing else is said; the server leaves the body away. */
  private boolean answers(Endpoint endpoint, HttpRequest request) {
    return endpoint.method().equals(request.method())
        || (request.method().equals(HttpMethods.HEAD) && endpoint.method().equals(HttpMethods.GET));
  }

  private static HttpResponse refused(Problem problem, String path, String requestId) {
    var response = Answers.problem(problem, path, requestId);
    return problem.type() == ProblemType.REQUEST_TIMEOUT
        ? response.addHeader(Answers.header("Connection", "close"))
        : response;
  }

  private static HttpResponse tooLate(String path, String requestId) {
    var problem =
        Problem.of(ProblemType.JOURNAL_UNAVAILABLE, "The engine did not answer in time.")
            .retryAfter(5);
    return Answers.problem(problem, path, requestId);
  }

  private static HttpResponse finished(HttpResponse response, String requestId) {
    return response
        .addHeader(Answers.header("Request-Id", requestId))
        .addHeader(Answers.header("X-Content-Type-Options", "nosniff"));
  }
}
