package dev.windlass.deploy.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.windlass.api.ApiSettings;
import dev.windlass.api.WindlassApi;
import dev.windlass.deploy.cli.Running;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.deploy.cli.Servers;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.engine.journal.Journals;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole node in this process: journal, engine, workers and API, started in this order and stopped
 * in the other. Thread-safe.
 */
public final class Server implements Running {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration BIND = Duration.ofSeconds(20);
  private static final Duration UNBIND = Duration.ofSeconds(5);

  private final Journals journals;
  private final Node node;
  private final ServerBinding binding;
  private final URI url;
  private final boolean ownsLog;
  private boolean stopped;

  private Server(Journals journals, Node node, ServerBinding binding, URI url, boolean ownsLog) {
    this.journals = journals;
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
      var folder = Files.createDirectories(options.data());
      if (options.embedded()) {
        Logging.toFolder(folder);
      } else {
        Logging.toStandardError("1".equals(System.getProperty("stderr.tty")));
      }
      Alone.check(options);
      var config = Settings.load(options.config(), Flags.of(options), environment());
      var cluster = Clustering.of(options, config);
      return open(options, cluster, settings(config, cluster));
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

  /** All that a node's actor system goes by, but for what its journal adds. */
  static Config settings(Config config, @Nullable Clustering cluster) {
    var node = part("windlass-http.conf").withFallback(part("windlass-actors.conf"));
    var over = cluster == null ? node : cluster.overlay().withFallback(node);
    return over.withFallback(config).resolve();
  }

  private static Config part(String resource) {
    return ConfigFactory.parseResources(
        resource, ConfigParseOptions.defaults().setAllowMissing(false));
  }

  private static Map<String, String> environment() {
    return new HashMap<>(System.getenv());
  }

  private static Running open(ServerOptions options, @Nullable Clustering cluster, Config settings)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    var api = ApiSettings.of(settings);
    WindlassApi.checkBind(options.host(), api);
    var journals = Journals.open(settings);
    Node node = null;
    try {
      var config = journals.overlay().withFallback(settings).resolve();
      node = Node.start(config, options, cluster, journals);
      var binding = await(node.api(api).bind(options.host(), options.port()), BIND);
      var url = url(binding.localAddress());
      journals.announce(url.toString());
      writePort(options.data(), binding.localAddress().getPort());
      LOG.info("ready at {} data {}", url, options.data());
      return new Server(journals, node, binding, url, options.embedded());
    } catch (IOException
        | RuntimeException
        | InterruptedException
        | ExecutionException
        | TimeoutException e) {
      if (node != null) {
        node.stop(Duration.ofSeconds(1));
      }
      journals.close();
      throw e;
    }
  }

  private static URI url(InetSocketAddress address) {
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

  /** No new requests; calls in flight end and are stored; then everything is let go. */
  @Override
  public synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    LOG.info("stopping");
    quietly("API", () -> await(binding.terminate(UNBIND), UNBIND.multipliedBy(2)));
    quietly("workers and engine", () -> node.stop(node.longestStop()));
    quietly("journal", journals::close);
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
