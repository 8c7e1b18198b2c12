package dev.windlass.workers.pool;

import static dev.windlass.workers.pool.Steps.MILLI;
import static dev.windlass.workers.pool.Steps.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.TokenBucket;
import dev.windlass.workers.limits.Windows;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A desk against a provider that counts arrivals exactly, while requests are written late at the
 * start, travel unevenly, timers ring late and estimates are wrong.
 */
class PacingTest {
  private static final long JITTER = 5 * MILLI;

  /** A provider with an exact bucket; what is refused is asked again. */
  private static final class Exact implements World.Provider {
    final TokenBucket bucket;
    final Windows arrivals = new Windows();
    final Random random = new Random(5);
    final long input;
    final long output;
    int refused;

    Exact(double perSecond, double capacity, long input, long output) {
      this.bucket = new TokenBucket(perSecond, capacity, 0, capacity, 0);
      this.input = input;
      this.output = output;
    }

    @Override
    public World.Reaction react(HeldStep step, long now) {
      double n = Math.max(1, input + output);
      arrivals.add(now, n);
      long takes = (long) (200 * MILLI * Math.exp(0.5 * random.nextGaussian()));
      if (bucket.level(now) + 1e-9 < n) {
        refused++;
        return new World.Reaction(MILLI, Steps.refused(Duration.ofMillis(100), Map.of()));
      }
      bucket.take(n, now);
      return new World.Reaction(takes, Steps.answer(input, output, Map.of()));
    }
  }

  private static World world(Map<LimitKey, Double> figures, Exact provider) {
    var world =
        new World(1, new LimitFigures(figures), Steps.SETTINGS.withPool(20_000), provider);
    var random = new Random(9);
    // a cold client: the sooner after the start, the later a request is written
    world.sendDelay =
        at -> {
          long cold = Math.max(0, 300 * MILLI - at / 2);
          return (long) (random.nextDouble() * cold) + MILLI / 10;
        };
    world.journey = () -> (long) (random.nextDouble() * JITTER);
    return world;
  }

  /** First to last arrival, over the shortest time that the limit leaves possible. */
  private static double timeOverBound(Windows arrivals, int n, double each, double rate, double c) {
    return (arrivals.last() - arrivals.first()) / 1e9 / ((n * each - c) / rate);
  }

  @Test
  void aLimitOfRequestsIsUsedFullyAndNoneIsRefused() {
    for (double rate : new double[] {1 / 60.0, 1, 10, 100, 1000, 10_000}) {
      for (double burst : new double[] {1, 2, 10, 100, 1000}) {
        boolean hasRoom = burst - 1 >= rate * 0.012 || rate <= 2;
        int calls = (int) (burst + Math.max(60, 12 * rate));
        if (hasRoom) {
          var provider = new Exact(rate, burst, 0, 0);
          var world = world(Map.of(LimitKey.RPS, rate, LimitKey.BURST, burst), provider);
          world.left = calls;
          world.runUntil((long) (1.2 * (calls - burst) / rate * SECOND) + 10 * SECOND);
          var what = "%s/s burst %s".formatted(rate, burst);
          assertThat(world.outcomes).as(what).hasSize(calls);
          assertThat(provider.refused).as(what).isZero();
          assertThat(timeOverBound(provider.arrivals, calls, 1, rate, burst))
              .as(what)
              .isLessThanOrEqualTo(1.02);
          for (long window : new long[] {SECOND, 60 * SECOND}) {
            assertThat(provider.arrivals.most(window))
                .as(what)
                .isLessThanOrEqualTo(burst + rate * window / SECOND + 1);
          }
        }
      }
    }
  }
}
