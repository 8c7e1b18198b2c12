package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.limits.Outcome.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The provider halves the limit and tells nobody: a relay turns to another one with less. */
final class CutAtProvider {
  /** From the provider to the relay to the engine, or back: on its way for so long, in seconds. */
  private static final double JOURNEY = 0.005;

  private CutAtProvider() {}

  static List<Outcome> run(Rig rig) throws IOException, InterruptedException {
    var whole = ProviderFlags.RPM_6000;
    var half = ProviderFlags.LOGNORMAL.requests(3_000, 50);
    return List.of(
        run(rig, "cut-provider", whole, half),
        run(rig, "cut, no headers", whole.withoutHeaders(), half.withoutHeaders()));
  }

  private static Outcome run(Rig rig, String label, ProviderFlags whole, ProviderFlags half)
      throws IOException, InterruptedException {
    var before = rig.provider(whole);
    var after = rig.provider(half);
    var relay = rig.relay(before.url);
    var engine = rig.engine(relay.url(), List.of("--limit", "rpm=6000,burst=100"));
    var job = engine.submit(20_000);
    rig.phase("at rpm 6,000", 12);
    double cut = Rig.now();
    relay.turnTo(after.url);
    rig.phase("the provider allows rpm 3,000", 25);
    double end = Rig.now();
    int failed = engine.job(job).at("/counts/failed").asInt();
    double cpu = engine.cpuSeconds();
    engine.close();
    var all = new ArrayList<>(before.stopAndJudge().calls());
    var cutCalls = after.stopAndJudge();
    all.addAll(cutCalls.calls());
    var calls = new LimitJudge(all);
    var refused = cutCalls.where(call -> call.status() == 429);
    double heard = refused.size() == 0 ? cut : refused.calls().getFirst().end() + JOURNEY;
    return Outcome.of(
        label,
        calls,
        cpu,
        List.of(
            Figure.atMost(
                "429s of the cut; 1 + on the wire at the first",
                refused.size(),
                1 + calls.underWay(heard),
                "%.0f"),
            Figure.told(
                "of them within 1 s of the first", "%.0f", refused.between(0, heard + 1).size()),
            Figure.told("rate of 50/s over the last 10 s", "%.1f", cutCalls.rate(end - 10, end)),
            Figure.atMost("runs failed", failed, 0, "%.0f")));
  }
}
