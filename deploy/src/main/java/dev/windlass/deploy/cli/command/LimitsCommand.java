package dev.windlass.deploy.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.job.Host;
import dev.windlass.deploy.cli.job.LimitFlag;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Table;
import dev.windlass.deploy.cli.term.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What providers allow, what is used of it, and who waits for it. */
@Command(
    description =
        "Shows each limit: configured, learned, used in the last minute, and who waits for it.")
final class LimitsCommand extends Verb {
  @Parameters(index = "0", arity = "0..1", paramLabel = "PROVIDER", description = "Only this one.")
  @Nullable String provider;

  @Option(
      names = "--set",
      paramLabel = "KEY=N,...",
      description =
          "Set limits of PROVIDER, or of one model: gpt-x:rpm=500. In force at once, on every node.")
  List<String> set = new ArrayList<>();

  @Option(
      names = "--reset",
      description = "Undo what was set, and forget what was learned: the configuration counts again.")
  boolean reset;

  @Option(names = "--model", paramLabel = "MODEL", description = "With --reset: only this model's.")
  @Nullable String model;

  @Override
  public Exit call() throws CliFailure, InterruptedException {
    if (!set.isEmpty() && provider == null) {
      throw CliFailure.usage(
          "--set needs a provider", "such as windlass limits openai --set rpm=3000");
    }
    if (reset && provider == null) {
      throw CliFailure.usage("--reset needs a provider", "such as windlass limits openai --reset");
    }
    if (reset && !set.isEmpty()) {
      throw CliFailure.usage(
          "--reset and --set together", "reset first, and set in a second command");
    }
    if (model != null && !reset) {
      throw CliFailure.usage("--model goes with --reset", "or write --set MODEL:rpm=500");
    }
    var wanted = new ArrayList<LimitFlag>();
    for (var each : set) {
      wanted.add(LimitFlag.read(each));
    }
    return ask(host -> {
      if (provider != null && !wanted.isEmpty()) {
        put(host, provider, wanted);
      }
      if (provider != null && reset) {
        reset(host, provider, model);
      }
      var table = new Table("LIMIT", "CONFIG>", "LEARNED>", "USED (60 s)>", "WAITING>", "LAST 429");
      for (var name : names(host)) {
        var view = host.api().get("v1/providers/" + Api.part(name) + "/limits").body();
        for (var limit : view.path("items")) {
          if (json) {
            var line = Json.object().put("provider", name);
            limit.properties().forEach(field -> line.set(field.getKey(), field.getValue()));
            print(line);
          } else {
            row(table, name, limit);
          }
        }
      }
      if (!json) {
        print(table, "no limit is configured or learned yet");
      }
      return Exit.OK;
    });
  }

  private List<String> names(Host host) throws CliFailure, IOException {
    if (provider != null) {
      return List.of(provider);
    }
    var names = new ArrayList<String>();
    for (var each : host.api().get("v1/providers").body().path("items")) {
      names.add(each.path("name").asText(each.path("provider").asText()));
    }
    return names;
  }

  private static void put(Host host, String provider, List<LimitFlag> wanted)
      throws CliFailure, IOException {
    var body = Json.object();
    var list = body.putArray("limits");
    for (var flag : wanted) {
      var entry = list.addObject();
      entry.put("model", flag.model().isEmpty() ? "*" : name(provider, flag.model()));
      flag.values().forEach((key, value) -> entry.put(key, new BigDecimal(value)));
    }
    host.api()
        .send(
            "PUT", "v1/providers/" + Api.part(provider) + "/limits", body, Map.of(), Duration.ZERO);
  }

  private static void reset(Host host, String provider, @Nullable String model)
      throws CliFailure, IOException {
    var path = "v1/providers/" + Api.part(provider) + "/limits";
    host.api()
        .send(
            "DELETE",
            model == null ? path : path + "?model=" + Api.part(name(provider, model)),
            null,
            Map.of(),
            Duration.ZERO);
  }

  /** The model without its provider, which people write before it. */
  private static String name(String provider, String model) {
    return model.startsWith(provider + "/") ? model.substring(provider.length() + 1) : model;
  }

  private static void row(Table table, String provider, JsonNode limit) {
    var model = limit.path("model").asText("*");
    table.row(
        provider + (model.equals("*") ? "" : "/" + model) + " " + limit.path("limit").asText(),
        number(limit, "configured", "auto"),
        number(limit, "learned", "-"),
        number(limit, "used", "0"),
        number(limit, "waiting", "0"),
        limit.hasNonNull("last_429_at")
            ? limit.path("last_429_at").asText()
                + (limit.hasNonNull("retry_after_ms")
                    ? " (retry-after "
                        + Text.duration(Duration.ofMillis(limit.path("retry_after_ms").asLong()))
                        + ")"
                    : "")
            : "—");
  }

  private static String number(JsonNode limit, String field, String otherwise) {
    return limit.hasNonNull(field)
        ? Text.count(Math.round(limit.path(field).asDouble()))
        : otherwise;
  }
}
