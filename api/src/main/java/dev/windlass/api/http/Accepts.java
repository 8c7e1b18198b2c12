package dev.windlass.api.http;

import dev.windlass.api.problem.Problem;
import dev.windlass.api.problem.ProblemType;
import java.util.Locale;

/** Which of the offered media types a client wants most, after RFC 9110 section 12.5.1. */
public final class Accepts {
  private Accepts() {}

  /**
   * The offer with the highest quality, the first of equals; a client that accepts none is refused.
   *
   * @param offers such as {@code application/json}, the default first
   */
  public static String choose(RequestContext context, String... offers) {
    var accept = context.header("accept").orElse("*/*").toLowerCase(Locale.ROOT);
    String best = null;
    double bestQuality = 0;
    for (var offer : offers) {
      double quality = quality(accept, offer);
      if (quality > bestQuality) {
        bestQuality = quality;
        best = offer;
      }
    }
    if (best == null) {
      throw Problem.of(
              ProblemType.NOT_ACCEPTABLE,
              "There is " + String.join(" or ", offers) + " here, and Accept takes neither.")
          .thrown();
    }
    return best;
  }

  private static double quality(String accept, String offer) {
    double quality = 0;
    int closest = -1;
    for (var range : accept.split(",", -1)) {
      var parts = range.split(";", -1);
      var type = parts[0].strip();
      int closeness =
          type.equals(offer)
              ? 2
              : type.equals(offer.substring(0, offer.indexOf('/')) + "/*")
                  ? 1
                  : type.equals("*/*") ? 0 : -1;
      if (closeness > closest) {
        closest = closeness;
        quality = quality(parts);
      }
    }
    return quality;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      var part = parts[i].strip();
      if (part.startsWith("q=")) {
        try {
          return Double.parseDouble(part.substring(2));
        } catch (NumberFormatException e) {
          return 1;
        }
      }
    }
    return 1;
  }
}
