package dev.windlass.engine;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.dispatch.DispatchSettings;
import dev.windlass.engine.dispatch.Dispatcher;
import dev.windlass.engine.journal.Journals;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.Prices;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.results.Results;
import dev.windlass.engine.run.RunDefaults;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** One engine of several that share a database, with workers that answer after a moment. */
final class EngineNode implements AutoCloseable {
  final ActorSystem<Void> system;
  final WindlassEngine engine;
  private final Journals journals;

  /** A process that is taken out ends at once; this one shares its process with others. */
  private volatile boolean halted;

  /**
   * @param database where the journal is
   * @param asked counts the calls of each question, over all nodes
   */
  EngineNode(int port, List<Integer> seeds, Config database, Map<StepKey, AtomicInteger> asked)
      throws IOException {
    var config = config(port, seeds, database);
    journals = Journals.open(config);
    system =
        ActorSystem.create(
            Behaviors.empty(), "windlass", journals.overlay().withFallback(config).resolve());
    var ids = new Ids(journals.secret());
    var defaults = new RunDefaults("openai", "openai/m");
    var results =
        new Results(system, journals.readJournal(), ids, defaults, new JobSignals(system), config);
    var dispatcher =
        system.systemActorOf(
            Dispatcher.create(DispatchSettings.of(config), Clock.systemUTC(), () -> !halted),
            "windlass-dispatcher",
            Props.empty());
    engine =
        WindlassEngine.start(
            system,
            new EngineSettings(
                ids,
                defaults,
                () -> Set.of("openai"),
                dispatcher.narrow(),
                results,
                results,
                journals.readJournal(),
                journals.health(),
                Clock.systemUTC(),
                Set.of(EngineOnDisk.TENANT),
                EngineSettings.Bounds.of(config),
                Prices.UNKNOWN));
    system.systemActorOf(
        AnsweringPools.create("127.0.0.1:" + port, asked), "windlass-workers", Props.empty());
  }

  private static Config config(int port, List<Integer> seeds, Config database) {
    var addresses = seeds.stream().map(seed -> "pekko://windlass@127.0.0.1:" + seed).toList();
    return ConfigFactory.parseMap(
            Map.of(
                "windlass.cluster.host",
                "127.0.0.1",
                "windlass.cluster.port",
                port,
                "pekko.cluster.roles",
                List.of("engine", "worker", "api"),
                "pekko.cluster.seed-nodes",
                addresses,
                "windlass.engine.ask-timeout",
                "20s",
                "windlass.intake.partition-lines",
                20,
                "windlass.partition.idle",
                "5s"))
        .withFallback(database)
        .withFallback(ConfigFactory.parseResources("windlass-cluster.conf"))
        .withFallback(ConfigFactory.parseResources("windlass-actors.conf"))
        .withFallback(ConfigFactory.load());
  }

  /** Lets no further call start. */
  void halt() {
    halted = true;
  }

  boolean sees(int members) {
    var up = 0;
    for (var member : Cluster.get(system).state().getMembers()) {
      up += member.status().equals(MemberStatus.up()) ? 1 : 0;
    }
    return up == members;
  }

  @Override
  public void close() throws IOException {
    engine.close();
    journals.close();
  }
}
