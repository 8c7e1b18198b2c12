package dev.windlass.workers.pool;

import static dev.windlass.workers.pool.Steps.MILLI;
import static dev.windlass.workers.pool.Steps.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A pool learns from headers and makes room for others, in virtual time. */
class SignalsTest {
  private static World world(Map<LimitKey, Double> figures, World.Provider provider) {
    return new World(1, new LimitFigures(figures), Steps.SETTINGS, provider);
  }

  @Test
  void aLimitHalvedAtTheProviderIsLearnedFromItsHeadersBeforeItRefuses() {
    var provider = new BucketProvider(100, 100);
    var world = world(Map.of(LimitKey.RPM, 6000.0), provider);
    world.at(20 * SECOND, () -> provider.replaced(50, 100, 20 * SECOND));
    world.runUntil(20 * SECOND);
    assertThat(world.started.size()).isGreaterThan(1980);
    world.runUntil(30 * SECOND);
    assertThat(world.refusals.size()).isLessThanOrEqualTo(1);
    int before = world.started.size();
    world.runUntil(90 * SECOND);
    assertThat(world.started.size() - before).isBetween((int) (3000 * 0.97), 3010);
    assertThat(world.refusals.size()).isLessThanOrEqualTo(1);
  }

  @Test
  void aLimitThatIsHalfOfWhatIsConfiguredCostsOnlyWhatIsOnTheWire() {
    var provider = new BucketProvider(50, 10);
    var world = world(Map.of(LimitKey.RPM, 6000.0), provider);
    world.runUntil(60 * SECOND);
    // 100 start at once on a full bucket of ours, and theirs holds 10
    assertThat(world.refusals.size()).isLessThanOrEqualTo(100);
    int refused = world.refusals.size();
    int before = world.started.size();
    world.runUntil(120 * SECOND);
    assertThat(world.started.size() - before).isGreaterThan((int) (3000 * 0.95));
    assertThat(world.refusals.size() - refused).isLessThanOrEqualTo(30);
  }

  @Test
  void aLimitThatGrowsIsUsedAgain() {
    var provider = new BucketProvider(50, 50);
    var world = world(Map.of(LimitKey.RPM, 6000.0, LimitKey.BURST, 20.0), provider);
    world.at(30 * SECOND, () -> provider.replaced(100, 100, 30 * SECOND));
    world.runUntil(40 * SECOND);
    int before = world.started.size();
    world.runUntil(70 * SECOND);
    assertThat(world.started.size() - before).isGreaterThan((int) (3000 * 0.97));
  }

  @Test
  void othersOfTheSameKeyAreGivenRoomAndItIsTakenBackWhenTheyStop() {
    var provider = new BucketProvider(100, 100);
    var world = world(Map.of(LimitKey.RPM, 6000.0), provider);
    world.runUntil(20 * SECOND);
    provider.others = 40;
    world.runUntil(40 * SECOND);
    int before = world.started.size();
    int refused = world.refusals.size();
    world.runUntil(100 * SECOND);
    assertThat(world.started.size() - before).isBetween((int) (3600 * 0.9), 3640);
    assertThat(world.refusals.size() - refused).isLessThanOrEqualTo(36);
    assertThat(refused).isLessThanOrEqualTo(40);

    provider.others = 0;
    world.runUntil(115 * SECOND);
    before = world.started.size();
    world.runUntil(145 * SECOND);
    assertThat(world.started.size() - before).isGreaterThan((int) (3000 * 0.97));
  }

  @Test
  void othersTakeTokensToo() {
    var provider = new BucketProvider(1500, 90_000);
    provider.countsTokens = true;
    var world = world(Map.of(LimitKey.TPM, 90_000.0), provider);
    world.runUntil(60 * SECOND);
    provider.others = 750;
    world.runUntil(200 * SECOND);
    int before = world.started.size();
    int refused = world.refusals.size();
    world.runUntil(320 * SECOND);
    // 750 tokens a second are left, of 15 a call
    assertThat(world.started.size() - before).isBetween((int) (6000 * 0.9), (int) (6000 * 1.02));
    assertThat(world.refusals.size() - refused).isLessThanOrEqualTo(60);
  }

  @Test
  void aProviderThatChargesMoreThanWeCountIsNotRunIntoRefusals() {
    var provider = new BucketProvider(1500, 1500);
    provider.countsTokens = true;
    provider.charge = 45;
    var world =
        world(
            Map.of(LimitKey.TPM, 90_000.0),
            (step, now) -> {
              var reaction = provider.react(step, now);
              return reaction.result() instanceof CallResult.Answered a
                  ? new World.Reaction(reaction.nanos(), Steps.answer(10, 5, a.signals()))
                  : reaction;
            });
    world.runUntil(60 * SECOND);
    int before = world.started.size();
    int refused = world.refusals.size();
    world.runUntil(180 * SECOND);
    double served = (world.started.size() - before - (world.refusals.size() - refused)) / 120.0;
    assertThat(served).isGreaterThan(1500 / 45.0 * 0.85);
    assertThat(world.refusals.size() - refused).isLessThan((int) (served * 120 * 0.03));
  }

  @Test
  void contradictoryHeadersNeitherStopTheFlowNorRaiseIt() {
    var random = new Random(5);
    var remaining = new String[] {"-1", "0", "99999999", "x", ""};
    var resets =
        new String[] {
          "1970-01-01T00:00:00Z", "1000000000000s", "1m30.5s", "0s", "-5s", "1e9", "9999999999999"
        };
    var world =
        world(
            Map.of(LimitKey.RPM, 6000.0),
            (step, now) ->
                new World.Reaction(
                    100 * MILLI,
                    Steps.answer(
                        10,
                        5,
                        Map.of(
                            "x-ratelimit-limit-requests",
                            random.nextBoolean() ? "6000" : "600000",
                            "x-ratelimit-remaining-requests",
                            remaining[random.nextInt(remaining.length)],
                            "x-ratelimit-reset-requests",
                            resets[random.nextInt(resets.length)]))));
    world.runUntil(120 * SECOND);
    assertThat(world.started.most(SECOND)).isLessThanOrEqualTo(202);
    world.left = 100;
    world.runUntil(2000 * SECOND);
    assertThat(world.open).isEmpty();
  }

  @Test
  void nothingLeftBesideA200IsNoPause() {
    var world =
        world(
            Map.of(LimitKey.RPM, 6000.0),
            (step, now) ->
                new World.Reaction(
                    100 * MILLI,
                    Steps.answer(
                        10,
                        5,
                        Map.of(
                            "x-ratelimit-limit-requests", "6000",
                            "x-ratelimit-remaining-requests", "0",
                            "x-ratelimit-reset-requests", "60s"))));
    world.runUntil(60 * SECOND);
    long longest = 0;
    for (int i = 1; i < world.started.size(); i++) {
      longest = Math.max(longest, world.started.at(i) - world.started.at(i - 1));
    }
    // what is configured holds one second's worth
    assertThat(longest).isLessThanOrEqualTo(SECOND);
  }

  @Test
  void aLimitThatShrinksTenfoldIsKept() {
    var provider = new BucketProvider(100, 100);
    var world = world(Map.of(LimitKey.RPM, 6000.0), provider);
    world.at(10 * SECOND, () -> provider.replaced(10, 10, 10 * SECOND));
    world.runUntil(30 * SECOND);
    int before = world.started.size();
    world.runUntil(90 * SECOND);
    assertThat(world.started.size() - before).isBetween((int) (600 * 0.95), 612);
    assertThat(world.outcomes).allMatch(o -> o instanceof StepOutcome.Answered);
  }
}
