package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.limits.Outcome.Figure;
import java.io.IOException;
import java.util.List;

/** One cold {@code windlass run} under a limit: how close to the shortest time that it leaves. */
final class ColdRuns {
  private static final double SLOWER_AT_MOST = 1.02;
  private static final int SECONDS = 120;

  /** Completion tokens of each answer. */
  private static final int ANSWER_TOKENS = 150;

  private ColdRuns() {}

  static List<Outcome> requests(Rig rig) throws IOException, InterruptedException {
    int lines = 3_000;
    var provider = rig.provider(ProviderFlags.RPM_6000);
    rig.phase("3,000 steps at 100 a second");
    var run =
        ColdRun.of(
            rig, provider.url, Engine.CHAIN, lines, ColdRuns::line, "rpm=6000,burst=100", SECONDS);
    var calls = provider.stopAndJudge();
    double bound = LimitJudge.bound(calls.answered(), 100, 100);
    return List.of(
        Outcome.of(
            "rpm",
            calls,
            run.cpuSeconds(),
            List.of(
                Figure.atMost("makespan / bound", calls.makespan() / bound, SLOWER_AT_MOST, "%.3f"),
                Figure.noneRefused(calls),
                Figure.window("fullest second, requests", calls.requests(1, 100, 100)),
                Figure.window("fullest minute, requests", calls.requests(60, 100, 100)),
                rows(run, lines))));
  }

  static List<Outcome> tokens(Rig rig) throws IOException, InterruptedException {
    return List.of(
        tokens(rig, "tpm, 50 % too low", ANSWER_TOKENS / 2),
        tokens(rig, "tpm, 50 % too high", ANSWER_TOKENS * 3 / 2));
  }

  /**
   * @param said longest answer that the chain speaks of; the provider does not heed it
   */
  private static Outcome tokens(Rig rig, String label, int said)
      throws IOException, InterruptedException {
    int lines = 1_500;
    var provider =
        rig.provider(
            ProviderFlags.LOGNORMAL
                .requests(12_000, 200)
                .tokens(480_000, 8_000)
                .with("out-tokens", ANSWER_TOKENS));
    rig.phase("1,500 steps of about 160 tokens at 8,000 a second, said to have " + said);
    var run =
        ColdRun.of(
            rig,
            provider.url,
            Engine.CHAIN + "options: {max_tokens: " + said + "}\n",
            lines,
            ColdRuns::line,
            "rpm=12000,burst=200,tpm=480000,tburst=8000",
            SECONDS);
    var calls = provider.stopAndJudge();
    double bound = LimitJudge.bound(calls.tokens(), 8_000, 8_000);
    return Outcome.of(
        label,
        calls,
        run.cpuSeconds(),
        List.of(
            Figure.atMost("makespan / bound", calls.makespan() / bound, SLOWER_AT_MOST, "%.3f"),
            Figure.noneRefused(calls),
            Figure.window("fullest second, tokens", calls.tokens(1, 8_000, 8_000)),
            Figure.window("fullest minute, tokens", calls.tokens(60, 8_000, 8_000)),
            rows(run, lines)));
  }

  private static String line(int number) {
    return "{\"n\":\"" + number + "\"}";
  }

  private static Figure rows(ColdRun run, int lines) {
    return Figure.judged(
        "rows written",
        "%,d".formatted(run.rows()),
        "%,d".formatted(lines),
        run.rows() == lines && run.exit() == 0);
  }
}
