package dev.windlass.api;

import dev.windlass.api.http.Router;
import dev.windlass.api.operations.HealthRoutes;
import dev.windlass.api.operations.Probes;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.stream.Materializer;

/**
 * A port of its own for {@code /livez}, {@code /readyz}, {@code /metrics} and {@code /v1/status}: a
 * node without the API has them there alone. Nothing can be changed or read by it, so it may be
 * bound where others reach it.
 */
public final class ManagementPort {
  private ManagementPort() {}

  /**
   * Serves until the actor system ends; fails with Pekko's {@code BindFailedException} when the
   * port is taken.
   *
   * @param port 0 for a free one, which the binding's local address then names
   */
  public static CompletionStage<ServerBinding> bind(
      String host, int port, ApiSettings settings, Probes probes, ActorSystem<?> system) {
    var router =
        new Router(
            new HealthRoutes(probes).endpoints(),
            settings.bodies(),
            Materializer.matFromSystem(system));
    return Http.get(system)
        .newServerAt(host, port)
        .withSettings(settings.server())
        .bind(router::handle);
  }
}
