package dev.windlass.deploy.server;

import com.typesafe.config.Config;
import dev.windlass.api.ApiSettings;
import dev.windlass.api.WindlassApi;
import dev.windlass.api.operations.Probes;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.engine.EngineSettings;
import dev.windlass.engine.WindlassEngine;
import dev.windlass.engine.collection.CollectionShards;
import dev.windlass.engine.journal.Journals;
import dev.windlass.engine.protocol.LimitsDoor.ProviderView;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.NodeRoles;
import dev.windlass.engine.protocol.NodesDoor;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The actors of a node: what its roles say of engine and workers. */
final class Node implements Probes {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** How the limits of a node alone name their owner. */
  private static final String ALONE = "local";

  private static final Duration STOP_GRACE = Duration.ofSeconds(10);

  /**
   * What a node is made of before any of it is started.
   *
   * @param environment where references to keys are looked up
   */
  record Plan(
      Config config,
      ServerOptions options,
      Function<String, @Nullable String> environment,
      Roles roles,
      Set<String> called,
      @Nullable Clustering cluster) {
    String node() {
      return cluster == null ? ALONE : cluster.node();
    }
  }

  private final Plan plan;
  private final ActorSystem<Void> system;
  private final @Nullable Journals journals;
  private final Metrics metrics = new Metrics(version());
  private final CallRate rate = new CallRate(metrics::callsEnded);
  private final @Nullable Membership membership;
  private final Providers providers;
  private final ClusterNodes nodes;
  private final Workers workers;
  private final @Nullable WindlassEngine engine;
  private volatile boolean stopping;

