package dev.windlass.api.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;

/**
 * One request on its way through a route.
 *
 * @param tenant who asks; {@code default} while nobody has to say
 * @param requestId as the answer's Request-Id says
 * @param variables of the path, by their names in the template
 */
public record RequestContext(
    HttpRequest request,
    String tenant,
    String requestId,
    Map<String, String> variables,
    Params query,
    Body body) {
  /** The one tenant there is without authentication. */
  public static final String DEFAULT_TENANT = "default";

  private static final Duration ROOM = Duration.ofSeconds(20);

  /** A variable of the path. */
  public String variable(String name) {
    var value = variables.get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no {" + name + "}");
    }
    return value;
  }

  /** A header's value as it came. */
  public Optional<String> header(String name) {
    return request.getHeader(name).map(HttpHeader::value);
  }

  /** The answer may take so much longer than others. */
  public void mayWait(Duration wait) {
    request
        .getHeader(TimeoutAccess.class)
        .ifPresent(access -> access.timeoutAccess().updateTimeout(wait.plus(ROOM)));
  }

  /** The answer may come as late as the body needs. */
  public void mayTakeAnyTime() {
    request
        .getHeader(TimeoutAccess.class)
        .ifPresent(access ->
            access.timeoutAccess().updateTimeout(scala.concurrent.duration.Duration.Inf()));
  }
}
