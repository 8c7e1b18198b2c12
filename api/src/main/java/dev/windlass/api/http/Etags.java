package dev.windlass.api.http;

import java.util.Optional;

/** Entity tags in conditions, after RFC 9110 section 13.1. */
public final class Etags {
  private Etags() {}

  public static String quoted(String tag) {
    return "\"" + tag + "\"";
  }

  /** Whether the client has this version already; a weak mark makes no difference here. */
  public static boolean noneMatch(RequestContext context, String tag) {
    return context.header("if-none-match").map(value -> !contains(value, tag)).orElse(true);
  }

  public static boolean ifNoneMatchAny(RequestContext context) {
    return context.header("if-none-match").map(value -> value.strip().equals("*")).orElse(false);
  }

  /** The one tag of If-Match without its quotes; {@code *} as it stands. */
  public static Optional<String> ifMatch(RequestContext context) {
    return context.header("if-match").map(value -> value.strip().replace("\"", ""));
  }

  private static boolean contains(String list, String tag) {
    for (var each : list.split(",", -1)) {
      var one = each.strip();
      if (one.startsWith("W/")) {
        one = one.substring(2);
      }
      if (one.equals("*") || one.equals(quoted(tag))) {
        return true;
      }
    }
    return false;
  }
}
