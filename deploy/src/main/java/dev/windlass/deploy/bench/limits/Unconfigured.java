package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.limits.Outcome.Figure;
import java.io.IOException;
import java.util.List;

/** A provider that enforces rpm 6,000 with a burst of one second, and nobody said so. */
final class Unconfigured {
  private static final int SECONDS = 180;

  private Unconfigured() {}

  static List<Outcome> withHeaders(Rig rig) throws IOException, InterruptedException {
    return run(rig, "unconfigured", ProviderFlags.RPM_6000);
  }

  static List<Outcome> bare(Rig rig) throws IOException, InterruptedException {
    return run(rig, "unconfigured-bare", ProviderFlags.RPM_6000.withoutHeaders());
  }

  private static List<Outcome> run(Rig rig, String label, ProviderFlags flags)
      throws IOException, InterruptedException {
    var provider = rig.provider(flags);
    var engine = rig.engine(provider.url, List.of());
    var job = engine.submit(30_000);
    rig.phase("three minutes of load", SECONDS + 1);
    int failed = engine.job(job).at("/counts/failed").asInt();
    double cpu = engine.cpuSeconds();
    engine.close();
    var whole = provider.stopAndJudge();
    double from = whole.first();
    var calls = whole.between(from, from + SECONDS);
    double minute = from + 60;
    return List.of(
        Outcome.of(
            label,
            calls,
            cpu,
            List.of(
                Figure.atLeast(
                    "best 10 s of the first 60, % of the limit",
                    calls.bestRate(10, from, minute), 90, "%.1f"),
                Figure.atLeast(
                    "from then on, % of the limit", calls.rate(minute, from + SECONDS), 90, "%.1f"),
                Figure.atMost(
                    "answers 429, % of calls",
                    100.0 * calls.refused() / Math.max(1, calls.size()), 1, "%.2f"),
                Figure.told(
                    "first 10 s at 90 % begin after, s", "%.1f", calls.secondsUntil(90, 10, from)),
                Figure.atMost("runs failed", failed, 0, "%.0f"))));
  }
}
