package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PauseTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;
  private final Pause pause = new Pause(new Random(1));

  @Test
  void aTimeClosesTheLimitForThatTimeAndThenOneCallShowsWhetherItServes() {
    pause.refused(5 * SECOND, 0, 0);
    assertThat(pause.admits(5 * SECOND - 1)).isFalse();
    assertThat(pause.admits(5 * SECOND)).isTrue();
    pause.started(5 * SECOND);
    assertThat(pause.admits(5 * SECOND + MILLI)).isFalse();

    pause.proven(5 * SECOND);
    assertThat(pause.admits(5 * SECOND + MILLI)).isTrue();
  }

  @Test
  void anAnswerToACallFromBeforeTheRefusalProvesNothing() {
    pause.refused(5 * SECOND, 10 * SECOND, 10 * SECOND);
    pause.proven(9 * SECOND);
    assertThat(pause.admits(11 * SECOND)).isFalse();
  }

  @Test
  void aShortTimeIsTheOrdinaryWayOfABucketAndNeedsNoProbe() {
    pause.refused(120 * MILLI, 0, 0);
    assertThat(pause.admits(119 * MILLI)).isFalse();
    assertThat(pause.admits(120 * MILLI)).isTrue();
    pause.started(120 * MILLI);
    assertThat(pause.admits(121 * MILLI)).isTrue();
  }

  @Test
  void withoutATimeAStormSeesAtMostOneProbeASecond() {
    long now = 0;
    pause.refused(0, now, now);
    var probes = new Windows();
    for (int i = 0; i < 60_000; i++) {
      now += MILLI;
      if (pause.admits(now)) {
        pause.started(now);
        probes.add(now, 1);
        pause.refused(0, now, now + MILLI / 2);
      }
    }
    assertThat(probes.most(SECOND - 1)).isEqualTo(1);
    assertThat(probes.size()).isBetween(40, 60);
  }

  @Test
  void nobodyIsKeptAwayForMoreThanTenMinutes() {
    pause.refused(86_400 * SECOND, 0, 0);
    assertThat(pause.admits(600 * SECOND)).isTrue();
  }

  @Test
  void anExhaustedQuotaIsProbedEveryTenMinutes() {
    pause.park(Pause.Cause.QUOTA, 0, 0);
    assertThat(pause.admits(599 * SECOND)).isFalse();
    assertThat(pause.admits(600 * SECOND)).isTrue();
    pause.started(600 * SECOND);
    assertThat(pause.admits(1199 * SECOND)).isFalse();
    assertThat(pause.isParked()).isTrue();
    pause.proven(600 * SECOND);
    assertThat(pause.isParked()).isFalse();
  }
}
