package dev.windlass.api.operations;

import dev.windlass.api.http.Answers;
import dev.windlass.api.http.Endpoint;
import dev.windlass.api.http.RequestContext;
import dev.windlass.api.problem.Problem;
import dev.windlass.api.problem.ProblemType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /problems/{slug}}: what a problem means, for whoever follows its type. */
public final class ProblemPages {
  public List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/problems/{slug}", this::show));
  }

  private CompletionStage<HttpResponse> show(RequestContext context) {
    var type =
        ProblemType.ofSlug(context.variable("slug"))
            .orElseThrow(
                () -> Problem.of(ProblemType.NOT_FOUND, "There is no such problem.").thrown());
    return Answers.now(
        HttpResponse.create()
            .withEntity(HttpEntities.create(ContentTypes.TEXT_HTML_UTF8, page(type)))
            .addHeader(Answers.header("Content-Security-Policy", "default-src 'none'")));
  }

  /** All of it is from our own list, so nothing has to be escaped. */
  private static String page(ProblemType type) {
    return """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <title>%1$s</title>
    <h1>%2$s</h1>
    <p><code>%1$s</code>, HTTP status %3$d, %4$s.</p>
    <p>%5$s</p>
    </html>
    """
        .formatted(
            type.slug(),
            type.title(),
            type.status(),
            type.retryable()
                ? "the same request may succeed later"
                : "not to be sent again as it is",
            type.remedy());
  }
}
