package dev.windlass.workers.provider.http;

import dev.windlass.engine.protocol.KeptAnswers;
import java.net.URI;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;

/** Which transport stands behind the port. */
public final class HttpTransports {
  private HttpTransports() {}

  /**
   * A transport to the URL's origin; its path is not looked at.
   *
   * @param standing headers sent with every request; may hold a key, and are shown to nobody
   */
  public static HttpTransport open(
      URI origin,
      List<HttpTransport.Header> standing,
      HttpSettings settings,
      ActorSystem<?> system) {
    var kept = KeptAnswers.of(system);
    return switch (settings.client()) {
      case PEKKO -> new PekkoTransport(origin, standing, settings, system);
      case NETTY -> new NettyTransport(origin, standing, settings, () -> !kept.isFull());
    };
  }
}
