package dev.windlass.workers.pool;

import static dev.windlass.workers.pool.Steps.MILLI;
import static dev.windlass.workers.pool.Steps.SECOND;

import dev.windlass.workers.limits.TokenBucket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A provider with a bucket that fills evenly, OpenAI's headers beside every answer and the exact
 * time beside every refusal. Others may use the same bucket; it may change, and have storms.
 */
final class BucketProvider implements World.Provider {
  long latency = 200 * MILLI;
  long refusedAfter = MILLI;
  boolean headers = true;
  boolean countsTokens;

  /** Tokens that a call is charged for. */
  int charge = 15;

  /** Units a second that others take, as far as there are any. */
  double others;

  long stormFrom = Long.MAX_VALUE;
  long stormUntil;
  @Nullable Duration stormAsks;
  private TokenBucket bucket;
  private double perSecond;
  private double capacity;
  private long othersAt;

  BucketProvider(double perSecond, double capacity) {
    bucket = new TokenBucket(perSecond, capacity, 0, capacity, 0);
    this.perSecond = perSecond;
    this.capacity = capacity;
  }

  /** As if another provider, with a full bucket, stood there from now on. */
  void replaced(double newPerSecond, double newCapacity, long now) {
    bucket = new TokenBucket(newPerSecond, newCapacity, 0, newCapacity, now);
    perSecond = newPerSecond;
    capacity = newCapacity;
  }

  @Override
  public World.Reaction react(HeldStep step, long now) {
    double theirs = Math.min(bucket.level(now), others * (now - othersAt) / SECOND);
    bucket.take(Math.max(0, theirs), now);
    othersAt = now;
    double needs = countsTokens ? charge : 1;
    boolean storm = now >= stormFrom && now < stormUntil;
    if (storm || bucket.level(now) < needs) {
      double seconds = (needs - bucket.level(now)) / perSecond;
      var asked = Duration.ofMillis((long) Math.ceil(seconds * 1000));
      return new World.Reaction(
          refusedAfter, Steps.refused(storm ? stormAsks : asked, storm ? Map.of() : said(now)));
    }
    bucket.take(needs, now);
    int output = Math.max(1, charge - 10);
    return new World.Reaction(latency, Steps.answer(charge - output, output, said(now)));
  }

  private Map<String, String> said(long now) {
    if (!headers) {
      return Map.of();
    }
    var unit = countsTokens ? "tokens" : "requests";
    double level = bucket.level(now);
    var said = new HashMap<String, String>();
    said.put("x-ratelimit-limit-" + unit, Long.toString((long) capacity));
    said.put("x-ratelimit-remaining-" + unit, Long.toString((long) level));
    said.put("x-ratelimit-reset-" + unit, Math.round((capacity - level) / perSecond * 1000) + "ms");
    return said;
  }
}
