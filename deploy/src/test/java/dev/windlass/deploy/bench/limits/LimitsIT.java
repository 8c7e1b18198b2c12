package dev.windlass.deploy.bench.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A short measurement with real processes, judged by counts alone. The engine is given a tenth of
 * the burst that the provider allows: a machine that stands still for some tenths of a second may
 * bunch calls that were sent evenly.
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
            "rpm=6000,burst=10",
            120);

    var calls = provider.stopAndJudge();
    assertThat(run.rows()).isEqualTo(LINES);
    assertThat(calls.answered()).isEqualTo(LINES);
    assertThat(calls.refused()).isZero();
    assertThat(calls.requests(1, 100, 100)).matches(LimitJudge.Window::kept);
    assertThat(calls.requests(60, 100, 100)).matches(LimitJudge.Window::kept);
  }
}
