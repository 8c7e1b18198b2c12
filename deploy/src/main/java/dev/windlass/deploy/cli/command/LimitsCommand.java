package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.job.Host;
import dev.windlass.deploy.cli.job.LimitFlag;
import dev.windlass.deploy.cli.job.LimitRows;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.LimitTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
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
  private static final long WATCH_EVERY_MS = 2_000;

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

  @Option(names = "--watch", description = "Show it again every two seconds, until Ctrl-C.")
  boolean watch;

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
      int drawn = show(host, 0);
      while (watch) {
        Thread.sleep(WATCH_EVERY_MS);
        drawn = show(host, drawn);
      }
      return Exit.OK;
    });
  }

  /**
   * @param drawn lines of the table that stand on the terminal, to be drawn over
   * @return how many stand there then
   */
  private int show(Host host, int drawn) throws CliFailure, IOException {
    var rows = LimitRows.of(host, provider);
    if (json) {
      rows.forEach(this::print);
      console().out().flush();
      return 0;
    }
    if (rows.isEmpty()) {
      say("no limit is configured or learned yet");
      return 0;
    }
    boolean terminal = console().outIsTerminal();
    var lines =
        LimitTable.lines(
            rows,
            terminal ? console().columns() : 0,
            provider != null,
            ZonedDateTime.now(ZoneId.systemDefault()));
    if (watch && drawn > 0 && terminal) {
      console().out().print("\u001b[" + drawn + "A\r\u001b[J");
    }
    lines.forEach(console()::data);
    console().out().flush();
    return lines.size();
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
}
