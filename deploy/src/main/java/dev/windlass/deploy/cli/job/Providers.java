package dev.windlass.deploy.cli.job;

import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Console;
import java.io.IOException;
import java.util.TreeSet;

/** Which of a server's providers ask no real model. */
final class Providers {
  private Providers() {}

  /** Says loudly on standard error that answers are made up, where they are. */
  static void warnOfSimulated(Api api, Console console) throws IOException {
    var simulated = new TreeSet<String>();
    try {
      for (var provider : api.get("v1/providers").body().path("items")) {
        if (provider.path("type").asText().equals("simulated")) {
          simulated.add(provider.path("name").asText(provider.path("provider").asText()));
        }
      }
    } catch (CliFailure notTold) {
      return;
    }
    if (!simulated.isEmpty()) {
      console.say(
          "SIMULATED PROVIDER: "
              + String.join(", ", simulated)
              + " asks no model, its answers are made up. Set OPENAI_API_KEY, or OPENAI_BASE_URL,"
              + " to ask a real one.");
    }
  }
}
