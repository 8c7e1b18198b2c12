package dev.windlass.api.http;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * One route.
 *
 * @param template such as {@code /v1/jobs/{job}/lines}; a name in braces takes one segment
 * @param parameters query parameters it knows; any other is refused
 */
public record Endpoint(
    HttpMethod method, String template, Set<String> parameters, Handler handler) {
  /** Answers a request; may throw a {@link dev.windlass.api.problem.ProblemException}. */
  @FunctionalInterface
  public interface Handler {
    CompletionStage<HttpResponse> handle(RequestContext context);
  }

  public static Endpoint get(String template, Handler handler, String... parameters) {
    return new Endpoint(HttpMethods.GET, template, Set.of(parameters), handler);
  }

  public static Endpoint post(String template, Handler handler, String... parameters) {
    return new Endpoint(HttpMethods.POST, template, Set.of(parameters), handler);
  }

  public static Endpoint put(String template, Handler handler, String... parameters) {
    return new Endpoint(HttpMethods.PUT, template, Set.of(parameters), handler);
  }

  public static Endpoint delete(String template, Handler handler, String... parameters) {
    return new Endpoint(HttpMethods.DELETE, template, Set.of(parameters), handler);
  }

  public static Endpoint patch(String template, Handler handler, String... parameters) {
    return new Endpoint(HttpMethods.PATCH, template, Set.of(parameters), handler);
  }

  public static Endpoint head(String template, Handler handler, String... parameters) {
    return new Endpoint(HttpMethods.HEAD, template, Set.of(parameters), handler);
  }

  List<String> segments() {
    return Arrays.stream(template.split("/")).filter(s -> !s.isEmpty()).toList();
  }

  /** The path's variables by name, or empty when the path is another one. */
  static Optional<Map<String, String>> match(List<String> template, List<String> path) {
    if (template.size() != path.size()) {
      return Optional.empty();
    }
    var variables = new TreeMap<String, String>();
    for (int i = 0; i < path.size(); i++) {
      var part = template.get(i);
      if (part.startsWith("{")) {
        variables.put(part.substring(1, part.length() - 1), path.get(i));
      } else if (!part.equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }
}