  /**
   * @param journals null where neither engine nor API is on this node
   */
  static Node start(Plan plan, @Nullable Journals journals) throws InterruptedException {
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "windlass", plan.config());
    try {
      return new Node(plan, system, journals);
    } catch (RuntimeException | InterruptedException e) {
      system.terminate();
      throw e;
    }
  }

  private Node(Plan plan, ActorSystem<Void> system, @Nullable Journals journals)
      throws InterruptedException {
    this.plan = plan;
    this.system = system;
    this.journals = journals;
    var config = plan.config();
    var cluster = plan.cluster();
    var roles = plan.roles();
    membership =
        cluster == null
            ? null
            : Membership.of(
                system,
                cluster,
                roles.engine() && journals != null
                    ? journals.presence().orElseThrow() // a cluster was refused without
                    : new Guest());
    Providers started = null;
    try {
      if (journals != null) {
        metrics.journal(() -> journals.health().read().mayStartCalls());
      }
      var warmUp = roles.worker() ? WarmUp.begin(config, system) : null;
      started = Providers.start(config, plan.environment(), this::isCalled, system);
      providers = started;
      nodes = new ClusterNodes(system, this::self, cluster != null);
      workers = Workers.start(system, workers());
      if (journals == null) {
        CollectionShards.reach(system);
      }
      engine =
          journals == null
              ? null
              : Doors.open(system, config, roles, journals, this::known, metrics);
      begin(config, cluster);
      if (warmUp != null) {
        warmUp.await();
      }
    } catch (RuntimeException | InterruptedException e) {
      if (membership != null) {
        membership.leave();
        membership.gone();
      }
      if (started != null) {
        started.close();
      }
      throw e;
    }
  }

  private boolean isCalled(String provider) {
    return plan.called().contains(provider)
        || (plan.roles().worker() && provider.equals(ModelCall.BUILT_IN));
  }

  private Workers.Setup workers() {
    var config = plan.config();
    var flags =
        LimitFlags.parse(plan.options().limits(), config.getString("windlass.default-provider"));
    var limits = LimitSettings.of(config).with(flags);
    var owners =
        LimitOwners.sharded(
            system,
            OwnerSetup.of(
                config,
                plan.node(),
                journals != null && journals.folder().isPresent(),
                limits,
                metrics,
                WorkerClock.SYSTEM.nanos(),
                WorkerClock.SYSTEM.wall()),
            config.getInt("windlass.engine.shards"));
    if (plan.roles().engine()) {
      providers.views().forEach(view -> owners.wake(view.name()));
    }
    return new Workers.Setup(
        plan.node(),
        providers.all(),
        this::providerViews,
        limits,
        owners,
        WorkerSettings.of(config),
        new CountedTokens(new TokenEstimator()),
        metrics,
        WorkerClock.SYSTEM);
  }

  /** All of it stands: from now on others may see it. */
  private void begin(Config config, @Nullable Clustering cluster) throws InterruptedException {
    nodes.answer();
    var second = Duration.ofSeconds(1);
    system
        .scheduler()
        .scheduleWithFixedDelay(second, second, rate::look, system.executionContext());
    if (plan.roles().engine()) {
      LimitGauges.start(system, workers, plan.node(), metrics);
    }
    if (membership == null || cluster == null) {
      return;
    }
    membership.join();
    if (engine != null) {
      var jobs = engine.jobs();
      membership.until(() -> jobs.active(EngineSettings.DEFAULT_TENANT));
    }
    if (!plan.roles().engine()) {
      var patience = config.getDuration("windlass.cluster.without-engine");
      WithoutEngine.watch(system, membership, patience, cluster.whenTakenOut());
    }
  }

  /** Configured here, or called by another node. */
  private List<ProviderView> providerViews() {
    var all = new ArrayList<>(providers.views());
    if (plan.cluster() != null) {
      var served = NodeRoles.served(system);
      all.replaceAll(view ->
          view.baseUrl().isEmpty() && served.contains(view.name()) ? remote(view.name()) : view);
      all.forEach(view -> served.remove(view.name()));
      served.forEach(name -> all.add(remote(name)));
    }
    return all;
  }

  /** Of what another node calls no more than the name is known here. */
  private static ProviderView remote(String name) {
    return new ProviderView(name, "remote", "", List.of());
  }

  private Set<String> known() {
    var names = new TreeSet<String>();
    providerViews().forEach(view -> names.add(view.name()));
    return names;
  }

  private NodesDoor.NodeView self() {
    var memory = Runtime.getRuntime();
    return new NodesDoor.NodeView(
        plan.node(),
        plan.roles().names(),
        List.copyOf(plan.called()),
        new NodesDoor.NodeState(
            version(),
            metrics.callsInFlight(),
            plan.called().isEmpty() ? 0 : plan.config().getInt("windlass.worker.pool"),
            rate.perSecond(),
            memory.totalMemory() - memory.freeMemory()));
  }

  ActorSystem<?> system() {
    return system;
  }

  /** Null where this node has neither engine nor API. */
  @Nullable WindlassEngine engine() {
    return engine;
  }

  /** Null where this node has no such role. */
  @Nullable WindlassApi api(ApiSettings settings) {
    return engine == null || !plan.roles().api()
        ? null
        : new WindlassApi(settings, engine, workers, nodes, this, system);
  }

  private static String version() {
    var version = Node.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  Duration longestStop() {
    return plan.config().getDuration("windlass.shutdown-calls");
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
    if (engine != null) {
      engine.close();
    } else {
      leave();
    }
    providers.close();
    if (membership != null) {
      membership.gone();
    }
  }

  /** As the engine does it where there is one: the phases in which a node leaves its cluster. */
  private void leave() {
    try {
      Server.await(
          CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason()),
          plan.config().getDuration("windlass.engine.close-timeout"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("this node did not leave in order", e);
    }
  }

  @Override
  public boolean ready() {
    if (stopping) {
      return false;
    }
    if (engine == null) {
      return membership != null && membership.isJoined() && workers.dispatchers() > 0;
    }
    return membership == null || membership.isReady();
  }

  @Override
  public Map<String, String> checks() {
    var checks = new LinkedHashMap<String, String>();
    if (journals != null) {
      var journal = journals.health().read();
      checks.put("journal", journal.mayStartCalls() ? "ok" : journal.status().name());
    }
    if (membership != null) {
      checks.put("cluster", membership.isJoined() ? "ok" : "joining");
      if (engine == null) {
        checks.put("dispatchers", workers.dispatchers() > 0 ? "ok" : "none found");
      }
    }
    return checks;
  }

  @Override
  public String metrics() {
    return metrics.text();
  }
}
