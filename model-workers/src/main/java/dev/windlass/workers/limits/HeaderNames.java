package dev.windlass.workers.limits;

import java.util.HashMap;
import java.util.Map;

/**
 * Under which header names providers describe which bucket; all in lower case.
 *
 * <p>{@code x-ratelimit-limit-requests} and its like are OpenAI's, Azure's and Groq's (guide "Rate
 * limits in headers"), with {@code project-} before the unit for a project's share of an
 * organisation's limit and, at Cerebras, {@code -day} or {@code -minute} behind it. Without a unit
 * they are OpenRouter's and count requests in a window. Anthropic's names have the unit in the
 * middle ("Rate limits"); those of its priority tier are read only where they stand alone, since a
 * call beyond them is served by the ordinary limits.
 */
final class HeaderNames {
  /**
   * @param rounding how far what is left may be off
   * @param instead names of the bucket that is read in place of this one where both are there, or
   *     empty
   */
  record Bucket(
      String name,
      LimitKey.Unit unit,
      String limit,
      String remaining,
      String reset,
      double rounding,
      double period,
      boolean window,
      String instead) {}

  /** Buckets by the name of the header that says the limit, and that says what is left. */
  static final Map<String, Bucket> BY_LIMIT = new HashMap<>();

  static final Map<String, Bucket> BY_REMAINING = new HashMap<>();

  private static final Map<String, LimitKey.Unit> UNITS =
      Map.of(
          "requests", LimitKey.Unit.REQUESTS,
          "tokens", LimitKey.Unit.TOKENS,
          "input-tokens", LimitKey.Unit.INPUT,
          "output-tokens", LimitKey.Unit.OUTPUT);

  private static final Map<String, Double> PERIODS =
      Map.of("", 0.0, "-second", 1.0, "-minute", 60.0, "-hour", 3600.0, "-day", 86_400.0);

  static {
    UNITS.forEach((unit, counts) -> {
      for (var scope : new String[] {"", "project-"}) {
        PERIODS.forEach((named, seconds) -> openAi(scope + unit + named, counts, seconds));
      }
      anthropic("anthropic-ratelimit-", unit, counts, "");
      anthropic("anthropic-priority-", unit, counts, "anthropic-ratelimit-" + unit + "-limit");
    });
    var left = "x-ratelimit-remaining";
    var window = "x-ratelimit-reset";
    put(
        new Bucket(
            "window",
            LimitKey.Unit.REQUESTS,
            "x-ratelimit-limit",
            left,
            window,
            1,
            0,
            true,
            "x-ratelimit-limit-requests"));
  }

  private HeaderNames() {}

  private static void openAi(String bucket, LimitKey.Unit unit, double period) {
    put(
        new Bucket(
            bucket,
            unit,
            "x-ratelimit-limit-" + bucket,
            "x-ratelimit-remaining-" + bucket,
            "x-ratelimit-reset-" + bucket,
            1,
            period,
            false,
            ""));
  }

  private static void anthropic(
      String prefix, String unitName, LimitKey.Unit unit, String instead) {
    var bucket = prefix + unitName;
    // "remaining" of tokens is rounded to the nearest thousand
    double rounding = unit == LimitKey.Unit.REQUESTS ? 1 : 500;
    put(
        new Bucket(
            bucket,
            unit,
            bucket + "-limit",
            bucket + "-remaining",
            bucket + "-reset",
            rounding,
            0,
            false,
            instead));
  }

  private static void put(Bucket bucket) {
    BY_LIMIT.put(bucket.limit(), bucket);
    BY_REMAINING.put(bucket.remaining(), bucket);
  }
}
