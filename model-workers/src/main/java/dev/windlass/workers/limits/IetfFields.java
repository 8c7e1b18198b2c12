package dev.windlass.workers.limits;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The IETF draft's fields, "RateLimit header fields for HTTP": {@code RateLimit-Policy:
 * "default";q=100;w=60} with {@code RateLimit: "default";r=50;t=30}, and the three fields of its
 * earlier versions. Only what counts requests is read. How the quota comes back is left open there,
 * so the reset is taken for the end of a window.
 */
final class IetfFields {
  private static final int MOST_ITEMS = 8;
  private static final long SECOND = 1_000_000_000L;

  private IetfFields() {}

  private record Policy(double quota, double seconds) {}

  static void read(Map<String, String> headers, Instant wallClock, List<Reading> into) {
    var state = headers.get("ratelimit");
    if (state != null) {
      var policies = policies(headers.getOrDefault("ratelimit-policy", ""));
      for (var item : items(state)) {
        var policy = policies.getOrDefault(name(item), new Policy(-1, 0));
        double remaining = parameter(item, "r");
        add(policy, remaining, (long) (parameter(item, "t") * SECOND), into);
      }
    } else if (headers.containsKey("ratelimit-remaining")) {
      var limit = headers.getOrDefault("ratelimit-limit", "");
      int comma = limit.indexOf(',');
      double quota = SaidTimes.number((comma < 0 ? limit : limit.substring(0, comma)).strip());
      var reset = headers.getOrDefault("ratelimit-reset", "").strip();
      add(
          new Policy(quota, 0),
          SaidTimes.number(headers.get("ratelimit-remaining").strip()),
          SaidTimes.reset(reset, wallClock),
          into);
    }
  }

  private static void add(Policy policy, double remaining, long reset, List<Reading> into) {
    double limit = policy.quota() >= 1 && policy.quota() <= LimitSignals.MOST ? policy.quota() : -1;
    if (limit > 0 || remaining >= 0) {
      into.add(
          new Reading(
              "ietf",
              LimitKey.Unit.REQUESTS,
              limit,
              limit > 0 ? Math.min(limit, remaining) : remaining,
              1,
              Math.max(-1, reset),
              SECOND,
              policy.seconds(),
              true));
    }
  }

  private static Map<String, Policy> policies(String text) {
    var policies = new HashMap<String, Policy>();
    for (var item : items(text)) {
      var counted = text(item, "qu");
      if (counted.isEmpty() || counted.contains("requests")) {
        double seconds = parameter(item, "w");
        policies.put(name(item), new Policy(parameter(item, "q"), seconds >= 1 ? seconds : 0));
      }
    }
    return policies;
  }

  private static List<String> items(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(",", MOST_ITEMS));
  }

  private static String name(String item) {
    int end = item.indexOf(';');
    return (end < 0 ? item : item.substring(0, end)).strip();
  }

  private static double parameter(String item, String key) {
    return SaidTimes.number(text(item, key));
  }

  private static String text(String item, String key) {
    for (var part : item.split(";", MOST_ITEMS)) {
      int equal = part.indexOf('=');
      if (equal > 0 && part.substring(0, equal).strip().equals(key)) {
        return part.substring(equal + 1).strip();
      }
    }
    return "";
  }
}
