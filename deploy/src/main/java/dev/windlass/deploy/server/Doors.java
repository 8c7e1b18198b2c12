package dev.windlass.deploy.server;

import com.typesafe.config.Config;
import dev.windlass.engine.EngineSettings;
import dev.windlass.engine.JobSignals;
import dev.windlass.engine.WindlassEngine;
import dev.windlass.engine.dispatch.DispatchSettings;
import dev.windlass.engine.dispatch.Dispatcher;
import dev.windlass.engine.journal.Journals;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.results.Results;
import dev.windlass.engine.run.RunDefaults;
import dev.windlass.workers.provider.PriceSettings;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The engine of a node: on one with its role with entities and a dispatcher, on another only the
 * doors through which the API reaches them.
 */
final class Doors {
  private Doors() {}

  /**
   * @param providers that chains may name now
   */
  static WindlassEngine open(
      ActorSystem<?> system,
      Config config,
      Roles roles,
      Journals journals,
      Supplier<Set<String>> providers,
      Metrics metrics) {
    var ids = new Ids(journals.secret());
    var defaults = defaults(config);
    var results =
        new Results(system, journals.readJournal(), ids, defaults, new JobSignals(system), config);
    return WindlassEngine.start(
        system,
        new EngineSettings(
            ids,
            defaults,
            providers,
            roles.engine() ? dispatcher(system, config, journals, metrics) : system.ignoreRef(),
            results,
            results,
            journals.readJournal(),
            journals.health(),
            Clock.systemUTC(),
            Set.of(EngineSettings.DEFAULT_TENANT),
            EngineSettings.Bounds.of(config),
            PriceSettings.of(config)));
  }

  static RunDefaults defaults(Config config) {
    var model = config.getString("windlass.default-model");
    return new RunDefaults(
        config.getString("windlass.default-provider"), model.isEmpty() ? null : model);
  }

  private static ActorRef<Dispatching.FromPartitions> dispatcher(
      ActorSystem<?> system, Config config, Journals journals, Metrics metrics) {
    return system
        .systemActorOf(
            Behaviors.supervise(
                    Dispatcher.create(
                        DispatchSettings.of(config),
                        Clock.systemUTC(),
                        () -> journals.health().read().mayStartCalls(),
                        metrics))
                .onFailure(Exception.class, SupervisorStrategy.restart()),
            "windlass-dispatcher",
            Props.empty())
        .narrow();
  }
}
