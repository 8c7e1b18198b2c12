package dev.windlass.api;

import dev.windlass.api.chains.ChainRoutes;
import dev.windlass.api.collections.CollectionRoutes;
import dev.windlass.api.http.Endpoint;
import dev.windlass.api.http.Router;
import dev.windlass.api.jobs.EventRoutes;
import dev.windlass.api.jobs.JobRoutes;
import dev.windlass.api.jobs.UploadRoutes;
import dev.windlass.api.operations.HealthRoutes;
import dev.windlass.api.operations.NodeRoutes;
import dev.windlass.api.operations.Probes;
import dev.windlass.api.operations.ProblemPages;
import dev.windlass.api.operations.ProviderRoutes;
import dev.windlass.api.results.ResultRoutes;
import dev.windlass.api.runs.RunEventRoutes;
import dev.windlass.api.runs.RunRoutes;
import dev.windlass.engine.Engine;
import dev.windlass.engine.protocol.LimitsDoor;
import dev.windlass.engine.protocol.NodesDoor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP API of an engine. Thread-safe. */
public final class WindlassApi {
  private static final Logger LOG = LoggerFactory.getLogger(WindlassApi.class);

  private final ApiSettings settings;
  private final ActorSystem<?> system;
  private final List<Endpoint> endpoints;
  private final Router router;

  /**
   * @param system whose threads serve; its streams carry the bodies
   */
  public WindlassApi(
      ApiSettings settings,
      Engine engine,
      LimitsDoor limits,
      NodesDoor nodes,
      Probes probes,
      ActorSystem<?> system) {
    this.settings = settings;
    this.system = system;
    var materializer = Materializer.matFromSystem(system);
    var jobs = engine.jobs();
    var uploads = new UploadRoutes(jobs, settings.overtakeAfter());
    var all = new ArrayList<Endpoint>();
    all.addAll(new ChainRoutes(engine.chains()).endpoints());
    all.addAll(new CollectionRoutes(engine.collections()).endpoints());
    all.addAll(new RunRoutes(engine.runs(), settings.requireIdempotencyKey()).endpoints());
    all.addAll(new RunEventRoutes(engine.runs(), settings.sseKeepAlive()).endpoints());
    all.addAll(new JobRoutes(jobs, uploads, settings.requireIdempotencyKey()).endpoints());
    all.addAll(uploads.endpoints());
    all.addAll(new EventRoutes(jobs, settings.sseKeepAlive(), materializer).endpoints());
    all.addAll(
        new ResultRoutes(engine.results(), settings.resultChunkLines(), materializer).endpoints());
    all.addAll(new ProviderRoutes(limits).endpoints());
    all.addAll(new NodeRoutes(nodes).endpoints());
    all.addAll(new HealthRoutes(probes).endpoints());
    all.addAll(new ProblemPages().endpoints());
    endpoints = List.copyOf(all);
    router = new Router(endpoints, settings.bodies(), materializer);
  }

  /** Every route there is. */
  public List<Endpoint> endpoints() {
    return endpoints;
  }

  /** Answers one request; the stage never fails. */
  public CompletionStage<HttpResponse> handle(HttpRequest request) {
    return router.handle(request);
  }

  /**
   * Serves at an address; completes once it is bound, and fails with Pekko's {@code
   * BindFailedException} when the port is taken.
   *
   * @param port 0 for a free one, which the binding's local address then names
   * @throws InsecureBindException when others could reach it and no setting allows that
   */
  public CompletionStage<ServerBinding> bind(String host, int port) {
    checkBind(host, settings);
    if (!isLoopback(host)) {
      LOG.warn(
          "serving WITHOUT AUTHENTICATION on an address that others can reach: anyone there can"
              + " spend money and read every prompt and answer, host {} port {}",
          host,
          port);
    }
    return Http.get(system)
        .newServerAt(host, port)
        .withSettings(settings.server())
        .bind(this::handle);
  }

  /**
   * Whether this address may be bound, to be known before anything is started.
   *
   * @throws InsecureBindException when others could reach it and no setting allows that
   */
  public static void checkBind(String host, ApiSettings settings) {
    if (!settings.allowInsecureBind() && !isLoopback(host)) {
      throw new InsecureBindException(host);
    }
  }

  private static boolean isLoopback(String host) {
    try {
      for (var each : InetAddress.getAllByName(host)) {
        if (!each.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return true; // nobody can reach it, and binding will say so
    }
  }
}
