package dev.windlass.workers.pool;

import static dev.windlass.workers.pool.ModelProviders.seconds;
import static dev.windlass.workers.pool.Steps.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.pool.ModelProviders.Bucket;
import dev.windlass.workers.pool.ModelProviders.Latency;
import dev.windlass.workers.pool.ModelProviders.Says;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rates that nobody configured. */
class DiscoveryTest {
  private static final int SEEDS = 3;

  private static World world(long seed, World.Provider provider) {
    return new World(seed, LimitFigures.NONE, Steps.SETTINGS, provider);
  }

  /** 6,000 a minute with a burst of a second, answers of 200 ms, refusals after that time. */
  private static Bucket sixThousand(long seed, Says says, long refusalMillis) {
    return new Bucket(100, 100, new Latency(seed, 200, 0.5), says, refusalMillis * MILLI);
  }

  @ParameterizedTest
  @EnumSource(Says.class)
  void aRateThatNobodyConfiguredIsFoundWithinAMinuteAndHardlyEverPassed(Says says) {
    for (int seed = 0; seed < SEEDS; seed++) {
      for (long lag : new long[] {1, 200}) {
        var provider = sixThousand(seed, says, lag);
        var world = world(seed, provider);
        world.runUntil(seconds(60));
        int before = provider.served;
        world.runUntil(seconds(180));
        var what = "%s, seed %d, refusals after %d ms".formatted(says, seed, lag);
        assertThat(provider.served - before).as(what).isGreaterThan((int) (0.9 * 100 * 120));
        assertThat(provider.refused).as(what).isLessThan(provider.served / 100);
      }
    }
  }

  @Test
  void otherRatesBurstsAndLatenciesAreFoundToo() {
    record Case(double rate, double burst, double millis, double refused, int seconds) {}
    var cases =
        new Case[] {
          new Case(100, 20, 200, 0.02, 200),
          new Case(100, 6000, 200, 0.01, 300),
          new Case(500, 500, 300, 0.01, 100),
          new Case(10, 10, 2000, 0.02, 1000),
          new Case(1, 10, 1000, 0.05, 5000),
        };
    for (var each : cases) {
      var latency = new Latency(1, each.millis(), 0.5);
      var provider = new Bucket(each.rate(), each.burst(), latency, Says.WAIT, 50 * MILLI);
      var world = world(1, provider);
      world.runUntil(seconds(each.seconds() / 2.0));
      int served = provider.served;
      int refused = provider.refused;
      world.runUntil(seconds(each.seconds()));
      served = provider.served - served;
      refused = provider.refused - refused;
      assertThat(served)
          .as("%s", each)
          .isGreaterThan((int) (0.9 * each.rate() * each.seconds() / 2));
      assertThat(refused).as("%s", each).isLessThan((int) (each.refused() * served));
    }
  }

  @Test
  void aRateThatIsRaisedIsUsedWithinAMinuteOrSoAndOneThatIsCutAtOnce() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var provider = sixThousand(seed, Says.WAIT, 50);
      var world = world(seed, provider);
      world.runUntil(seconds(120));
      provider.allow(200, 200, world.now);
      world.runUntil(seconds(215));
      int before = provider.served;
      world.runUntil(seconds(245));
      assertThat(provider.served - before).as("raised").isGreaterThan((int) (0.85 * 200 * 30));
      int refused = provider.refused;
      provider.allow(50, 50, world.now);
      world.runUntil(seconds(255));
      assertThat(provider.refused - refused).as("cut").isLessThan(60);
      before = provider.served;
      world.runUntil(seconds(315));
      assertThat(provider.served - before).as("cut").isGreaterThan((int) (0.85 * 50 * 60));
    }
  }

  @Test
  void anIdleTimeChangesNothing() {
    var provider = sixThousand(1, Says.WAIT, 50);
    var world = world(1, provider);
    world.runUntil(seconds(120));
    int left = world.left;
    world.left = 0;
    world.runUntil(seconds(720));
    int refused = provider.refused;
    int served = provider.served;
    world.left = left;
    world.runUntil(seconds(780));
    assertThat(provider.served - served).isGreaterThan((int) (0.9 * 100 * 60));
    assertThat(provider.refused - refused).isLessThan(20);
  }

  @Test
  void tokensAreSearchedForWhenARefusalNamesThem() {
    for (int seed = 0; seed < 2; seed++) {
      // 100 to 300 tokens a call, 10,000 a second: about 50 calls a second
      var provider =
          new Bucket(10_000, 10_000, new Latency(seed, 500, 0.5), Says.WAIT, 50 * MILLI) {
            @Override
            double cost(HeldStep step) {
              return 100 + (step.key().run() * 7919L) % 200;
            }

            @Override
            CallResult answer(HeldStep step, Map<String, String> headers) {
              return Steps.answer(80, (long) cost(step) - 80, headers);
            }

            @Override
            CallResult refusal(Duration wait, Map<String, String> headers) {
              var error =
                  new CallError(FailureClass.RATE_LIMITED, "no", 429, "tokens", null, null, null);
              return new CallResult.Failed(error, wait, headers);
            }
          };
      var world = world(seed, provider);
      world.work = n -> Steps.step(n, "job", "hello", 300);
      int served = provider.served;
      int refused = provider.refused;
      world.runUntil(seconds(240));
      served = provider.served - served;
      assertThat(served).isGreaterThan((int) (0.85 * 50 * 120));
      assertThat(provider.refused - refused).isLessThan(served / 100);
      assertThat(world.discovery.learned().get(LimitKey.TPM)).isBetween(500_000.0, 660_000.0);
      assertThat(world.discovery.learned().get(LimitKey.RPM)).isNull();
      assertThat(world.failures(FailureClass.TOO_LARGE)).isZero();
    }
  }

  @Test
  void whatWasLearnedIsUsedFromTheStartAfterARestart() {
    for (int seed = 0; seed < SEEDS; seed++) {
      var provider = sixThousand(seed, Says.WAIT, 50);
      var world = world(seed, provider);
      world.runUntil(seconds(180));
      var learned = world.discovery.learned();
      assertThat(learned.get(LimitKey.RPM)).isBetween(5400.0, 6600.0);

      var again = sixThousand(seed, Says.WAIT, 50);
      var next = world(seed + 100, again);
      next.discovery.resume(learned);
      next.learned();
      next.runUntil(seconds(60));
      assertThat(again.served).isGreaterThan((int) (0.85 * 100 * 60));
      assertThat(again.refused).isLessThan(10);
      assertThat(next.started.most(seconds(1))).isLessThan(200);
    }
  }

  @Test
  void aDaysFigureInHeadersDoesNotHideTheMinutesThatRefuses() {
    var provider =
        new Bucket(20, 20, new Latency(1, 200, 0.5), Says.WAIT, 20 * MILLI) {
          @Override
          CallResult answer(HeldStep step, Map<String, String> headers) {
            return Steps.answer(
                10,
                5,
                Map.of(
                    "x-ratelimit-limit-requests", "1000000",
                    "x-ratelimit-remaining-requests", "900000",
                    "x-ratelimit-reset-requests", "8640s"));
          }
        };
    var world = world(1, provider);
    world.runUntil(seconds(60));
    int served = provider.served;
    int refused = provider.refused;
    world.runUntil(seconds(240));
    assertThat(provider.served - served).isGreaterThan((int) (0.88 * 20 * 180));
    assertThat(provider.refused - refused).isLessThan(60);
  }
}
