package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.limits.Outcome.Figure;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The limit is halved by PUT in the middle of a job, and set back by the command line. */
final class CutByPut {
  private CutByPut() {}

  static List<Outcome> run(Rig rig) throws IOException, InterruptedException {
    var provider = rig.provider(ProviderFlags.RPM_6000);
    var engine = rig.engine(provider.url, List.of("--limit", "rpm=6000,burst=100"));
    engine.submit(20_000);
    rig.phase("at rpm 6,000", 12);
    rig.phase("PUT rpm 3,000", 0);
    double asked = Rig.now();
    engine.putLimits("{\"model\":\"*\",\"rpm\":3000,\"burst\":50}");
    double cut = Rig.now();
    rig.phase("at rpm 3,000", 14);
    double back = Rig.now();
    set(rig, engine);
    double whole = Rig.now();
    rig.phase("at rpm 6,000 again", 12);
    double cpu = engine.cpuSeconds();
    engine.close();
    var calls = provider.stopAndJudge();
    var during = calls.between(cut + 1, back);
    double end = whole + 11.5;
    double allowed = 100 + 100 * (cut - calls.first()) + 50 * (whole - cut) + 100 * (end - whole);
    return List.of(
        Outcome.of(
            "cut-put",
            calls,
            cpu,
            List.of(
                Figure.noneRefused(calls),
                Figure.atMost("PUT answered within, s", cut - asked, 1, "%.2f"),
                Figure.window("fullest second from 1 s after", during.requests(1, 50, 50)),
                Figure.window("fullest 10 s from 1 s after", during.requests(10, 50, 50)),
                Figure.atLeast("rate of 50/s meanwhile", calls.rate(cut + 2, back), 49, "%.1f"),
                Figure.atLeast(
                    "rate of 100/s from 2 s after --set", calls.rate(whole + 2, end), 97, "%.1f"),
                Figure.atLeast(
                    "used of what was allowed in all, %",
                    100 * calls.between(0, end).size() / allowed, 98, "%.1f"),
                Figure.window("fullest second of all", calls.requests(1, 100, 100)))));
  }

  private static void set(Rig rig, Engine engine) throws IOException, InterruptedException {
    var url = engine.url().toString();
    var words = List.of("limits", "openai", "--set", "rpm=6000,burst=100");
    var at = Map.of("WINDLASS_URL", url.substring(0, url.length() - 1));
    try (var command = rig.windlass(engine.url(), at, words, rig.fresh("set.log"))) {
      if (command.endsWithin(20_000) != 0) {
        throw new IOException("limits --set failed:\n" + command.printed());
      }
    }
  }
}
