package dev.windlass.workers.provider.simulated;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Requests and tokens a minute as OpenAI's continuous buckets: refilled all the time, both taken or
 * neither. The waiting time is (requested - level) / rate, which is what OpenAI's sentence says
 * when "used" is what the bucket has less than a minute's worth. Not thread-safe by itself: {@link
 * ChatService} holds its lock.
 */
final class SimulatedLimits {
  private final Bucket requests;
  private final Bucket tokens;

  /** A bucket; without a limit when the rate is 0. */
  private static final class Bucket {
    final double perMinute;
    final double capacity;
    double level;
    long lastNanos;

    Bucket(double perMinute, double burst, long nowNanos) {
      this.perMinute = perMinute;
      capacity = burst > 0 ? burst : Math.max(1, perMinute / 60);
      level = capacity;
      lastNanos = nowNanos;
    }

    void refill(long nowNanos) {
      level = Math.min(capacity, level + (nowNanos - lastNanos) / 60e9 * perMinute);
      lastNanos = nowNanos;
    }

    /** One request larger than the whole bucket passes when the bucket is full. */
    double secondsUntil(double wanted) {
      var missing = Math.min(wanted, capacity) - level;
      return perMinute <= 0 || missing <= 1e-9 ? 0 : missing * 60 / perMinute;
    }
  }

  /**
   * Why a call is not admitted.
   *
   * @param type as OpenAI names it
   * @param seconds until it would be; 0 when it never will
   */
  record Refusal(String message, String type, double seconds) {}

  SimulatedLimits(SimulatedSettings settings, long nowNanos) {
    requests = new Bucket(settings.requestsPerMinute(), settings.requestBurst(), nowNanos);
    tokens = new Bucket(settings.tokensPerMinute(), settings.tokenBurst(), nowNanos);
  }

  /** Takes one request and its tokens, or says why not. */
  @Nullable Refusal admit(String model, long wanted, long nowNanos) {
    requests.refill(nowNanos);
    tokens.refill(nowNanos);
    if (tokens.perMinute > 0 && wanted > Math.max(tokens.perMinute, tokens.capacity)) {
      return new Refusal(
          "Request too large for "
              + model
              + " on tokens per min (TPM): Limit "
              + whole(tokens.perMinute)
              + ", Requested "
              + wanted
              + ". The input or output tokens must be reduced in order to run successfully.",
          "tokens",
          0);
    }
    var byRequests = requests.secondsUntil(1);
    var byTokens = tokens.secondsUntil((double) wanted);
    if (byRequests > 0 && byRequests >= byTokens) {
      return refusal(model, "requests", "requests per min (RPM)", requests, 1, byRequests);
    }
    if (byTokens > 0) {
      return refusal(model, "tokens", "tokens per min (TPM)", tokens, wanted, byTokens);
    }
    requests.level -= requests.perMinute > 0 ? 1 : 0;
    tokens.level -= tokens.perMinute > 0 ? wanted : 0;
    return null;
  }

  private static Refusal refusal(
      String model, String type, String which, Bucket bucket, long wanted, double seconds) {
    var used = Math.max(0, bucket.perMinute - bucket.level);
    return new Refusal(
        "Rate limit reached for "
            + model
            + " in organization org-simulated on "
            + which
            + ": Limit "
            + whole(bucket.perMinute)
            + ", Used "
            + whole(used)
            + ", Requested "
            + wanted
            + ". Please try again in "
            + goDuration(seconds)
            + ".",
        type,
        seconds);
  }

  /** The headers of every answer, each with its line's end; empty without limits. */
  String headers() {
    return headers(requests, "requests") + headers(tokens, "tokens");
  }

  private static String headers(Bucket bucket, String what) {
    if (bucket.perMinute <= 0) {
      return "";
    }
    return "x-ratelimit-limit-"
        + what
        + ": "
        + whole(bucket.capacity)
        + "\r\nx-ratelimit-remaining-"
        + what
        + ": "
        + whole(Math.max(0, bucket.level))
        + "\r\nx-ratelimit-reset-"
        + what
        + ": "
        + goDuration((bucket.capacity - bucket.level) * 60 / bucket.perMinute)
        + "\r\n";
  }

  private static String whole(double value) {
    return Long.toString((long) value);
  }

  /** As Go prints a duration, to the millisecond, rounded up: {@code 120ms}, {@code 6m0s}. */
  static String goDuration(double seconds) {
    var millis = (long) Math.ceil(seconds * 1000 - 1e-6);
    if (millis < 1000) {
      return millis + "ms";
    }
    var text = new StringBuilder();
    if (millis >= 3_600_000) {
      text.append(millis / 3_600_000).append('h');
    }
    if (millis >= 60_000) {
      text.append(millis / 60_000 % 60).append('m');
    }
    var rest = String.format(Locale.ROOT, "%.3f", millis % 60_000 / 1000.0);
    var end = rest.length();
    while (rest.charAt(end - 1) == '0') {
      end--;
    }
    return text.append(rest, 0, rest.charAt(end - 1) == '.' ? end - 1 : end).append('s').toString();
  }
}
