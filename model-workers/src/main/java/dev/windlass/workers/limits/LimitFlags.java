package dev.windlass.workers.limits;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/**
 * Reads {@code --limit} flags: {@code rpm=600,tpm=2e6} for every model of the default provider,
 * {@code openai:rpm=500} for every model of one, {@code openai/gpt-x:rpm=500,concurrency=8} for one
 * model. Repeated flags add up; the later one wins where two name the same figure.
 */
public final class LimitFlags {
  private LimitFlags() {}

  /** One flag. */
  public record Flag(String provider, String model, LimitFigures figures) {}

  /**
   * All flags; what cannot be read is an {@link IllegalArgumentException} that names the flag and
   * what is allowed.
   */
  public static List<Flag> parse(List<String> flags, String defaultProvider) {
    var all = new ArrayList<Flag>();
    for (var flag : flags) {
      all.add(parse(flag, defaultProvider));
    }
    return List.copyOf(all);
  }

  private static Flag parse(String text, String defaultProvider) {
    var where = "--limit " + text;
    int equals = text.indexOf('=');
    // the last colon before the first figure: models have colons in their names, too
    int colon = equals < 0 ? text.lastIndexOf(':') : text.lastIndexOf(':', equals);
    var provider = defaultProvider;
    var model = LimitSettings.EVERY_MODEL;
    if (colon >= 0) {
      var target = text.substring(0, colon).strip();
      int slash = target.indexOf('/');
      provider = slash < 0 ? target : target.substring(0, slash);
      model = slash < 0 ? model : target.substring(slash + 1);
      if (provider.isEmpty() || model.isEmpty()) {
        throw new IllegalArgumentException(
            where
                + ": before the colon stands PROVIDER or PROVIDER/MODEL, as in openai/gpt-x:rpm=500");
      }
    }
    var figures = new EnumMap<LimitKey, Double>(LimitKey.class);
    for (var part : text.substring(colon + 1).split(",", -1)) {
      int sign = part.indexOf('=');
      if (sign < 0) {
        throw new IllegalArgumentException(
            where + ": '" + part.strip() + "' is not KEY=NUMBER, as in rpm=600,tpm=90000");
      }
      var key = key(part.substring(0, sign).strip(), where);
      if (figures.put(key, figure(key, part.substring(sign + 1).strip(), where)) != null) {
        throw new IllegalArgumentException(where + ": " + key.wireName() + " stands twice");
      }
    }
    return new Flag(provider, model, new LimitFigures(figures));
  }

  static LimitKey key(String name, String where) {
    return LimitKey.ofWireName(name)
        .orElseThrow(() ->
            new IllegalArgumentException(
                where + ": there is no '" + name + "'; one of " + LimitKey.NAMES));
  }

  static double figure(LimitKey key, String text, String where) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          where
              + ": "
              + key.wireName()
              + " must be a number such as 600 or 2e6, not '"
              + text
              + "'",
          e);
    }
    return key.check(value, where);
  }
}
