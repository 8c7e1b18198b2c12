package dev.windlass.deploy.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.engine.Engine;
import dev.windlass.engine.protocol.NodeRoles;
import dev.windlass.workers.provider.Providers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Engine and workers alone, for a program that has them in its own process: no API and no port of
 * its own, no set-up of logging, no end of the process. Thread-safe.
 */
public final class EmbeddedNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedNode.class);

  private final HeldJournal journal;
  private final Node node;
  private final Engine engine;
  private boolean closed;

  private EmbeddedNode(HeldJournal journal, Node node, Engine engine) {
    this.journal = journal;
    this.node = node;
    this.engine = engine;
  }

  /**
   * @param data folder of the journal, made where it is not there
   * @param limits as {@code --limit} takes them, in order
   * @param said settings by full path, over environment and defaults
   * @param variables over those of the environment
   * @throws StartFailure saying what, which one and what to do
   */
  public static EmbeddedNode start(
      Path data, List<String> limits, Map<String, Object> said, Map<String, String> variables)
      throws StartFailure {
    try {
      return open(data, limits, said, variables);
    } catch (IOException | BadSettings | RuntimeException e) {
      throw Failures.of(e, data.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure(130, "interrupted while starting");
    }
  }

  private static EmbeddedNode open(
      Path data, List<String> limits, Map<String, Object> said, Map<String, String> variables)
      throws IOException, BadSettings, StartFailure, InterruptedException {
    var environment = new HashMap<>(System.getenv());
    environment.putAll(variables);
    var flags = flags(data, said);
    Settings.check(flags);
    var config = Settings.load(null, flags, environment);
    var roles = new Roles(true, true, false);
    var called = Providers.called(config, environment::get, true);
    var member = new ArrayList<>(roles.names());
    called.forEach(provider -> member.add(NodeRoles.serving(provider)));
    var settings = Server.settings(config, null, member);
    Files.createDirectories(data);
    var journal = HeldJournal.open(settings, true);
    try {
      var whole = journal.journals().overlay().withFallback(settings).resolve();
      var options = ServerOptions.embedded(data).with(null, 0, limits, null);
      var plan = new Node.Plan(whole, options, environment::get, roles, called, null);
      var node = Node.start(plan, journal.journals());
      var engine = node.engine();
      if (engine == null) {
        throw new IllegalStateException("a node with a journal has an engine");
      }
      return new EmbeddedNode(journal, node, engine);
    } catch (RuntimeException | InterruptedException e) {
      journal.close();
      throw e;
    }
  }

  private static Config flags(Path data, Map<String, Object> said) {
    var all = new HashMap<>(said);
    all.put("windlass.data", data.toString());
    all.put("windlass.roles", List.of(NodeRoles.ENGINE, NodeRoles.WORKER));
    all.put("windlass.management", "");
    // a program that ends without closing must not be kept from ending; what is durable stays
    all.put("pekko.daemonic", true);
    all.put("pekko.jvm-exit-on-fatal-error", false);
    return ConfigFactory.parseMap(all, "the program");
  }

  public Engine engine() {
    return engine;
  }

  public ActorSystem<?> system() {
    return node.system();
  }

  /** Calls in flight end and are stored; then everything is let go. Again it does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    node.stop(node.longestStop());
    try {
      journal.close();
    } catch (IOException e) {
      LOG.warn("the journal was not closed in order", e);
    }
  }
}
