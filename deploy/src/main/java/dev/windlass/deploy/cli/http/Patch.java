package dev.windlass.deploy.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.term.CliFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one method that {@code HttpURLConnection} does not know. The other client of the JDK takes
 * longer to load, so only this goes by it.
 */
final class Patch {
  private Patch() {}

  static Answer send(URI uri, JsonNode body, Duration longest) throws CliFailure, IOException {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var request =
          HttpRequest.newBuilder(uri)
              .timeout(longest)
              .header("Content-Type", "application/merge-patch+json")
              .header("Accept", "application/json, application/problem+json")
              .header("User-Agent", "windlass")
              .method("PATCH", HttpRequest.BodyPublishers.ofString(Json.text(body)))
              .build();
      var response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw Problems.failure(response.statusCode(), problem(response.body()), uri.toString());
      }
      var headers = new HashMap<String, String>();
      response
          .headers()
          .map()
          .forEach((name, all) -> headers.put(name.toLowerCase(Locale.ROOT), all.getFirst()));
      return new Answer(response.statusCode(), Json.read(response.body()), headers);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }

  private static @Nullable ObjectNode problem(String text) {
    try {
      return Json.read(text) instanceof ObjectNode object ? object : null;
    } catch (IOException notJson) {
      return null; // a proxy's page, or nothing: the status alone must do
    }
  }
}
