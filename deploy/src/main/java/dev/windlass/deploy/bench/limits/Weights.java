package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.limits.Outcome.Figure;
import java.io.IOException;
import java.util.List;

/**
 * Two jobs at weights 1:3 under a limit of tokens. The lighter one's calls are three times as
 * large, so that turns and tokens are not the same.
 */
final class Weights {
  private static final int SECONDS = 40;
  private static final double OFF_AT_MOST = 5;
  private static final String LONG_TEXT =
      "What is the capital of the country of that number? ".repeat(12);

  private Weights() {}

  static List<Outcome> run(Rig rig) throws IOException, InterruptedException {
    var provider =
        rig.provider(ProviderFlags.LOGNORMAL.tokens(480_000, 8_000).with("out-tokens", 60));
    var engine = rig.engine(provider.url, List.of("--limit", "tpm=480000,tburst=8000"));
    engine.chain("bench", Engine.CHAIN);
    rig.phase("two jobs under way", 0);
    var light = engine.submit("bench&weight=1", 400, i -> line(LONG_TEXT + i));
    var heavy = engine.submit("bench&weight=3", 3_300, i -> line("" + i));
    engine.end(light, 3 * SECONDS);
    engine.end(heavy, 3 * SECONDS);
    var runs = engine.runs(heavy);
    double cpu = engine.cpuSeconds();
    engine.close();
    var calls = provider.stopAndJudge();
    var heavyOnes = calls.where(call -> runs.contains(call.run()));
    var lightOnes = calls.where(call -> !runs.contains(call.run()));
    double from = Math.max(heavyOnes.first(), lightOnes.first()) + 5;
    double to = Math.min(heavyOnes.last(), lightOnes.last());
    double off = 100 * calls.worstShareOff(call -> runs.contains(call.run()), 10, from, to, 0.75);
    return List.of(
        Outcome.of(
            "weights",
            calls,
            cpu,
            List.of(
                Figure.atMost("share off in any 10 s, points", off, OFF_AT_MOST, "%.1f"),
                Figure.atLeast("seconds judged", to - from, 15, "%.0f"),
                Figure.told(
                    "tokens used of what the limit allowed, %",
                    "%.1f", 100 * calls.tokens() / (8_000 * (1 + calls.makespan()))),
                Figure.noneRefused(calls),
                Figure.window("fullest second, tokens", calls.tokens(1, 8_000, 8_000)))));
  }

  private static String line(String text) {
    return "{\"n\":\"" + text + "\"}";
  }
}
