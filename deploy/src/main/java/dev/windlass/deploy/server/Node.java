package dev.windlass.deploy.server;

import com.typesafe.config.Config;
import dev.windlass.api.ApiSettings;
import dev.windlass.api.WindlassApi;
import dev.windlass.api.operations.Probes;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.engine.EngineSettings;
import dev.windlass.engine.JobSignals;
import dev.windlass.engine.WindlassEngine;
import dev.windlass.engine.dispatch.DispatchSettings;
import dev.windlass.engine.dispatch.Dispatcher;
import dev.windlass.engine.journal.Journals;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.results.Results;
import dev.windlass.engine.run.RunDefaults;
import dev.windlass.workers.limits.LimitFlags;
import dev.windlass.workers.limits.LimitOwners;
import dev.windlass.workers.limits.LimitSettings;
import dev.windlass.workers.limits.OwnerSetup;
import dev.windlass.workers.pool.CountedTokens;
import dev.windlass.workers.pool.WorkerClock;
import dev.windlass.workers.pool.WorkerSettings;
import dev.windlass.workers.pool.Workers;
import dev.windlass.workers.provider.Providers;
import dev.windlass.workers.tokens.TokenEstimator;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The actors of a node: engine and workers, joined by their dispatcher. */
final class Node implements Probes {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** How the limits of a node alone name their owner. */
  private static final String ALONE = "local";

  private static final Duration STOP_GRACE = Duration.ofSeconds(10);

  private final Config config;
  private final ActorSystem<Void> system;
  private final Journals journals;
  private final Providers providers;
  private final Workers workers;
  private final WindlassEngine engine;
  private final Metrics metrics;
  private final @Nullable Membership membership;
  private volatile boolean stopping;

  private Node(
      Config config,
      ActorSystem<Void> system,
      Journals journals,
      Providers providers,
      Workers workers,
      WindlassEngine engine,
      Metrics metrics,
      @Nullable Membership membership) {
    this.config = config;
    this.system = system;
    this.journals = journals;
    this.providers = providers;
    this.workers = workers;
    this.engine = engine;
    this.metrics = metrics;
    this.membership = membership;
  }

  /**
   * @param cluster null for a node alone
   */
  static Node start(
      Config config, ServerOptions options, @Nullable Clustering cluster, Journals journals)
      throws InterruptedException {
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "windlass", config);
    var membership = cluster == null ? null : Membership.of(system, cluster, journals);
    Providers providers = null;
    try {
      var warmUp = options.works() ? WarmUp.begin(config, system) : null;
      providers = Providers.start(config, environment(options)::get, system);
      var metrics = new Metrics(version());
      metrics.journal(() -> journals.health().read().mayStartCalls());
      var dispatcher =
          system.systemActorOf(
              Behaviors.supervise(
                      Dispatcher.create(
                          DispatchSettings.of(config),
                          Clock.systemUTC(),
                          () -> options.works() && journals.health().read().mayStartCalls(),
                          metrics))
                  .onFailure(Exception.class, SupervisorStrategy.restart()),
              "windlass-dispatcher",
              Props.empty());
      var setup = workers(config, options, cluster, system, journals, providers, metrics);
      var workers = Workers.start(system, setup);
      LimitGauges.start(system, workers, setup.node(), metrics);
      var ids = new Ids(journals.secret());
      var model = config.getString("windlass.default-model");
      var defaults =
          new RunDefaults(
              config.getString("windlass.default-provider"), model.isEmpty() ? null : model);
      var results =
          new Results(
              system, journals.readJournal(), ids, defaults, new JobSignals(system), config);
      var engine =
          WindlassEngine.start(
              system,
              new EngineSettings(
                  ids,
                  defaults,
                  providers.all().keySet(),
                  dispatcher.narrow(),
                  results,
                  results,
                  journals.health(),
                  Clock.systemUTC(),
                  Set.of(EngineSettings.DEFAULT_TENANT),
                  EngineSettings.Bounds.of(config)));
      if (membership != null) {
        membership.join();
        membership.until(() -> engine.jobs().active(EngineSettings.DEFAULT_TENANT));
      }
      if (warmUp != null) {
        warmUp.await();
      }
      return new Node(config, system, journals, providers, workers, engine, metrics, membership);
    } catch (RuntimeException | InterruptedException e) {
      if (membership != null) {
        membership.leave();
        membership.gone();
      }
      if (providers != null) {
        providers.close();
      }
      system.terminate();
      throw e;
    }
  }

  /** The environment, with the provider that the command line names in its place. */
  private static Map<String, String> environment(ServerOptions options) {
    var environment = new HashMap<>(System.getenv());
    var base = options.openAi();
    if (base != null) {
      environment.put("OPENAI_BASE_URL", base.toString());
      environment.remove("OPENAI_API_KEY");
    }
    return environment;
  }

  private static Workers.Setup workers(
      Config config,
      ServerOptions options,
      @Nullable Clustering cluster,
      ActorSystem<?> system,
      Journals journals,
      Providers providers,
      Metrics metrics) {
    var flags = LimitFlags.parse(options.limits(), config.getString("windlass.default-provider"));
    var limits = LimitSettings.of(config).with(flags);
    var node = cluster == null ? ALONE : cluster.node();
    var owners =
        LimitOwners.sharded(
            system,
            OwnerSetup.of(
                config,
                node,
                journals.folder().isPresent(),
                limits,
                metrics,
                WorkerClock.SYSTEM.nanos(),
                WorkerClock.SYSTEM.wall()),
            config.getInt("windlass.engine.shards"));
    providers.all().keySet().forEach(owners::wake);
    return new Workers.Setup(
        node,
        providers.all(),
        providers.views(),
        limits,
        owners,
        WorkerSettings.of(config),
        new CountedTokens(new TokenEstimator()),
        metrics,
        WorkerClock.SYSTEM);
  }

  WindlassApi api(ApiSettings settings) {
    return new WindlassApi(settings, engine, workers, this, system);
  }

  private static String version() {
    var version = Node.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  Duration longestStop() {
    return config.getDuration("windlass.shutdown-calls");
  }

  /** Lets calls in flight end, at most so long, and be stored; then stops all of it. */
  void stop(Duration calls) {
    stopping = true;
    if (membership != null) {
      membership.leave();
    }
    try {
      Server.await(workers.stop(calls), calls.plus(STOP_GRACE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("workers did not stop in order", e);
    }
    engine.close();
    providers.close();
    if (membership != null) {
      membership.gone();
    }
  }

  @Override
  public boolean ready() {
    return !stopping && (membership == null || membership.isReady());
  }

  @Override
  public Map<String, String> checks() {
    var checks = new LinkedHashMap<String, String>();
    var journal = journals.health().read();
    checks.put("journal", journal.mayStartCalls() ? "ok" : journal.status().name());
    if (membership != null) {
      checks.put("cluster", membership.isReady() ? "ok" : "joining");
    }
    return checks;
  }

  @Override
  public String metrics() {
    return metrics.text();
  }
}
