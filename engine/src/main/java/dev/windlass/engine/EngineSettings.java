package dev.windlass.engine;

import com.typesafe.config.Config;
import dev.windlass.engine.intake.IntakeSettings;
import dev.windlass.engine.job.JobSettings;
import dev.windlass.engine.journal.health.JournalHealth;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.Prices;
import dev.windlass.engine.run.RunDefaults;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What an engine works with.
 *
 * @param ids with the installation's secret
 * @param providers that chains may name; asked each time, for workers come and go
 * @param dispatcher of this node; never told anything where partitions are elsewhere
 * @param results reads results of jobs
 * @param reads reads runs and lines
 * @param readJournal name of the read journal's section in the settings
 * @param health of the journal: while it is stalled or full, new work is refused
 * @param tenants whose work is woken at the start
 * @param prices of models, for previews; what calls cost is said by who makes them
 */
public record EngineSettings(
    Ids ids,
    RunDefaults defaults,
    Supplier<Set<String>> providers,
    ActorRef<Dispatching.FromPartitions> dispatcher,
    ResultsDoor results,
    RunReads reads,
    String readJournal,
    JournalHealth health,
    Clock clock,
    Set<String> tenants,
    Bounds bounds,
    Prices prices) {
  public static final String DEFAULT_TENANT = "default";

  /**
   * The bounds of the front doors, from {@code windlass.engine}, and of what stands behind them.
   *
   * @param shards of each kind of entity; the same on every node and for ever
   * @param ask how long a question to an entity may take
   * @param control how long pause, cancel and the retry of one run may take
   * @param retry how long the retry of a job's failures may take
   * @param listed ended jobs that stay listed for a tenant
   * @param loneRuns runs of one partition of single runs
   * @param wakeEvery how often all that has not ended is woken
   * @param close how long closing may take
   */
  public record Bounds(
      int shards,
      Duration ask,
      Duration control,
      Duration retry,
      int listed,
      int loneRuns,
      Duration wakeEvery,
      Duration close,
      JobSettings jobs,
      IntakeSettings intake) {
    /** Reads the settings once; nonsense is refused by the setting's full path. */
    public static Bounds of(Config root) {
      var own = root.getConfig("windlass.engine");
      return new Bounds(
          positive("windlass.engine.shards", own.getInt("shards")),
          own.getDuration("ask-timeout"),
          own.getDuration("control-timeout"),
          own.getDuration("retry-timeout"),
          positive("windlass.directory.most", root.getInt("windlass.directory.most")),
          positive("windlass.engine.lone-runs", own.getInt("lone-runs")),
          own.getDuration("wake-every"),
          own.getDuration("close-timeout"),
          JobSettings.of(root),
          IntakeSettings.of(root));
    }

    private static int positive(String path, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(path + " must be at least 1, not " + value);
      }
      return value;
    }
  }
}
