package dev.windlass.api.http;

import java.time.Duration;
import java.util.Locale;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a client prefers, after RFC 7240: {@code wait=N} (at most 60 s) and {@code respond-async}.
 * What is not understood is ignored, as the RFC wants it.
 *
 * @param patience null when the client did not say
 */
public record Preferences(@Nullable Duration patience, boolean respondAsync) {
  private static final long MAX_WAIT_SECONDS = 60;

  public static Preferences of(HttpRequest request) {
    Duration patience = null;
    boolean async = false;
    for (var header : request.getHeaders()) {
      if (header.is("prefer")) {
        for (var each : header.value().toLowerCase(Locale.ROOT).split("[,;]", -1)) {
          var preference = each.strip();
          if (preference.equals("respond-async")) {
            async = true;
          } else if (preference.matches("wait *= *\"?\\d{1,9}\"?")) {
            long seconds = Long.parseLong(preference.replaceAll("\\D", ""));
            patience = Duration.ofSeconds(Math.min(seconds, MAX_WAIT_SECONDS));
          }
        }
      }
    }
    return new Preferences(patience, async);
  }

  public Duration waitOrZero() {
    return patience == null ? Duration.ZERO : patience;
  }

  /** The answer with what was heeded of it. */
  public HttpResponse applied(HttpResponse response) {
    if (patience != null) {
      return response.addHeader(
          Answers.header("Preference-Applied", "wait=" + patience.toSeconds()));
    }
    return respondAsync && response.status().intValue() == 202
        ? response.addHeader(Answers.header("Preference-Applied", "respond-async"))
        : response;
  }
}
