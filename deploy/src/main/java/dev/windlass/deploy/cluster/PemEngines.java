package dev.windlass.deploy.cluster;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider;
import scala.Option;

/**
 * TLS between nodes: Pekko's engines over PEM files, which read the files again every few minutes
 * and ask that both sides bear a name in common; and in addition the certificate of a node that is
 * called must name the host it was called by. Thread-safe.
 */
public final class PemEngines implements SSLEngineProvider {
  private final SSLEngineProvider engines;
  private final boolean verifyHost;

  /** As Artery makes it. */
  public PemEngines(ActorSystem system) {
    engines = new RotatingKeysSSLEngineProvider(system);
    verifyHost = system.settings().config().getBoolean(NodeTls.PATH + "verify-host");
  }

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    return engines.createServerSSLEngine(hostname, port);
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    var engine = engines.createClientSSLEngine(hostname, port);
    if (verifyHost) {
      var parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
    }
    return engine;
  }

  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return engines.verifyClientSession(hostname, session);
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return engines.verifyServerSession(hostname, session);
  }
}
