package dev.windlass.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.partition.PartitionReport.Progress;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.engine.protocol.WaitReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaceMeterTest {
  private static final long SECOND = 1_000_000_000L;
  private final PaceMeter meter = new PaceMeter();

  private static Progress standing(
      int p, Map<WaitReason, Long> waiting, String limit, double used) {
    return new Progress(p, 1, 0, 10, 0, 0, 0, Usage.NONE, 1, waiting, limit, used);
  }

  @Test
  void theRateIsThatOfTheLastHalfMinute() {
    for (int second = 0; second <= 60; second++) {
      meter.mark(second * SECOND, second < 30 ? 0 : (second - 30) * 100L);
    }

    var pace = meter.pace(60 * SECOND, 3_000, 6_000, List.of());

    assertThat(pace.ratePerSecond()).isEqualTo(100);
    assertThat(pace.etaMs()).isEqualTo(60_000);
  }

  @Test
  void theBandIsWideWhereThePaceVaries() {
    for (int second = 0; second <= 30; second++) {
      meter.mark(second * SECOND, second <= 20 ? second * 50L : 1_000 + (second - 20) * 200L);
    }

    var pace = meter.pace(30 * SECOND, 3_000, 6_000, List.of());

    assertThat(pace.ratePerSecond()).isEqualTo(100);
    assertThat(pace.etaMs()).isEqualTo(60_000);
    assertThat(pace.etaLowMs()).isEqualTo(30_000);
    assertThat(pace.etaHighMs()).isEqualTo(120_000);
  }

  @Test
  void withoutAnyProgressTheEndIsNotKnown() {
    meter.mark(0, 0);

    assertThat(meter.pace(10 * SECOND, 0, 5, List.of()).etaMs()).isEqualTo(-1);
    assertThat(meter.pace(10 * SECOND, 0, 0, List.of()).etaMs()).isZero();
  }

  @Test
  void whatWaitsIsAddedUpAndTheLimitIsThatOfMost() {
    var pace =
        meter.pace(
            0,
            0,
            10,
            List.of(
                standing(0, Map.of(WaitReason.REQUESTS, 5L), "openai/a rpm", 0.9),
                standing(
                    1,
                    Map.of(WaitReason.TOKENS, 7L, WaitReason.REQUESTS, 1L),
                    "openai/b tpm",
                    0.5)));

    assertThat(pace.waitingFor()).isEqualTo(Map.of("requests", 6L, "tokens", 7L));
    assertThat(pace.limitedBy()).isEqualTo("openai/b tpm");
    assertThat(pace.limitUsed()).isEqualTo(0.5);
  }
}
