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

  @Test
  void aSecondShortRefusalWithNothingServedBetweenIsAStorm() {
    pause.refused(100 * MILLI, 0, MILLI);
    pause.started(102 * MILLI);
    pause.refused(100 * MILLI, 102 * MILLI, 103 * MILLI);
    assertThat(pause.admits(1100 * MILLI)).isFalse();
    assertThat(pause.isProbing()).isTrue();
  }

  @Test
  void whatWasOnTheWireWhenTheFirstWasRefusedMakesNoStorm() {
    pause.refused(100 * MILLI, 0, 10 * MILLI);
    pause.refused(100 * MILLI, 5 * MILLI, 15 * MILLI);
    assertThat(pause.isProbing()).isFalse();
    assertThat(pause.admits(114 * MILLI)).isFalse();
    assertThat(pause.admits(115 * MILLI)).isTrue();
  }

  @Test
  void longCallsUnderWayShowThatTheProviderServes() {
    pause.refused(100 * MILLI, 0, 10 * MILLI);
    pause.started(120 * MILLI); // takes ten seconds to be answered
    pause.refused(50 * MILLI, 400 * MILLI, 410 * MILLI);
    assertThat(pause.isProbing()).isFalse();
    assertThat(pause.admits(460 * MILLI)).isTrue();
  }

  @Test
  void anAnswerEndsTheProbingButNotATimeThatWasSaid() {
    pause.refused(0, 0, 0);
    pause.started(1300 * MILLI);
    pause.refused(5 * SECOND, 1200 * MILLI, 1400 * MILLI);
    pause.proven(1300 * MILLI);
    assertThat(pause.isProbing()).isFalse();
    assertThat(pause.admits(6300 * MILLI)).isFalse();
    assertThat(pause.admits(6400 * MILLI)).isTrue();
  }

  @Test
  void aDayThatIsUsedUpIsParkedUntilTheTimeThatWasSaid() {
    pause.park(Pause.Cause.DAILY, 86 * SECOND, 0);
    assertThat(pause.cause(SECOND)).isEqualTo(Pause.Cause.DAILY);
    assertThat(pause.admits(86 * SECOND - 1)).isFalse();
    assertThat(pause.admits(86 * SECOND)).isTrue();
  }

  @Test
  void aParkedLimitThatIsOnlyRefusedForItsRateIsParkedNoMore() {
    pause.park(Pause.Cause.QUOTA, 0, 0);
    pause.started(600 * SECOND);
    pause.refused(2 * SECOND, 600 * SECOND, 600 * SECOND + MILLI);
    assertThat(pause.isParked()).isFalse();
    assertThat(pause.admits(603 * SECOND)).isTrue();
  }

  @Test
  void threeNodesTogetherSendOneProbeASecond() {
    for (long asked : new long[] {0, 100 * MILLI, SECOND, 5 * SECOND}) {
      for (int seed = 0; seed < 20; seed++) {
        var probes = storm(new Random(seed), asked);
        assertThat(probes.size()).as("asked %d seed %d", asked, seed).isLessThanOrEqualTo(60);
        assertThat(probes.most(SECOND - 20 * MILLI))
            .as("asked %d seed %d", asked, seed)
            .isLessThanOrEqualTo(2);
      }
    }
  }

  /** A minute of nothing but refusals, each heard by the others five milliseconds later. */
  private static Windows storm(Random random, long asked) {
    var nodes = new Pause[] {new Pause(random), new Pause(random), new Pause(random)};
    var told = new long[3];
    for (var node : nodes) {
      node.sharedBy(3);
    }
    nodes[0].refused(asked, 0, MILLI);
    told[1] = told[2] = 6 * MILLI;
    var probes = new Windows();
    for (long now = 0; now < 61 * SECOND; now += MILLI) {
      for (int i = 0; i < 3; i++) {
        if (told[i] > 0 && now >= told[i]) {
          told[i] = 0;
          nodes[i].elsewhere(Pause.Cause.BACKOFF, Math.max(asked, SECOND), now);
        }
        if (now >= SECOND && nodes[i].admits(now)) {
          nodes[i].started(now);
          probes.add(now, 1);
          nodes[i].refused(asked, now, now + 1);
          for (int other = 0; other < 3; other++) {
            told[other] = other == i ? told[other] : now + 5 * MILLI;
          }
        }
      }
    }
    return probes;
  }
}
