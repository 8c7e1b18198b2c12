package dev.windlass.workers.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what providers say about their limits in headers (names in lower case). Nonsense reads as
 * nothing said, and no time to stay away is longer than ten minutes.
 *
 * <p>Sources: {@link HeaderNames} for the providers; RFC 9110 section 10.2.3 (Retry-After: seconds
 * or an HTTP date; some write fractions); retry-after-ms is read by OpenAI's clients; the IETF
 * draft "RateLimit header fields for HTTP" ({@link IetfFields}). Times of day are compared with the
 * response's own Date where it has one, so that our clock does not matter.
 */
public final class LimitSignals {
  /** The longest time that is believed. */
  public static final Duration LONGEST = Duration.ofMinutes(10);

  static final double MOST = 1e12;

  /** How far the provider's clock may be from ours, and from its own Date in whole seconds. */
  private static final long CLOCKS_APART = 2_000_000_000L;

  private static final long DATE_ROUNDED = 1_000_000_000L;

  private LimitSignals() {}

  /** The buckets that these headers describe. */
  static List<Reading> readings(Map<String, String> headers, Instant wallClock) {
    if (headers.isEmpty()) {
      return List.of();
    }
    var readings = new ArrayList<Reading>(2);
    for (var header : headers.entrySet()) {
      var bucket = HeaderNames.BY_LIMIT.get(header.getKey());
      if (bucket == null) {
        bucket = HeaderNames.BY_REMAINING.get(header.getKey());
        if (bucket == null || headers.containsKey(bucket.limit())) {
          continue;
        }
      }
      if (bucket.instead().isEmpty() || !headers.containsKey(bucket.instead())) {
        read(bucket, headers, wallClock, readings);
      }
    }
    IetfFields.read(headers, wallClock, readings);
    return readings;
  }

  private static void read(
      HeaderNames.Bucket bucket,
      Map<String, String> headers,
      Instant wallClock,
      List<Reading> into) {
    var limitText = headers.get(bucket.limit());
    double limit = limitText == null ? -1 : SaidTimes.number(limitText.strip());
    double remaining = SaidTimes.number(headers.getOrDefault(bucket.remaining(), "").strip());
    if (limitText != null && !(limit >= 1 && limit <= MOST)) {
      return;
    }
    if (limit > 0 && remaining > limit) {
      remaining = limit;
    }
    if (limit < 0 && remaining < 0) {
      return;
    }
    var reset = headers.getOrDefault(bucket.reset(), "").strip();
    var date = SaidTimes.isTimeOfDay(reset) ? SaidTimes.httpDate(headers.get("date")) : null;
    into.add(
        new Reading(
            bucket.name(),
            bucket.unit(),
            limit,
            remaining,
            bucket.rounding(),
            SaidTimes.reset(reset, date == null ? wallClock : date),
            SaidTimes.resolution(reset, date == null ? CLOCKS_APART : DATE_ROUNDED),
            bucket.period(),
            bucket.window()));
  }

  /**
   * How long these headers ask us to stay away, at most ten minutes; null when they do not say, or
   * name a time that is over.
   */
  public static @Nullable Duration retryAfter(Map<String, String> headers, Instant wallClock) {
    var millis = headers.get("retry-after-ms");
    if (millis != null) {
      double value = SaidTimes.number(millis.strip());
      if (value >= 0) {
        return positive(value * 1e6);
      }
    }
    var after = headers.get("retry-after");
    if (after != null) {
      return retryAfter(after.strip(), headers, wallClock);
    }
    return endOfWindow(headers, wallClock);
  }

  private static @Nullable Duration retryAfter(
      String text, Map<String, String> headers, Instant wallClock) {
    double seconds = SaidTimes.number(text);
    if (seconds >= 0) {
      return positive(seconds * 1e9);
    }
    long nanos = SaidTimes.goDuration(text);
    if (nanos >= 0) {
      return positive((double) nanos);
    }
    var then = SaidTimes.httpDate(text);
    var now = SaidTimes.httpDate(headers.get("date"));
    return then == null ? null : positive(SaidTimes.until(then, now == null ? wallClock : now));
  }

  /** Where a limit comes back as a whole, its end is the time to come again. */
  private static @Nullable Duration endOfWindow(Map<String, String> headers, Instant wallClock) {
    double longest = 0;
    for (var reading : readings(headers, wallClock)) {
      if (reading.window() && reading.remaining() >= 0 && reading.remaining() < 1) {
        longest = Math.max(longest, (double) reading.resetNanos());
      }
    }
    return positive(longest);
  }

  private static @Nullable Duration positive(double nanos) {
    return nanos <= 0 ? null : Duration.ofNanos((long) Math.min(nanos, (double) LONGEST.toNanos()));
  }
}
