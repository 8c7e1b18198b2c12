package dev.windlass.workers.pool;

import static dev.windlass.workers.pool.Steps.MILLI;
import static dev.windlass.workers.pool.Steps.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.Windows;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeskTest {
  private static World world(Map<LimitKey, Double> figures, World.Provider provider) {
    return new World(1, new LimitFigures(figures), Steps.SETTINGS, provider);
  }

  private static World.Reaction in(long nanos) {
    return new World.Reaction(nanos, Steps.answer());
  }

  @Test
  void neverAreMoreCallsInFlightThanTheCapAndTheCapIsUsed() {
    var world = world(Map.of(LimitKey.CONCURRENCY, 7.0), (step, now) -> in(100 * MILLI));
    world.runUntil(60 * SECOND);
    assertThat(world.mostInFlight).isEqualTo(7);
    assertThat(world.started.size()).isGreaterThan((int) (7 * 10 * 60 / 1.02));
  }

  @Test
  void inNoWindowStartMoreCallsThanTheBurstAndTheRateAllowAndTheRateIsUsed() {
    for (double rate : new double[] {0.5, 10, 100, 1000}) {
      for (double burst : new double[] {1, 20}) {
        var world =
            world(
                Map.of(LimitKey.RPS, rate, LimitKey.BURST, burst), (step, now) -> in(700 * MILLI));
        long time = (long) (3000 / rate * SECOND);
        world.runUntil(time);
        for (long window : new long[] {SECOND / 10, SECOND, 60 * SECOND}) {
          assertThat(world.started.most(window))
              .as("%s/s burst %s", rate, burst)
              .isLessThanOrEqualTo(burst + rate * window / SECOND + Math.max(1, rate / 100) + 1e-6);
        }
        double seconds = (world.started.last() - world.started.first()) / 1e9;
        double bound = (world.started.size() - burst) / rate;
        assertThat(seconds)
            .as("%s/s burst %s", rate, burst)
            .isLessThanOrEqualTo(1.02 * bound + 0.01);
      }
    }
  }

  @Test
  void tokensOfCallsInNoWindowPassTheirLimitAndItIsUsed() {
    var random = new Random(3);
    var tokens = new Windows();
    var world =
        world(
            Map.of(LimitKey.TPM, 600_000.0),
            (step, now) -> {
              int output = 20 + random.nextInt(60);
              tokens.add(now, 100 + output);
              return new World.Reaction(
                  SECOND + random.nextInt(1000) * MILLI, Steps.answer(100, output, Map.of()));
            });
    world.work = n -> Steps.step(n, "job", "x".repeat(380), 80);
    world.runUntil(300 * SECOND);
    assertThat(tokens.most(SECOND)).isLessThanOrEqualTo(10_000 * 2.1);
    assertThat(tokens.most(60 * SECOND)).isLessThanOrEqualTo(10_000 * 61.1);
    assertThat(world.started.size() * 150.0).isGreaterThan(10_000 * 300 / 1.02);
  }

  @Test
  void aRefusalWithATimePausesEverybodyOnce() {
    var world =
        world(
            Map.of(LimitKey.RPS, 100.0),
            (step, now) ->
                now >= 10 * SECOND && now < 10 * SECOND + 50 * MILLI
                    ? new World.Reaction(20 * MILLI, Steps.refused(Duration.ofSeconds(5), Map.of()))
                    : in(200 * MILLI));
    world.runUntil(10 * SECOND + 40 * MILLI);
    int before = world.started.size();
    world.runUntil(15 * SECOND);
    assertThat(world.started.size()).isEqualTo(before);
    world.runUntil(15 * SECOND + 150 * MILLI);
    assertThat(world.started.size()).isEqualTo(before + 1);
    world.runUntil(25 * SECOND);
    assertThat(world.started.size()).isGreaterThan(before + 900);
    assertThat(world.refusals.size()).isLessThanOrEqualTo(4);
    assertThat(world.outcomes).allMatch(o -> o instanceof StepOutcome.Answered);
  }

  @Test
  void aStormSeesOneProbeASecondAndAtItsEndTheRateIsBackInTenSeconds() {
    for (var asked : new Duration[] {null, Duration.ofSeconds(5), Duration.ofSeconds(1)}) {
      var world =
          world(
              Map.of(LimitKey.RPS, 100.0),
              (step, now) ->
                  now >= 20 * SECOND && now < 80 * SECOND
                      ? new World.Reaction(30 * MILLI, Steps.refused(asked, Map.of()))
                      : in(300 * MILLI));
      world.runUntil(20 * SECOND + 400 * MILLI);
      int before = world.started.size();
      world.runUntil(80 * SECOND);
      int probes = world.started.size() - before;
      assertThat(probes).as("asked %s", asked).isBetween(10, 60);
      world.runUntil(90 * SECOND);
      int back = world.started.size();
      world.runUntil(100 * SECOND);
      assertThat(world.started.size() - back).as("asked %s", asked).isGreaterThanOrEqualTo(900);
      assertThat(world.outcomes).allMatch(o -> o instanceof StepOutcome.Answered);
    }
  }

  @Test
  void aLimitCutUnannouncedIsLearnedFromTheRefusalsHeaders() {
    var real = new dev.windlass.workers.limits.TokenBucket(100, 100, 0, 100, 0);
    var world =
        world(
            Map.of(LimitKey.RPM, 6000.0),
            (step, now) -> {
              if (now >= 10 * SECOND) {
                real.reshape(20, 20, 0, now);
              }
              if (!real.fits(1, now)) {
                long wait = (real.whenFits(1, now) - now) / MILLI + 1;
                return new World.Reaction(
                    200 * MILLI,
                    Steps.refused(
                        Duration.ofMillis(wait),
                        Map.of(
                            "x-ratelimit-limit-requests",
                            "1200",
                            "x-ratelimit-remaining-requests",
                            "0",
                            "x-ratelimit-reset-requests",
                            "60s")));
              }
              real.take(1, now);
              return in(200 * MILLI);
            });
    world.runUntil(130 * SECOND);
    // 100 a second for 200 ms were on the wire when the first came back
    assertThat(world.refusals.size()).isLessThanOrEqualTo(1 + 20);
    int before = world.started.size();
    world.runUntil(190 * SECOND);
    assertThat(world.started.size() - before).isGreaterThan((int) (20 * 60 / 1.02));
  }

  @Test
  void aLimitThatIsTooHighAndSaysNothingIsApproachedFromBelow() {
    var real = new dev.windlass.workers.limits.TokenBucket(50, 50, 0, 50, 0);
    var world =
        world(
            Map.of(LimitKey.RPS, 100.0),
            (step, now) -> {
              if (!real.fits(1, now)) {
                return new World.Reaction(
                    100 * MILLI, Steps.refused(Duration.ofMillis(300), Map.of()));
              }
              real.take(1, now);
              return in(100 * MILLI);
            });
    world.runUntil(600 * SECOND);
    double served = world.outcomes.size() / 600.0;
    assertThat(served).isGreaterThan(50 * 0.8);
    assertThat((double) world.refusals.size() / world.started.size()).isLessThan(0.05);
  }

  @Test
  void transientFaultsAreAskedAgainUpToThePolicyAndRefusalsCostNone() {
    var world =
        world(
            Map.of(LimitKey.CONCURRENCY, 1.0),
            (step, now) ->
                step.calls % 2 == 0
                    ? new World.Reaction(MILLI, Steps.refused(Duration.ofMillis(10), Map.of()))
                    : new World.Reaction(MILLI, Steps.failed(FailureClass.SERVER_ERROR, 500)));
    world.left = 1;
    world.runUntil(600 * SECOND);
    assertThat(world.outcomes).hasSize(1);
    var outcome = (StepOutcome.Unanswered) world.outcomes.getFirst();
    assertThat(outcome.error().kind()).isEqualTo(FailureClass.SERVER_ERROR);
    assertThat(outcome.attempts())
        .filteredOn(a -> a.error() == FailureClass.SERVER_ERROR)
        .hasSize(6);
    assertThat(outcome.attempts().getFirst().number()).isEqualTo(1);
    assertThat(outcome.attempts().getLast().number()).isEqualTo(outcome.attempts().size());
  }

  @Test
  void whatCannotBeMendedByAskingAgainEndsAtOnce() {
    var world =
        world(
            Map.of(),
            (step, now) -> new World.Reaction(MILLI, Steps.failed(FailureClass.AUTH, 401)));
    world.left = 1;
    world.runUntil(SECOND);
    assertThat(world.started.size()).isEqualTo(1);
    assertThat(world.failures(FailureClass.AUTH)).isEqualTo(1);
  }

  @Test
  void aStepInBackoffHoldsNoPlaceAmongTheCallsInFlight() {
    var world =
        world(
            Map.of(LimitKey.CONCURRENCY, 1.0),
            (step, now) ->
                step.key().run() == 0 && step.calls == 1
                    ? new World.Reaction(
                        MILLI,
                        Steps.failed(
                            FailureClass.OVERLOADED, 503, Duration.ofSeconds(10), Map.of()))
                    : in(MILLI));
    world.left = 100;
    world.runUntil(9 * SECOND);
    assertThat(world.outcomes).hasSize(99);
    world.runUntil(12 * SECOND);
    assertThat(world.outcomes).hasSize(100);
    assertThat(world.mostInFlight).isEqualTo(1);
  }

  @Test
  void aRequestThatCanNeverFitIsTooLargeAtOnceAndTheOthersGoOn() {
    var world =
        world(Map.of(LimitKey.TPM, 60_000.0, LimitKey.TBURST, 2000.0), (step, now) -> in(MILLI));
    world.work = n -> Steps.step(n, "job", n == 0 ? "x".repeat(12_000) : "x", 10);
    world.left = 3;
    world.runUntil(10 * SECOND);
    assertThat(world.failures(FailureClass.TOO_LARGE)).isEqualTo(1);
    assertThat(world.outcomes).hasSize(3);
    var error = ((StepOutcome.Unanswered) world.outcomes.getFirst()).error();
    assertThat(error.message()).contains("tpm of sim/m lets one call take at most 2000");
  }

  @Test
  void anExhaustedQuotaParksTheLimitAndFailsRowsOnlyAfterTheQuotaWait() {
    var world =
        world(
            Map.of(LimitKey.RPS, 10.0),
            (step, now) -> new World.Reaction(MILLI, Steps.failed(FailureClass.QUOTA, 429)));
    world.left = 2;
    world.runUntil(86_000 * SECOND);
    assertThat(world.outcomes).isEmpty();
    assertThat(world.started.size()).isBetween(100, 160);
    world.runUntil(87_100 * SECOND);
    assertThat(world.failures(FailureClass.QUOTA)).isEqualTo(2);
  }

  @Test
  void aHoldLeavesNothingThatCouldStart() {
    var world =
        world(
            Map.of(LimitKey.RPS, 5.0),
            (step, now) ->
                new World.Reaction(
                    500 * MILLI,
                    step.calls == 1
                        ? Steps.failed(FailureClass.SERVER_ERROR, 500)
                        : Steps.answer()));
    world.work = n -> Steps.step(n, "job" + n % 2);
    world.left = 20;
    world.runUntil(1200 * MILLI);
    world.left = 0;
    world.desk.hold("job0", false);
    var calling = world.desk.calling().stream().filter(step -> step.belongsTo("job0")).toList();
    var calls = calling.stream().map(step -> step.calls).toList();
    world.runUntil(60 * SECOND);
    assertThat(world.open).isEmpty();
    assertThat(calling).isNotEmpty();
    assertThat(calling.stream().map(step -> step.calls).toList()).isEqualTo(calls);
    assertThat(world.handedBack).isNotEmpty();
  }

  @Test
  void whatIsCalledBackIsHandedBackAndCallsInFlightEndButAreNotAskedAgain() {
    var world =
        world(
            Map.of(LimitKey.CONCURRENCY, 4.0),
            (step, now) ->
                new World.Reaction(SECOND, Steps.failed(FailureClass.SERVER_ERROR, 500)));
    world.left = 8;
    world.runUntil(500 * MILLI);
    int begun = world.started.size();
    assertThat(world.desk.inFlight()).isEqualTo(4);

    world.desk.callBack(world.desk.calling().getFirst().origin);
    world.left = 0;
    world.runUntil(60 * SECOND);

    assertThat(world.started.size()).isEqualTo(begun);
    assertThat(world.open).isEmpty();
    assertThat(world.handedBack).isNotEmpty();
  }

  @Test
  void aCancelledJobsCallsAreCutAndEndAsCancelled() {
    var world = world(Map.of(LimitKey.CONCURRENCY, 4.0), (step, now) -> in(60 * SECOND));
    world.left = 6;
    world.runUntil(SECOND);
    world.desk.hold("job", true);
    world.runUntil(2 * SECOND);
    assertThat(world.failures(FailureClass.CANCELLED)).isEqualTo(4);
    assertThat(world.handedBack).hasSize(2);
  }

  @Test
  void aCallThatNobodyEndsIsGivenUpAfterItsDeadline() {
    var world = world(Map.of(LimitKey.CONCURRENCY, 1.0), (step, now) -> in(100_000 * SECOND));
    world.left = 1;
    world.runUntil(121 * SECOND);
    assertThat(world.desk.inFlight()).isEqualTo(1);
    world.runUntil(123 * SECOND);
    assertThat(world.started.size()).isEqualTo(2);
    assertThat(world.desk.calling()).allMatch(step -> step.startedAt > 121 * SECOND);
  }

  @Test
  void newConnectionsAreRampedAndTheRateIsNot() {
    var world = world(Map.of(LimitKey.RPS, 100_000.0), (step, now) -> in(10 * SECOND));
    world.runUntil(SECOND);
    assertThat(world.started.most(0)).isLessThanOrEqualTo(500);
    assertThat(world.started.size()).isEqualTo(1024);
  }

  @Test
  void whateverHappensEachGrantedStepEndsOnceOrGoesHomeOnce() {
    for (int seed = 0; seed < 60; seed++) {
      var random = new Random(seed);
      var kinds = FailureClass.values();
      var figures =
          new LimitFigures(
              random.nextBoolean()
                  ? Map.of(LimitKey.RPS, 50.0, LimitKey.TPM, 200_000.0)
                  : Map.of(LimitKey.CONCURRENCY, 1.0 + random.nextInt(20)));
      World.Provider provider =
          (step, now) -> {
            long nanos = random.nextInt(2000) * MILLI;
            if (random.nextInt(3) > 0) {
              return in(nanos);
            }
            var kind = kinds[random.nextInt(kinds.length)];
            var asked = random.nextBoolean() ? null : Duration.ofMillis(random.nextInt(3000));
            int status = random.nextBoolean() ? 0 : 500;
            return new World.Reaction(nanos, Steps.failed(kind, status, asked, Map.of()));
          };
      var world = new World(seed, figures, Steps.SETTINGS, provider);
      world.work = n -> Steps.step(n, "job" + n % 5);
      for (int i = 0; i < 20; i++) {
        world.at(
            random.nextInt(60_000) * MILLI,
            () -> world.desk.hold("job" + random.nextInt(5), random.nextBoolean()));
      }
      world.runUntil(60 * SECOND);
      world.left = 0;
      world.desk.drain();
      world.runUntil(700 * SECOND);
      assertThat(world.open).as("seed %d", seed).isEmpty();
      assertThat(world.ends).as("seed %d", seed).hasSize(world.granted);
      assertThat(world.ends.values()).as("seed %d", seed).allMatch(times -> times == 1);
      assertThat(world.desk.waiting() + world.desk.inFlight()).as("seed %d", seed).isZero();
    }
  }
}
