package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.term.CliFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the limits of providers from the API. */
public final class LimitRows {
  private LimitRows() {}

  /**
   * The rows of one provider, or of all of them in turn.
   *
   * @param provider null for all
   */
  public static List<JsonNode> of(Host host, @Nullable String provider)
      throws CliFailure, IOException {
    var rows = new ArrayList<JsonNode>();
    for (var name : names(host, provider)) {
      host.api()
          .get("v1/providers/" + Api.part(name) + "/limits")
          .body()
          .path("items")
          .forEach(rows::add);
    }
    return rows;
  }

  private static List<String> names(Host host, @Nullable String provider)
      throws CliFailure, IOException {
    if (provider != null) {
      return List.of(provider);
    }
    var names = new ArrayList<String>();
    for (var each : host.api().get("v1/providers").body().path("items")) {
      names.add(each.path("name").asText());
    }
    return names;
  }

  /**
   * Answers 429 in the last minute of the limit that holds a job, -1 where that cannot be told.
   *
   * @param limitedBy as the job says: {@code openai/gpt-x rpm}
   */
  static long refusals(Host host, String provider, String limitedBy) {
    try {
      for (var row : of(host, provider)) {
        var limit = row.path("provider").asText() + "/" + row.path("model").asText() + " ";
        if (limitedBy.startsWith(limit)) {
          return row.path("refusals_60s").asLong(-1);
        }
      }
      return -1;
    } catch (CliFailure | IOException beside) {
      return -1; // the watching itself notices a server that is gone
    }
  }
}
