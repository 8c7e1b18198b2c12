package dev.windlass.workers.pool;

import static dev.windlass.workers.pool.Steps.MILLI;
import static dev.windlass.workers.pool.Steps.SECOND;

import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.workers.limits.TokenBucket;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Providers as they are met, in virtual time. */
final class ModelProviders {
  private ModelProviders() {}

  /** What a refusal says beside that it is one. */
  enum Says {
    NOTHING,
    WAIT,
    HEADERS
  }

  /** Answers after a time that is spread lognormally around a mean. */
  static final class Latency {
    private final Random random;
    final double sigma;
    double mean;

    Latency(long seed, double meanMillis, double sigma) {
      this.random = new Random(seed);
      this.mean = meanMillis * MILLI;
      this.sigma = sigma;
    }

    long next() {
      return (long) (mean * Math.exp(random.nextGaussian() * sigma - sigma * sigma / 2));
    }
  }

  /** Enforces so many requests a second with a burst, as a bucket that fills continuously. */
  static class Bucket implements World.Provider {
    private final TokenBucket bucket;
    private final Latency latency;
    private final Says says;
    private final long refusalNanos;
    double perSecond;
    double burst;
    int served;
    int refused;

    Bucket(double perSecond, double burst, Latency latency, Says says, long refusalNanos) {
      this.perSecond = perSecond;
      this.burst = burst;
      this.bucket = new TokenBucket(perSecond, burst, 0, burst, 0);
      this.latency = latency;
      this.says = says;
      this.refusalNanos = refusalNanos;
    }

    void allow(double perSecond, double burst, long now) {
      this.perSecond = perSecond;
      this.burst = burst;
      bucket.reshape(perSecond, burst, 0, now);
    }

    double cost(HeldStep step) {
      return 1;
    }

    @Override
    public World.Reaction react(HeldStep step, long now) {
      double cost = cost(step);
      boolean fits = bucket.fits(cost, now);
      double waitMillis = Math.ceil((bucket.whenFits(cost, now) - now) / (double) MILLI);
      if (fits) {
        bucket.take(cost, now);
        served++;
      } else {
        refused++;
      }
      Map<String, String> headers = says == Says.HEADERS ? headers(now) : Map.of();
      if (fits) {
        return new World.Reaction(latency.next(), answer(step, headers));
      }
      var wait = says == Says.NOTHING ? null : Duration.ofMillis((long) Math.max(1, waitMillis));
      return new World.Reaction(refusalNanos, refusal(wait, headers));
    }

    CallResult answer(HeldStep step, Map<String, String> headers) {
      return Steps.answer(10, 5, headers);
    }

    CallResult refusal(@Nullable Duration wait, Map<String, String> headers) {
      return Steps.refused(wait, headers);
    }

    private Map<String, String> headers(long now) {
      double level = Math.max(0, bucket.level(now));
      return Map.of(
          "x-ratelimit-limit-requests",
          String.valueOf((long) burst),
          "x-ratelimit-remaining-requests",
          String.valueOf((long) level),
          "x-ratelimit-reset-requests",
          Math.round((burst - level) / perSecond * 1000) + "ms");
    }
  }

  /** Serves so many at a time and queues the rest, as a local model server does. */
  static class Queueing implements World.Provider {
    private final PriorityQueue<Long> free = new PriorityQueue<>();
    final Latency latency;
    long busyNanos;
    double latencies;
    int calls;

    Queueing(int slots, Latency latency) {
      this.latency = latency;
      for (int i = 0; i < slots; i++) {
        free.add(0L);
      }
    }

    /** More slots, or fewer for a negative number. */
    void add(int slots, long now) {
      for (int i = 0; i < slots; i++) {
        free.add(now);
      }
      for (int i = slots; i < 0; i++) {
        free.remove();
      }
    }

    /** Nothing counted so far counts. */
    void forget() {
      busyNanos = 0;
      latencies = 0;
      calls = 0;
    }

    long service(HeldStep step) {
      return latency.next();
    }

    @Override
    public World.Reaction react(HeldStep step, long now) {
      long begins = Math.max(now, free.remove());
      long takes = service(step);
      free.add(begins + takes);
      busyNanos += takes;
      latencies += begins + takes - now;
      calls++;
      return new World.Reaction(begins + takes - now, Steps.answer(10, tokens(step), Map.of()));
    }

    int tokens(HeldStep step) {
      return 5;
    }
  }

  /** Refuses what is more than so many at a time. */
  static final class Refusing implements World.Provider {
    private final PriorityQueue<Long> ends = new PriorityQueue<>();
    private final Latency latency;
    private final boolean overloaded;
    int slots;
    int served;
    int refused;

    Refusing(int slots, Latency latency, boolean overloaded) {
      this.slots = slots;
      this.latency = latency;
      this.overloaded = overloaded;
    }

    @Override
    public World.Reaction react(HeldStep step, long now) {
      while (!ends.isEmpty() && ends.peek() <= now) {
        ends.remove();
      }
      if (ends.size() >= slots) {
        refused++;
        var result =
            overloaded
                ? Steps.failed(FailureClass.OVERLOADED, 503)
                : Steps.refused(Duration.ofMillis(50), Map.of());
        return new World.Reaction(2 * MILLI, result);
      }
      long takes = latency.next();
      ends.add(now + takes);
      served++;
      return new World.Reaction(takes, Steps.answer());
    }
  }

  static long seconds(double n) {
    return (long) (n * SECOND);
  }
}
