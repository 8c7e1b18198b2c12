package dev.windlass.workers.pool;

import static dev.windlass.workers.pool.Steps.MILLI;
import static dev.windlass.workers.pool.Steps.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.WaitReason;
import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitKey;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandstillTest {
  private static World world(Map<LimitKey, Double> figures, World.Provider provider) {
    return new World(1, new LimitFigures(figures), Steps.SETTINGS, provider);
  }

  private static World.Reaction in(long nanos) {
    return new World.Reaction(nanos, Steps.answer());
  }

  private static void assertHeld(World world, WaitReason reason, LimitKey key, long aboutMs) {
    var standstill = world.desk.standstill();
    assertThat(standstill.reason()).isEqualTo(reason);
    assertThat(standstill.key()).isEqualTo(key);
    assertThat(standstill.heldMs(world.now)).isBetween(aboutMs - 1_000, aboutMs + 300);
  }

  @Test
  void aPoolAtItsRateIsHeldByItWithoutABreak() {
    var world = world(Map.of(LimitKey.RPM, 600.0), (step, now) -> in(200 * MILLI));
    for (int second = 5; second <= 60; second += 5) {
      world.runUntil(second * SECOND);
      assertHeld(world, WaitReason.REQUESTS, LimitKey.RPM, second * 1_000L);
    }
  }

  @Test
  void aPoolAtItsTokensIsHeldByThem() {
    var world =
        world(
            Map.of(LimitKey.TPM, 60_000.0, LimitKey.RPM, 6_000.0),
            (step, now) -> new World.Reaction(500 * MILLI, Steps.answer(100, 50, Map.of())));
    world.work = n -> Steps.step(n, "job", "x".repeat(380), 80);
    world.runUntil(30 * SECOND);
    assertHeld(world, WaitReason.TOKENS, LimitKey.TPM, 30_000);
  }

  @Test
  void aPoolAtItsCallsInFlightIsHeldByThoseOfTheLimitOrByItsOwnWorkers() {
    var limited = world(Map.of(LimitKey.CONCURRENCY, 4.0), (step, now) -> in(SECOND));
    limited.runUntil(20 * SECOND);
    assertHeld(limited, WaitReason.CONCURRENCY, LimitKey.CONCURRENCY, 20_000);

    var small = world(Map.of(LimitKey.RPM, 600_000.0), (step, now) -> in(20 * SECOND));
    small.runUntil(15 * SECOND);
    assertThat(small.desk.inFlight()).isEqualTo(Steps.SETTINGS.pool());
    assertThat(small.desk.standstill().reason()).isEqualTo(WaitReason.WORKERS);
  }

  @Test
  void whileAProviderIsLeftAloneThePoolIsInBackoffAndSaysSinceWhen() {
    var world =
        world(
            Map.of(LimitKey.RPM, 600.0),
            (step, now) ->
                now < 10 * SECOND
                    ? in(100 * MILLI)
                    : new World.Reaction(
                        50 * MILLI, Steps.refused(Duration.ofSeconds(30), Map.of())));
    world.runUntil(9 * SECOND);
    assertHeld(world, WaitReason.REQUESTS, LimitKey.RPM, 9_000);
    world.runUntil(25 * SECOND);
    assertHeld(world, WaitReason.BACKOFF, null, 15_000);
  }

  @Test
  void betweenTheProbesOfAStormThePoolIsStillInBackoff() {
    var world =
        world(
            Map.of(LimitKey.RPM, 30.0),
            (step, now) -> new World.Reaction(50 * MILLI, Steps.refused(null, Map.of())));
    for (int second = 5; second <= 30; second++) {
      world.runUntil(second * SECOND);
      assertHeld(world, WaitReason.BACKOFF, null, second * 1_000L);
    }
  }

  @Test
  void anExhaustedQuotaIsSaidSo() {
    var world =
        world(
            Map.of(LimitKey.RPM, 600.0),
            (step, now) -> new World.Reaction(50 * MILLI, Steps.failed(FailureClass.QUOTA, 429)));
    world.runUntil(20 * SECOND);
    assertHeld(world, WaitReason.QUOTA, null, 20_000);
  }

  @Test
  void aPoolWithNothingToHoldIsHeldByNothing() {
    var world = world(Map.of(LimitKey.RPM, 600.0), (step, now) -> in(100 * MILLI));
    world.left = 50;
    world.runUntil(30 * SECOND);
    assertThat(world.desk.standstill().reason()).isEqualTo(WaitReason.CALLING);
  }
}
