package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.limits.Outcome.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the gate costs: one server at 2,000 steps a second, held there now by the number of calls in
 * flight, now by a limit of requests. It takes turns, so that compilers and the machine favour
 * neither.
 */
final class Admission {
  private static final int TURNS = 5;
  private static final int TURN_SECONDS = 8;
  private static final int CALLS_IN_FLIGHT = 200;
  private static final double MICROS_AT_MOST = 5;
  private static final String FREE = "{\"model\":\"*\",\"rpm\":null,\"burst\":null,\"concurrency\":1000}";
  private static final String BOUND =
      "{\"model\":\"*\",\"rpm\":120000,\"burst\":200,\"concurrency\":1000}";

  private Admission() {}

  /** A stretch of time and the processor seconds used by its end. */
  private record Turn(double from, double to, double cpu) {
    double microsEach(LimitJudge calls) {
      return 1e6 * cpu / Math.max(1, calls.between(from, to).size());
    }
  }

  static List<Outcome> run(Rig rig) throws IOException, InterruptedException {
    var provider = rig.provider(new ProviderFlags(java.util.Map.of(), true).with("latency", "100ms"));
    var flags = List.of("--limit", "concurrency=1000", "--pool", "1000");
    try (var engine = rig.engine(provider.url, flags)) {
      engine.chain("bench", Engine.CHAIN);
      var free =
          engine.submit("bench&concurrency=" + CALLS_IN_FLIGHT, 150_000, i -> line("f" + i));
      var bound = engine.submit("bench", 150_000, i -> line("b" + i));
      engine.steer(bound, "pause");
      rig.phase("warming up", 15);
      var without = new ArrayList<Turn>();
      var with = new ArrayList<Turn>();
      for (int i = 0; i < TURNS; i++) {
        engine.putLimits(FREE);
        without.add(turn(rig, engine, "without a limit", bound, free));
        engine.putLimits(BOUND);
        with.add(turn(rig, engine, "under a limit", free, bound));
      }
      double cpu = engine.cpuSeconds();
      engine.close();
      var calls = provider.stopAndJudge();
      double unlimited = median(without, calls);
      double limited = median(with, calls);
      return List.of(
          Outcome.of(
              "admission",
              calls,
              cpu,
              List.of(
                  Figure.atMost(
                      "CPU a step of the gate, us", limited - unlimited, MICROS_AT_MOST, "%.1f"),
                  Figure.told("CPU a step without a limit, us", "%.1f", unlimited),
                  Figure.told("CPU a step under it, us", "%.1f", limited),
                  Figure.told("steps a second without a limit", "%,.0f", rate(without, calls)),
                  Figure.told("steps a second under it", "%,.0f", rate(with, calls)))));
    }
  }

  private static Turn turn(Rig rig, Engine engine, String what, String rests, String works)
      throws IOException, InterruptedException {
    engine.steer(rests, "pause");
    engine.steer(works, "resume");
    rig.phase(what, 1.5);
    Child server = engine.child();
    double from = Rig.now();
    double before = server.cpuSeconds();
    rig.phase(what, TURN_SECONDS);
    return new Turn(from, Rig.now(), server.cpuSeconds() - before);
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

  private static String line(String text) {
    return "{\"n\":\"" + text + "\"}";
  }
}
