package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.Feed;
import dev.windlass.deploy.bench.limits.Outcome.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a limit costs. {@link GateCost} says what the gate uses alone, {@link PoolCost} what a limit
 * adds to a pool, in a process without the rest. Beside them, for the reader, a whole server whose
 * lines come at a little more than 2,000 a second, now without a limit, now under one of 2,000: it
 * takes turns, so that compilers and the machine favour neither, and still the difference of two
 * large figures is a rough one.
 */
final class Admission {
  private static final int TURNS = 5;
  private static final int TURN_SECONDS = 8;
  private static final int WARM_UP_SECONDS = 15;

  /** In which what has waited under a limit goes, once it is lifted. */
  private static final double SETTLE_SECONDS = 2;

  private static final int LINES_PER_SECOND = 2_040;
  private static final double MICROS_AT_MOST = 5;
  private static final long POOL_COST_MILLIS = 180_000;
  private static final Pattern GATE = Pattern.compile("gate alone: ([0-9.]+) us");
  private static final Pattern ADDED = Pattern.compile("limit adds: (-?[0-9.]+) us");
  private static final double MESSAGES_AT_MOST = 0.05;
  private static final String FREE = "{\"model\":\"*\",\"concurrency\":1000}";
  private static final String BOUND =
      "{\"model\":\"*\",\"rpm\":120000,\"burst\":200,\"concurrency\":1000}";

  private Admission() {}

  /**
   * A stretch of time.
   *
   * @param cpu processor seconds used in it
   */
  private record Turn(double from, double to, double cpu) {
    double microsEach(LimitJudge calls) {
      return 1e6 * cpu / Math.max(1, calls.between(from, to).size());
    }
  }

  static List<Outcome> run(Rig rig) throws IOException, InterruptedException {
    var provider = rig.provider(new ProviderFlags(Map.of(), true).with("latency", "100ms"));
    var flags = List.of("--limit", "concurrency=1000", "--pool", "1000");
    var engine = rig.engine(provider.url, flags);
    var feed = rig.keep(new Feed(LINES_PER_SECOND, i -> "{\"n\":\"" + i + "\"}"));
    engine.chain("bench", Engine.CHAIN);
    feed.into(rig.http(), engine.url().resolve("v1/jobs?chain=bench"));
    rig.phase("warming up", WARM_UP_SECONDS);
    var without = new ArrayList<Turn>();
    var with = new ArrayList<Turn>();
    for (int i = 0; i < TURNS; i++) {
      engine.putLimits(FREE);
      without.add(turn(rig, engine, "without a limit"));
      engine.putLimits(BOUND);
      with.add(turn(rig, engine, "under a limit"));
    }
    double messages = engine.counter("windlass_limit_messages_total");
    double cpu = engine.cpuSeconds();
    feed.close();
    engine.close();
    var calls = provider.stopAndJudge();
    double unlimited = median(without, calls);
    double limited = median(with, calls);
    var cost = poolCost(rig);
    return List.of(
        Outcome.of(
            "admission",
            calls,
            cpu,
            List.of(
                Figure.atMost(
                    "CPU a step of the gate, us", found(GATE, cost), MICROS_AT_MOST, "%.2f"),
                Figure.atMost(
                    "CPU a step that a limit adds to a pool, us",
                    found(ADDED, cost),
                    MICROS_AT_MOST,
                    "%.1f"),
                Figure.told("CPU a step that it adds to a server, us", "%.1f", limited - unlimited),
                Figure.judged(
                    "messages to and from the limit's owner a step",
                    "%.4f".formatted(messages / calls.size()),
                    "<= %.2f".formatted(MESSAGES_AT_MOST),
                    messages > 0 && messages <= MESSAGES_AT_MOST * calls.size()),
                Figure.told("CPU a step without a limit, us", "%.1f", unlimited),
                Figure.told("CPU a step under it, us", "%.1f", limited),
                Figure.told("steps a second without a limit", "%,.0f", rate(without, calls)),
                Figure.told("steps a second under it", "%,.0f", rate(with, calls)))));
  }

  /** What {@link PoolCost} prints, in a process of its own. */
  private static String poolCost(Rig rig) throws IOException, InterruptedException {
    rig.phase("gate and pool alone");
    var words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            PoolCost.class.getName(),
            "2000");
    try (var child = Child.start(words, Map.of(), rig.fresh("pool-cost.log"))) {
      if (child.endsWithin(POOL_COST_MILLIS) != 0) {
        throw new IOException("the pool could not be measured:\n" + child.printed());
      }
      return child.printed();
    }
  }

  private static double found(Pattern figure, String printed) throws IOException {
    var found = figure.matcher(printed);
    if (!found.find()) {
      throw new IOException("no figure in:\n" + printed);
    }
    return Double.parseDouble(found.group(1));
  }

  private static Turn turn(Rig rig, Engine engine, String what)
      throws IOException, InterruptedException {
    rig.phase(what, SETTLE_SECONDS);
    double from = Rig.now();
    double before = engine.cpuSeconds();
    rig.phase(what, TURN_SECONDS);
    return new Turn(from, Rig.now(), engine.cpuSeconds() - before);
  }

  private static double median(List<Turn> turns, LimitJudge calls) {
    var each = turns.stream().mapToDouble(turn -> turn.microsEach(calls)).sorted().toArray();
    return each[each.length / 2];
  }

  private static double rate(List<Turn> turns, LimitJudge calls) {
    return turns.stream()
        .mapToDouble(turn -> calls.rate(turn.from(), turn.to()))
        .average()
        .orElse(0);
  }
}
