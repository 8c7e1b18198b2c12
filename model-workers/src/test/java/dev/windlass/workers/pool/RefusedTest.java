package dev.windlass.workers.pool;

import static dev.windlass.workers.pool.Steps.MILLI;
import static dev.windlass.workers.pool.Steps.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.Pause;
import dev.windlass.workers.limits.RefusalKind;
import dev.windlass.workers.limits.TokenBucket;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each kind of refusal is handled as its kind, in virtual time. */
class RefusedTest {
  private static World world(Map<LimitKey, Double> figures, World.Provider provider) {
    return new World(1, new LimitFigures(figures), Steps.SETTINGS, provider);
  }

  private static World.Reaction served() {
    return new World.Reaction(200 * MILLI, Steps.answer());
  }

  private static World.Reaction refused(RefusalKind kind, @Nullable Duration asked) {
    var type =
        switch (kind) {
          case TOO_LARGE -> FailureClass.TOO_LARGE;
          case QUOTA -> FailureClass.QUOTA;
          case RATE, DAILY, SLOPE -> FailureClass.RATE_LIMITED;
        };
    var error = new CallError(type, "no", 429, null, null, null, null);
    return new World.Reaction(MILLI, new CallResult.Failed(error, asked, Map.of(), kind));
  }

  @Test
  void aStormSeesOneProbeASecondWhateverTimeItSaysAndItsEndIsNoticed() {
    var times =
        new Duration[] {null, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMillis(100)};
    for (var asked : times) {
      var provider = new BucketProvider(100, 100);
      provider.stormFrom = 20 * SECOND;
      provider.stormUntil = 80 * SECOND;
      provider.stormAsks = asked;
      var world = world(Map.of(LimitKey.RPM, 6000.0), provider);
      // the storm's start and the longest latency of what was on the wire
      world.runUntil(20 * SECOND + 200 * MILLI);
      int before = world.started.size();
      int asking = world.refusals.size();
      world.runUntil(80 * SECOND);
      assertThat(world.started.size() - before).as("asked %s", asked).isBetween(10, 60);
      for (int i = before + 1; i < world.started.size(); i++) {
        assertThat(world.started.at(i) - world.started.at(i - 1)).isGreaterThanOrEqualTo(SECOND);
      }
      assertThat(asking).as("asked %s", asked).isLessThanOrEqualTo(3);
      world.runUntil(90 * SECOND);
      int back = world.started.size();
      world.runUntil(100 * SECOND);
      assertThat(world.started.size() - back).as("asked %s", asked).isGreaterThanOrEqualTo(900);
      assertThat(world.outcomes).allMatch(o -> o instanceof StepOutcome.Answered);
    }
  }

  @Test
  void aStormFromTheVeryStartLeavesNoTrace() {
    for (var asked : new Duration[] {null, Duration.ofSeconds(1), Duration.ofMillis(100)}) {
      var provider = new BucketProvider(100, 100);
      provider.stormFrom = 0;
      provider.stormUntil = 30 * SECOND;
      provider.stormAsks = asked;
      var world = world(Map.of(LimitKey.RPM, 6000.0), provider);
      world.runUntil(40 * SECOND);
      int before = world.started.size();
      world.runUntil(50 * SECOND);
      assertThat(world.started.size() - before).as("asked %s", asked).isGreaterThan(900);
    }
  }

  @Test
  void aShortStormOfShortTimesIsOverWithinSeconds() {
    var provider = new BucketProvider(100, 100);
    provider.stormFrom = 20 * SECOND;
    provider.stormUntil = 22 * SECOND;
    provider.stormAsks = Duration.ofMillis(100);
    var world = world(Map.of(LimitKey.RPM, 6000.0), provider);
    world.runUntil(24 * SECOND);
    int before = world.started.size();
    world.runUntil(34 * SECOND);
    assertThat(world.started.size() - before).isGreaterThan(950);
  }

  @Test
  void aRequestThatIsTooLargeFailsAtOnceAndNobodyWaits() {
    var world =
        world(
            Map.of(LimitKey.RPM, 6000.0),
            (step, now) ->
                step.key().run() % 10 == 0
                    ? refused(RefusalKind.TOO_LARGE, Duration.ofSeconds(60))
                    : served());
    world.left = 500;
    world.runUntil(10 * SECOND);
    assertThat(world.outcomes).hasSize(500);
    assertThat(world.failures(FailureClass.TOO_LARGE)).isEqualTo(50);
    assertThat(world.started.size()).isEqualTo(500);
    assertThat(world.refusalKinds).isEqualTo(Map.of("too_large", 50));
    assertThat(world.told).isEmpty();
  }

  @Test
  void anExhaustedQuotaIsProbedEveryTenMinutesWhateverTimeIsSaidAndIsBackAtOnce() {
    var world =
        world(
            Map.of(LimitKey.RPM, 6000.0),
            (step, now) ->
                now < 3590 * SECOND ? refused(RefusalKind.QUOTA, Duration.ofSeconds(1)) : served());
    world.runUntil(SECOND);
    int before = world.started.size();
    world.runUntil(3590 * SECOND);
    assertThat(world.started.size() - before).isBetween(4, 6);
    var report = world.gate.report(0, 1, 5, 0, null, world.now);
    assertThat(report.pausedBy()).isEqualTo(Pause.Cause.QUOTA);
    assertThat(report.pausedMs()).isBetween(1L, 600_000L);
    world.runUntil(4350 * SECOND);
    assertThat(world.outcomes.size()).isGreaterThan(1000);
    assertThat(world.outcomes).allMatch(o -> o instanceof StepOutcome.Answered);
    assertThat(world.gate.report(0, 1, 5, 0, null, world.now).pausedBy()).isNull();
    assertThat(world.refusalKinds).containsOnlyKeys("quota");
  }

