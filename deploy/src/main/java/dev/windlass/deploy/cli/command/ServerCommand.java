package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.Running;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.job.Host;
import dev.windlass.deploy.cli.job.LimitFlag;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Text;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Engine, workers and API in one process. */
@Command(
    description =
        "Starts a server: engine, workers and API. It goes on with what was not done when it stopped.",
    footer = {
      "",
      "Ctrl-C or SIGTERM stops it safely: calls in flight end and are kept.",
      "OPENAI_API_KEY and OPENAI_BASE_URL name the provider openai; more go into the config file."
    })
final class ServerCommand extends Verb {
  private static final List<String> ROLES = List.of("engine", "worker", "api");
  private static final String BIND = "127.0.0.1:8080";

  @Option(
      names = "--bind",
      paramLabel = "[HOST:]PORT",
      description = "Where to listen (127.0.0.1:8080); port 0 is a free one.")
  @Nullable String bind;

  @Option(names = "--data", paramLabel = "DIR", description = "Folder of the journal (.windlass).")
  @Nullable String data;

  @Option(names = "--config", paramLabel = "FILE", description = "Providers, limits and the rest.")
  @Nullable String config;

  @Option(
      names = "--roles",
      split = ",",
      paramLabel = "ROLE,...",
      description = "engine, worker, api (all).")
  List<String> roles = new ArrayList<>();

  @Option(names = "--pool", paramLabel = "N", description = "Calls in flight at most.")
  int pool;

  @Option(
      names = "--limit",
      paramLabel = "KEY=N,...",
      description =
          "Limits of the default provider; openai/gpt-x:rpm=500 for one model. May be repeated.")
  List<String> limits = new ArrayList<>();

  @Option(names = "--journal", paramLabel = "KIND", description = "embedded or postgres.")
  @Nullable String journal;

  @Option(
      names = "--cluster",
      description =
          "Be one node of several; needs --journal postgres, and --seeds or another discovery.")
  boolean cluster;

  @Option(
      names = "--cluster-bind",
      paramLabel = "HOST:PORT",
      description = "Where the cluster's nodes talk (7355).")
  @Nullable String clusterBind;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "HOST:PORT,...",
      description = "Nodes to join.")
  List<String> seeds = new ArrayList<>();

  @Option(
      names = "--management",
      paramLabel = "HOST:PORT",
      description =
          "A second port for probes and metrics (nodes find each other at another,"
              + " windlass.cluster.management-port).")
  @Nullable String management;

  @Override
  public Exit call() throws CliFailure, InterruptedException {
    var options = options();
    return Serving.until(
        this,
        () -> session().servers().get().start(options),
        running -> json ? Json.text(Json.object().put("url", url(running))) : running.said());
  }

  private static String url(Running running) {
    return running.url().toString().replaceFirst("/$", "");
  }

  private ServerOptions options() throws CliFailure {
    var at = Bind.read(bind == null ? BIND : bind);
    var wanted = new LinkedHashSet<>(roles);
    for (var role : wanted) {
      if (!ROLES.contains(role)) {
        throw CliFailure.usage(
            "--roles: there is no role "
                + role
                + Text.nearest(role, ROLES).map(it -> "; did you mean " + it + "?").orElse(""),
            "engine, worker and api can be chosen, with commas");
      }
    }
    if (bind != null && !wanted.isEmpty() && !wanted.contains("api")) {
      throw CliFailure.usage(
          "--bind is where the API listens, and --roles leaves it out",
          "add api to --roles; for probes and metrics there is --management HOST:PORT");
    }
    if (journal != null && !journal.equals("embedded") && !journal.equals("postgres")) {
      throw CliFailure.usage("--journal " + journal + " is unknown", "it is embedded or postgres");
    }
    if (!cluster && (clusterBind != null || !seeds.isEmpty())) {
      throw CliFailure.usage(
          "--seeds and --cluster-bind go with --cluster", "add --cluster, or leave them out");
    }
    var parsed = new ArrayList<String>();
    for (var limit : limits) {
      parsed.add(LimitFlag.read(limit).toString());
    }
    return new ServerOptions(
        at.host(),
        at.port(),
        Host.data(console(), data),
        config == null ? null : console().path(config),
        wanted,
        pool,
        parsed,
        journal,
        cluster ? new ServerOptions.Cluster(clusterBind, List.copyOf(seeds)) : null,
        management,
        null,
        null,
        false);
  }
}
