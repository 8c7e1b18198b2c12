package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.limits.Outcome.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A minute in which the provider answers nothing but 429, and what follows. */
final class Storm {
  private static final int SECONDS = 60;

  /** Two probes may stand on the edges of one second. */
  private static final double LITTLE_LESS_THAN_A_SECOND = 0.95;

  private Storm() {}

  static List<Outcome> run(Rig rig) throws IOException, InterruptedException {
    var calm = rig.provider(ProviderFlags.RPM_6000);
    var wild = rig.provider(ProviderFlags.LOGNORMAL.with("p429", 1));
    var relay = rig.relay(calm.url);
    var engine = rig.engine(relay.url(), List.of("--limit", "rpm=6000,burst=100"));
    var job = engine.submit(20_000);
    rig.phase("before the storm", 10);
    double begin = Rig.now();
    relay.turnTo(wild.url);
    rig.phase("60 s of 429", SECONDS);
    double end = Rig.now();
    relay.turnTo(calm.url);
    rig.phase("after the storm", 25);
    int failed = engine.job(job).at("/counts/failed").asInt();
    double cpu = engine.cpuSeconds();
    engine.close();
    var good = calm.stopAndJudge();
    var storm = wild.stopAndJudge();
    var all = new ArrayList<>(good.calls());
    all.addAll(storm.calls());
    double heard = begin + good.between(0, begin).longestLatency();
    var probes = storm.between(heard, end);
    double full = good.secondsUntil(90, 2, end);
    return List.of(
        Outcome.of(
            "storm",
            new LimitJudge(all),
            cpu,
            List.of(
                Figure.atMost("runs failed", failed, 0, "%.0f"),
                Figure.atMost(
                    "probes in the fullest second",
                    probes.requests(LITTLE_LESS_THAN_A_SECOND, 0, 0).most(),
                    1,
                    "%.0f"),
                Figure.atMost("probes in all", probes.size(), SECONDS + 1.0, "%.0f"),
                Figure.told(
                    "calls before it was heard", "%.0f", storm.between(begin, heard).size()),
                Figure.atMost("90 % of the rate after, s", full, 10, "%.1f"),
                Figure.atLeast(
                    "rate of 100/s from 10 s after", good.rate(end + 10, end + 24), 90, "%.1f"),
                Figure.atMost(
                    "answers 429 once it was over",
                    good.between(end, end + 24).refused(),
                    0,
                    "%.0f"))));
  }
}
