package dev.windlass.workers.pool;

import static dev.windlass.workers.pool.ModelProviders.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.pool.ModelProviders.Latency;
import dev.windlass.workers.pool.ModelProviders.Queueing;
import dev.windlass.workers.pool.ModelProviders.Refusing;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calls in flight that nobody configured. */
class KneeTest {
  private static World world(long seed, World.Provider provider) {
    return new World(seed, LimitFigures.NONE, Steps.SETTINGS, provider);
  }

  /** The part of the slots that worked, and the mean latency in unloaded ones, over this time. */
  private record Seen(double used, double latency) {}

  private static Seen watch(World world, Queueing server, int slots, double until) {
    server.forget();
    double from = world.now;
    world.runUntil(seconds(until));
    return new Seen(
        server.busyNanos / (world.now - from) / slots,
        server.latencies / server.calls / (server.busyNanos / (double) server.calls));
  }

  @Test
  void aModelServersKneeIsFoundAndKept() {
    for (int slots : new int[] {1, 4, 16, 64}) {
      for (double sigma : new double[] {0, 0.5}) {
        for (int seed = 0; seed < 2; seed++) {
          var server = new Queueing(slots, new Latency(seed, 1000, sigma));
          var world = world(seed, server);
          world.runUntil(seconds(slots < 16 ? 600 : 120));
          var seen = watch(world, server, slots, slots < 16 ? 1500 : 400);
          var what = "%d slots, sigma %s, seed %d".formatted(slots, sigma, seed);
          assertThat(seen.used()).as(what).isGreaterThan(slots < 16 ? 0.85 : 0.9);
          assertThat(seen.latency()).as(what).isLessThan(1.5);
        }
      }
    }
  }

  @Test
  void aServerThatGrowsOrShrinksIsFollowed() {
    for (int seed = 0; seed < 2; seed++) {
      var server = new Queueing(32, new Latency(seed, 500, 0.3));
      var world = world(seed, server);
      world.runUntil(seconds(200));
      server.add(96, world.now);
      world.runUntil(seconds(400));
      var grown = watch(world, server, 128, 600);
      assertThat(grown.used()).isGreaterThan(0.85);
      assertThat(grown.latency()).isLessThan(1.5);
      server.add(-112, world.now);
      world.runUntil(seconds(750));
      var shrunk = watch(world, server, 16, 1000);
      assertThat(shrunk.used()).isGreaterThan(0.85);
      assertThat(shrunk.latency()).isLessThan(1.5);
    }
  }

  @Test
  void aProviderThatBecomesSlowerForGoodIsNotStarved() {
    for (int seed = 0; seed < 2; seed++) {
      var server = new Queueing(64, new Latency(seed, 500, 0.5));
      var world = world(seed, server);
      world.runUntil(seconds(200));
      server.latency.mean *= 5;
      world.runUntil(seconds(500));
      var seen = watch(world, server, 64, 1000);
      assertThat(seen.used()).isGreaterThan(0.85);
      assertThat(seen.latency()).isLessThan(1.5);
    }
  }

  @Test
  void shortAndLongAnswersThatTakeTurnsAreNoSignOfAQueue() {
    for (int seed = 0; seed < 1; seed++) {
      var server =
          new Queueing(2000, new Latency(seed, 200, 0.3)) {
            private boolean isLong(HeldStep step) {
              // a thousand of one kind, then a thousand of the other
              return step.key().run() / 1000 % 2 == 1;
            }

            @Override
            long service(HeldStep step) {
              return latency.next() * (isLong(step) ? 20 : 1);
            }

            @Override
            int tokens(HeldStep step) {
              return isLong(step) ? 400 : 10;
            }
          };
      var world = world(seed, server);
      world.runUntil(seconds(60));
      int most = 0;
      for (int t = 60; t < 120; t += 5) {
        world.runUntil(seconds(t));
        most = Math.max(most, world.desk.cap());
      }
      assertThat(most).isEqualTo(Steps.SETTINGS.pool());
      int before = server.calls;
      world.runUntil(seconds(150));
      // a mean of 2.1 s with 1,024 in flight
      assertThat((server.calls - before) / 30.0).isGreaterThan(0.8 * 1024 / 2.1);
    }
  }

  @Test
  void aProviderThatTakesEverythingGetsAllThatThePoolHas() {
    var world = world(1, (step, now) -> new World.Reaction(seconds(0.2), Steps.answer()));
    world.runUntil(seconds(10));
    assertThat(world.desk.cap()).isEqualTo(Steps.SETTINGS.pool());
  }

  @Test
  void whatIsRefusedBeyondSoManyCallsIsKeptJustBelow() {
    for (int seed = 0; seed < 2; seed++) {
      for (boolean overloaded : new boolean[] {false, true}) {
        var provider = new Refusing(64, new Latency(seed, 200, 0.5), overloaded);
        var world = world(seed, provider);
        world.runUntil(seconds(10));
        int served = provider.served;
        int refused = provider.refused;
        world.runUntil(seconds(100));
        served = provider.served - served;
        assertThat(served).isGreaterThan((int) (0.95 * 64 / 0.2 * 90));
        assertThat(provider.refused - refused).isLessThan(served / 1000);
        assertThat(world.desk.cap()).isBetween(60, 70);
        assertThat(provider.refused).isLessThan(200);
      }
    }
  }

  @Test
  void aBoundOnCallsThatMovesIsFollowed() {
    var provider = new Refusing(64, new Latency(1, 200, 0.5), false);
    var world = world(1, provider);
    world.runUntil(seconds(60));
    provider.slots = 200;
    world.runUntil(seconds(240));
    assertThat(world.desk.cap()).isBetween(180, 220);
    provider.slots = 30;
    int refused = provider.refused;
    world.runUntil(seconds(300));
    assertThat(provider.refused - refused).isLessThan(400);
    int served = provider.served;
    refused = provider.refused;
    world.runUntil(seconds(420));
    served = provider.served - served;
    assertThat(served).isGreaterThan((int) (0.8 * 30 / 0.2 * 120));
    assertThat(provider.refused - refused).isLessThan(served / 100);
  }

  @Test
  void aConfiguredRateDoesNotPileUpCallsAtAProviderThatCannotKeepIt() {
    var server = new Queueing(20, new Latency(1, 500, 0.3));
    var world = new World(1, new LimitFigures(Map.of(LimitKey.RPS, 400.0)), Steps.SETTINGS, server);
    world.runUntil(seconds(60));
    // 400 a second at half a second are 200 calls; 40 a second is all that the server can
    assertThat(world.desk.cap()).isLessThanOrEqualTo(700);
    assertThat(world.desk.inFlight()).isLessThanOrEqualTo(700);
  }
}
