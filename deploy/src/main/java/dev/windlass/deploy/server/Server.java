package dev.windlass.deploy.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import dev.windlass.api.ApiSettings;
import dev.windlass.api.WindlassApi;
import dev.windlass.deploy.cli.Running;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.deploy.cli.Servers;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.engine.protocol.NodeRoles;
import dev.windlass.workers.provider.Providers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole node in this process: of journal, engine, workers and API what its roles ask for, started
 * in this order and stopped in the other. Thread-safe.
 */
public final class Server implements Running {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration BIND = Duration.ofSeconds(20);
  private static final Duration UNBIND = Duration.ofSeconds(5);

  private final @Nullable HeldJournal journal;
  private final Node node;
  private final @Nullable ServerBinding binding;
  private final URI url;
  private final String said;
  private final boolean ownsLog;
  private boolean stopped;

  private Server(
      @Nullable HeldJournal journal,
      Node node,
      @Nullable ServerBinding binding,
      URI url,
      String said,
      boolean ownsLog) {
    this.said = said;
    this.journal = journal;
    this.node = node;
    this.binding = binding;
    this.url = url;
    this.ownsLog = ownsLog;
  }

  /** For the command line, which knows a server by this alone. */
  public static Servers servers() {
    return Server::start;
  }

  private static Running start(ServerOptions options) throws StartFailure {
    var at = options.host() + ":" + options.port();
    try {
      if (options.embedded()) {
        Logging.toFolder(Files.createDirectories(options.data()));
      } else {
        Logging.toStandardError("1".equals(System.getProperty("stderr.tty")));
      }
      return open(options, Settings.load(options.config(), Flags.of(options), environment()));
    } catch (IOException
        | BadSettings
        | RuntimeException
        | ExecutionException
        | TimeoutException e) {
      throw Failures.of(e, at);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure(130, "interrupted while starting");
    }
  }

  /**
   * All that a node's actor system goes by, but for what its journal adds.
   *
   * @param roles of this node as a member of its cluster
   */
  static Config settings(Config config, @Nullable Clustering cluster, List<String> roles) {
    var node = part("windlass-http.conf").withFallback(part("windlass-actors.conf"));
    var over = cluster == null ? node : cluster.overlay().withFallback(node);
    return over.withValue("pekko.cluster.roles", ConfigValueFactory.fromIterable(roles))
        .withFallback(config)
        .resolve();
  }

  private static Config part(String resource) {
    return ConfigFactory.parseResources(
        resource, ConfigParseOptions.defaults().setAllowMissing(false));
  }

  private static Map<String, String> environment() {
    return new HashMap<>(System.getenv());
  }

  private static Running open(ServerOptions options, Config config)
      throws IOException,
          BadSettings,
          StartFailure,
          InterruptedException,
          ExecutionException,
          TimeoutException {
    var roles = Roles.of(config);
    var cluster = Clustering.of(options, roles, config);
    roles.check(cluster != null);
    var management = Management.of(config.getString("windlass.management"));
    if (!options.embedded()) {
      roles.warnings(cluster != null).forEach(LOG::warn);
    }
    var variables = Flags.environment(options);
    var called =
        roles.worker()
            ? Providers.called(config, variables::get, roles.engine())
            : Set.<String>of();
    var member = new ArrayList<>(roles.names());
    called.forEach(provider -> member.add(NodeRoles.serving(provider)));
    var settings = settings(config, cluster, member);
    var api = ApiSettings.of(settings);
    if (roles.api()) {
      WindlassApi.checkBind(options.host(), api);
    }
    if (!roles.hasJournal()) {
      var plan = new Node.Plan(settings, options, variables::get, roles, called, cluster);
      return open(plan, null, api, management);
    }
    Files.createDirectories(options.data());
    var journal = HeldJournal.open(settings, cluster == null);
    try {
      var whole = journal.journals().overlay().withFallback(settings).resolve();
      var plan = new Node.Plan(whole, options, variables::get, roles, called, cluster);
      return open(plan, journal, api, management);
    } catch (IOException
        | StartFailure
        | RuntimeException
        | InterruptedException
        | ExecutionException
        | TimeoutException e) {
      journal.close();
      throw e;
    }
  }

  private static Running open(
      Node.Plan plan,
      @Nullable HeldJournal journal,
      ApiSettings settings,
      @Nullable Management port)
      throws IOException, StartFailure, InterruptedException, ExecutionException, TimeoutException {
    var journals = journal == null ? null : journal.journals();
    var node = Node.start(plan, journals);
    try {
      var options = plan.options();
      var management = port == null ? null : port.bind(settings, node);
      var api = node.api(settings);
      var binding = api == null ? null : await(api.bind(options.host(), options.port()), BIND);
      var url =
          binding != null
              ? url(binding.localAddress())
              : management != null ? management : URI.create("pekko://windlass@" + plan.node());
      if (journals != null && binding != null) {
        journals.announce(url.toString());
        writePort(options.data(), binding.localAddress().getPort());
      }
      var said = said(plan, binding == null ? null : url, management);
      LOG.info("ready: {}", said);
      return new Server(journal, node, binding, url, said, options.embedded());
    } catch (IOException
        | StartFailure
        | RuntimeException
        | InterruptedException
        | ExecutionException
        | TimeoutException e) {
      node.stop(Duration.ofSeconds(1));
      throw e;
    }
  }

  private static String said(Node.Plan plan, @Nullable URI api, @Nullable URI management) {
    var probes = management == null ? "" : "; probes and metrics on " + management;
    return api != null
        ? "listening on " + api + probes
        : String.join(",", plan.roles().names()) + " " + plan.node() + ", without an API" + probes;
  }

  static URI url(InetSocketAddress address) {
    var host = address.getAddress().getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
  }

  private static void writePort(Path data, int port) throws IOException {
    var fresh = data.resolve("port.new");
    Files.writeString(fresh, port + "\n");
    Files.move(fresh, data.resolve("port"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public URI url() {
    return url;
  }

  @Override
  public String said() {
    return said;
  }

  /** No new requests; calls in flight end and are stored; then everything is let go. */
  @Override
  public synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    LOG.info("stopping");
    if (binding != null) {
      quietly("API", () -> await(binding.terminate(UNBIND), UNBIND.multipliedBy(2)));
    }
    quietly("workers and engine", () -> node.stop(node.longestStop()));
    if (journal != null) {
      quietly("journal", journal::close);
    }
    LOG.info("stopped");
    if (ownsLog) {
      Logging.stop();
    }
  }

  private interface Stopping {
    void run() throws Exception;
  }

  /** What cannot be stopped in order must not keep the rest from it. */
  private static void quietly(String what, Stopping stopping) {
    try {
      stopping.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("could not stop in order: {}", what, e);
    }
  }

  static <T> T await(CompletionStage<T> stage, Duration longest)
      throws InterruptedException, ExecutionException, TimeoutException {
    return stage.toCompletableFuture().get(longest.toMillis(), TimeUnit.MILLISECONDS);
  }
}
