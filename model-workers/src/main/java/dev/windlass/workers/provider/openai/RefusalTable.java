package dev.windlass.workers.provider.openai;

import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.workers.limits.RefusalKind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider means when it refuses a call for a limit. Pure.
 *
 * <p>OpenAI and those that speak like it name the limit in a sentence: "Rate limit reached for
 * gpt-4o in organization org-1 on tokens per min (TPM): Limit 30000, Used 30000, Requested 890."
 * Google names it in a {@code QuotaFailure}, and says "check your plan and billing details" for
 * every kind of it. A rate that grew too fast is {@code limit_burst_rate} at Volcano Ark and
 * Alibaba, an "acceleration limit" at Anthropic, and "Slow Down" with 503 at OpenAI.
 */
final class RefusalTable {
  private static final String[] UNITS = {"requests", "tokens"};

  private RefusalTable() {}

  /** Null where the answer is no refusal for a limit, or says only that their machines are busy. */
  static @Nullable RefusalKind of(int status, ErrorBody error) {
    return switch (status) {
      case 402 -> RefusalKind.QUOTA;
      case 429 -> ofTheLimit(error);
      case 503 -> error.speaksOf("slow down", "slow_down") ? RefusalKind.SLOPE : null;
      default -> null;
    };
  }

  /** The same for an error that was told under status 200. */
  static @Nullable RefusalKind ofTold(FailureClass kind, ErrorBody error) {
    return switch (kind) {
      case RATE_LIMITED -> ofTheLimit(error);
      case QUOTA -> RefusalKind.QUOTA;
      default -> null;
    };
  }

  /** The class of a 429, as results name it. */
  static FailureClass classOf(ErrorBody error) {
    var kind = ofTheLimit(error);
    if (kind == null) {
      return FailureClass.OVERLOADED;
    }
    return switch (kind) {
      case TOO_LARGE -> FailureClass.TOO_LARGE;
      case QUOTA -> FailureClass.QUOTA;
      case RATE, DAILY, SLOPE -> FailureClass.RATE_LIMITED;
    };
  }

  private static @Nullable RefusalKind ofTheLimit(ErrorBody error) {
    if (error.speaksOf("request too large", "must be reduced") || isMoreThanItAll(error)) {
      return RefusalKind.TOO_LARGE;
    }
    if (error.speaksOf("limit_burst_rate", "burst rate", "acceleration", "increased too quickly")) {
      return RefusalKind.SLOPE;
    }
    if (!error.quotas().isEmpty()) {
      return ofGoogles(error.quotas());
    }
    if (isOfTheDay(error)) {
      return RefusalKind.DAILY;
    }
    if (isOfMoney(error) && error.retryDelay() == null) {
      return RefusalKind.QUOTA;
    }
    return error.speaksOf("overloaded") ? null : RefusalKind.RATE;
  }

  private static RefusalKind ofGoogles(String quotas) {
    if (quotas.contains("PerDay")) {
      return RefusalKind.DAILY;
    }
    boolean ofMoney = quotas.contains("Spend") || quotas.contains("spend");
    return ofMoney && !quotas.contains("PerMinute") ? RefusalKind.QUOTA : RefusalKind.RATE;
  }

  private static boolean isOfTheDay(ErrorBody error) {
    return error.speaksOf("per day", "(RPD)", "(TPD)", "daily limit", "daily rate limit");
  }

  private static boolean isOfMoney(ErrorBody error) {
    return error.speaksOf(
        "insufficient_quota",
        "billing_hard_limit",
        "check your plan and billing",
        "spending limit",
        "spend limit",
        "spending cap",
        "credit balance");
  }

  /** "Limit 30000, Requested 52000" with nothing used by others can never pass. */
  private static boolean isMoreThanItAll(ErrorBody error) {
    double limit = after(error.message(), ": Limit ");
    return limit > 0 && after(error.message(), "Requested ") > limit;
  }

  /**
   * What the sentence says about the limit, as headers that name the period. Empty when it says
   * nothing, or the answer has headers of its own for the unit: they are heard with every answer.
   */
  static Map<String, String> figures(ErrorBody error, Map<String, String> headers) {
    var message = error.message();
    long limit = (long) after(message, ": Limit ");
    if (limit <= 0) {
      return Map.of();
    }
    for (var unit : UNITS) {
      var period =
          message.contains(unit + " per min")
              ? "-minute"
              : message.contains(unit + " per day") ? "-day" : "";
      if (!period.isEmpty() && !headers.containsKey("x-ratelimit-limit-" + unit)) {
        long used = (long) Math.max(0, after(message, "Used "));
        var figures = new LinkedHashMap<String, String>();
        figures.put("x-ratelimit-limit-" + unit + period, Long.toString(limit));
        figures.put(
            "x-ratelimit-remaining-" + unit + period, Long.toString(Math.max(0, limit - used)));
        return figures;
      }
    }
    return Map.of();
  }

  /** The whole number behind these words, or -1. */
  private static double after(String message, String words) {
    int at = message.indexOf(words);
    if (at < 0) {
      return -1;
    }
    double number = -1;
    for (int i = at + words.length(); i < message.length() && i < at + words.length() + 15; i++) {
      char c = message.charAt(i);
      if (c < '0' || c > '9') {
        break;
      }
      number = Math.max(0, number) * 10 + (c - '0');
    }
    return number;
  }
}
