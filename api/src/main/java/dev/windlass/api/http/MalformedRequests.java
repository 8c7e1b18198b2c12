package dev.windlass.api.http;

import dev.windlass.api.problem.Problem;
import dev.windlass.api.problem.ProblemType;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers what is no HTTP at all, before there is a request. Made by the server from its class name
 * ({@code pekko.http.server.parsing.error-handler}).
 */
public final class MalformedRequests extends ParsingErrorHandler {
  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
    var type = type(status.intValue(), info.summary());
    var requestId = RequestIds.next();
    log.debug("malformed request {}: {}", requestId, info.summary());
    return Answers.problem(Problem.of(type, detail(type, info)), null, requestId)
        .addHeader(Answers.header("Request-Id", requestId))
        .addHeader(Answers.header("X-Content-Type-Options", "nosniff"));
  }

  private static ProblemType type(int status, String summary) {
    if (status == 431 || summary.contains("header value exceeds") || summary.contains("headers")) {
      return ProblemType.TOO_MANY_HEADERS;
    }
    return switch (status) {
      case 411 -> ProblemType.LENGTH_REQUIRED;
      case 413 -> ProblemType.TOO_LARGE;
      case 414 -> ProblemType.URI_TOO_LONG;
      default -> ProblemType.INVALID_REQUEST;
    };
  }

  /**
   * The parser's summary names what is wrong; its detail may quote what was sent, so it stays out.
   */
  private static String detail(ProblemType type, ErrorInfo info) {
    return type == ProblemType.INVALID_REQUEST
        ? "This is no valid HTTP request: " + info.summary()
        : type.remedy();
  }
}
