package dev.windlass.deploy.bench.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Short measurements with real processes, judged by counts alone, so that a busy machine does not
 * matter.
 */
class LimitsIT {
  private static final int LINES = 400;
  private final Progress progress = new Progress(false);
  private Rig rig;

  LimitsIT() throws Exception {
    var java = Files.writeString(Files.createTempFile("windlass", ".sh"), launcher());
    assertThat(java.toFile().setExecutable(true)).isTrue();
    java.toFile().deleteOnExit();
    rig = new Rig(new LimitOptions(List.of(), java, null, "embedded", false), "it", progress);
  }

  private static String launcher() {
    var bin = Path.of(System.getProperty("java.home"), "bin", "java");
    var jar = Path.of("target", "windlass.jar").toAbsolutePath();
    return "#!/bin/sh\nexec '" + bin + "' -Xmx400m -jar '" + jar + "' \"$@\"\n";
  }

  @BeforeEach
  void theJarIsBuilt() {
    assertThat(Path.of("target", "windlass.jar")).exists();
  }

  @AfterEach
  void stop() {
    rig.close();
    progress.close();
  }

  @Test
  void aColdRunNeverPassesTheRateItWasGiven() throws Exception {
    var provider = rig.provider(ProviderFlags.RPM_6000.with("latency", "50ms"));

    var run =
        ColdRun.of(
            rig,
            provider.url,
            Engine.CHAIN,
            LINES,
            i -> "{\"n\":\"" + i + "\"}",
            "rpm=6000,burst=100",
            120);

    var calls = provider.stopAndJudge();
    assertThat(run.rows()).isEqualTo(LINES);
    assertThat(calls.answered()).isEqualTo(LINES);
    assertThat(calls.requests(1, 100, 100)).matches(LimitJudge.Window::kept);
    assertThat(calls.requests(60, 100, 100)).matches(LimitJudge.Window::kept);
  }

  @Test
  void aLimitCutAtTheProviderCostsNoMoreThanWhatWasOnTheWire() throws Exception {
    var before = rig.provider(ProviderFlags.RPM_6000.with("latency", "50ms"));
    var after = rig.provider(ProviderFlags.LOGNORMAL.requests(1_200, 20).with("latency", "50ms"));
    var relay = rig.relay(before.url);
    var engine = rig.engine(relay.url(), List.of("--limit", "rpm=6000,burst=100"));
    var job = engine.submit(LINES);
    rig.phase("before the cut", 1.5);
    relay.turnTo(after.url);
    engine.end(job, 120);

    assertThat(engine.job(job).at("/counts/succeeded").asInt()).isEqualTo(LINES);
    engine.close();
    var calls = after.stopAndJudge();
    var refused = calls.where(call -> call.status() == 429);
    double heard = refused.size() == 0 ? 0 : refused.first();
    assertThat(calls.refused())
        .as("429s after the first, which came with %s calls under way", calls.underWay(heard))
        .isLessThanOrEqualTo(1 + calls.underWay(heard));
  }
}
