package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.limits.Outcome.Figure;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A job of ten lines that comes while one of a million is at work under a limit. */
final class SmallJob {
  private static final int MANY = 1_000_000;

  private SmallJob() {}

  static List<Outcome> run(Rig rig) throws IOException, InterruptedException {
    var provider = rig.provider(ProviderFlags.RPM_6000);
    var engine = rig.engine(provider.url, List.of("--limit", "rpm=6000,burst=100"));
    rig.phase("submitting 1,000,000 lines", 0);
    var large = engine.submit(MANY);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (engine.job(large).at("/counts/succeeded").asInt() < 500 && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
    rig.phase("ten lines behind them", 0);
    double posted = Rig.now();
    var small = engine.submit("bench", 10, i -> "{\"n\":\"small " + i + "\"}");
    engine.end(small, 60);
    double ended = Rig.now();
    var runs = engine.runs(small);
    double cpu = engine.cpuSeconds();
    engine.close();
    var calls = provider.stopAndJudge();
    var mine = calls.where(call -> runs.contains(call.run()));
    return List.of(
        Outcome.of(
            "fair",
            calls,
            cpu,
            List.of(
                Figure.atMost("first call after its POST, s", mine.first() - posted, 1, "%.2f"),
                Figure.told("its last line ended after, s", "%.2f", ended - posted),
                Figure.judged("its calls", "" + mine.size(), "10", mine.size() == 10),
                Figure.noneRefused(calls))));
  }
}