  @Test
  void aDayThatIsUsedUpIsParkedUntilTheTimeThatWasSaid() {
    var world =
        world(
            Map.of(LimitKey.RPM, 600.0),
            (step, now) ->
                now < 86 * SECOND
                    ? refused(RefusalKind.DAILY, Duration.ofNanos(86 * SECOND - now))
                    : served());
    world.runUntil(SECOND);
    assertThat(world.gate.report(0, 1, 5, 0, null, world.now).pausedBy())
        .isEqualTo(Pause.Cause.DAILY);
    int before = world.started.size();
    world.runUntil(85 * SECOND);
    assertThat(world.started.size()).isEqualTo(before);
    world.runUntil(100 * SECOND);
    assertThat(world.outcomes.size()).isGreaterThan(100);
  }

  @Test
  void aRefusalBesideAnEmptyDayIsTheDays() {
    // Groq: requests are counted a day, and its refusal may only show it in the headers
    var headers =
        Map.of(
            "x-ratelimit-limit-requests", "1000",
            "x-ratelimit-remaining-requests", "0",
            "x-ratelimit-reset-requests", "24h0m0s");
    var world =
        world(
            Map.of(LimitKey.RPM, 30.0),
            (step, now) -> new World.Reaction(MILLI, Steps.refused(null, headers)));
    world.runUntil(1199 * SECOND);
    assertThat(world.refusalKinds).containsOnlyKeys("daily");
    assertThat(world.started.size()).isBetween(2, 4);
    assertThat(world.gate.report(0, 1, 5, 0, null, world.now).pausedBy())
        .isEqualTo(Pause.Cause.DAILY);
  }

  @Test
  void aRateThatGrewTooFastGoesBackAndClimbsWithoutAPause() {
    // serves 10 a second for a minute, then more comes and only a slow climb is followed
    var allowed = new double[] {10};
    var recent = new TokenBucket(10, 10, 0, 10, 0);
    var world =
        world(
            Map.of(LimitKey.RPM, 6000.0),
            (step, now) -> {
              allowed[0] = 10 * Math.pow(2, now / 1e9 / 120);
              recent.reshape(allowed[0] * 1.5, allowed[0] * 1.5, 0, now);
              if (!recent.fits(1, now)) {
                return refused(RefusalKind.SLOPE, null);
              }
              recent.take(1, now);
              return served();
            });
    world.runUntil(600 * SECOND);
    assertThat(world.refusalKinds).containsOnlyKeys("slope");
    assertThat(world.gate.pause().cause(world.now)).isNull();
    assertThat(world.told).isEmpty();
    assertThat(world.refusals.size()).isLessThan(world.started.size() / 50);
    int before = world.started.size();
    world.runUntil(700 * SECOND);
    assertThat(world.started.size() - before).isGreaterThan(7500);
    assertThat(world.outcomes).allMatch(o -> o instanceof StepOutcome.Answered);
  }

  @Test
  void slopeRefusalsWithoutAnEndAreAStorm() {
    var world =
        world(Map.of(LimitKey.RPM, 6000.0), (step, now) -> refused(RefusalKind.SLOPE, null));
    world.runUntil(10 * SECOND);
    int before = world.started.size();
    world.runUntil(70 * SECOND);
    assertThat(world.started.size() - before).isLessThanOrEqualTo(60);
  }

  @Test
  void machinesThatAreBusyPauseNobody() {
    var world =
        world(
            Map.of(LimitKey.RPM, 6000.0),
            (step, now) ->
                step.calls == 1 && step.key().run() % 5 == 0
                    ? new World.Reaction(
                        MILLI, Steps.failed(FailureClass.OVERLOADED, 529, null, Map.of()))
                    : served());
    world.runUntil(20 * SECOND);
    assertThat(world.started.size()).isGreaterThan(1600);
    assertThat(world.refusalKinds).isEmpty();
    assertThat(world.told).isEmpty();
  }

  @Test
  void whereOtherPoolsServeTheSameNoStepWaitsForALongPause() {
    var world =
        world(
            Map.of(LimitKey.RPM, 6000.0),
            (step, now) ->
                now >= SECOND && now < 10 * SECOND
                    ? refused(RefusalKind.RATE, Duration.ofSeconds(20))
                    : served());
    world.desk.othersServe(true);
    world.runUntil(1500 * MILLI);
    assertThat(world.handedBack).isNotEmpty();
    assertThat(world.desk.waiting()).isZero();
    assertThat(world.desk.wanted(world.now)).isZero();
    world.runUntil(30 * SECOND);
    assertThat(world.outcomes.size()).isGreaterThan(800);
  }

  @Test
  void withoutOtherPoolsStepsWait() {
    var world =
        world(
            Map.of(LimitKey.RPM, 6000.0),
            (step, now) ->
                now >= SECOND ? refused(RefusalKind.RATE, Duration.ofSeconds(20)) : served());
    world.runUntil(3 * SECOND);
    assertThat(world.handedBack).isEmpty();
    assertThat(world.desk.waiting()).isPositive();
  }
}
