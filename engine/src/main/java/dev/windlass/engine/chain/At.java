package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.source.SourceText;
import dev.windlass.engine.chain.text.Similar;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value of a chain's text while it is read. Each question that it does not answer is a fault,
 * and the answer then is null or empty, so that reading goes on and finds what else is wrong.
 */
record At(JsonNode node, String pointer, Faults faults) {
  void fault(String code, String detail) {
    faults.add(pointer, code, detail);
  }

  void wrongType(String wanted) {
    var quote =
        wanted.startsWith("a text") && (node.isNumber() || node.isBoolean()) ? "; quote it" : "";
    fault("wrong-type", wanted + " is wanted here, not " + Path.kind(node) + quote);
  }

  /** The value under a key, or null where the key is absent. */
  @Nullable At get(String key) {
    var child = node.get(key);
    return child == null ? null : new At(child, SourceText.child(pointer, key), faults);
  }

  /** The value under a key; its absence is a fault. */
  @Nullable At need(String key, String why) {
    var child = get(key);
    if (child == null) {
      fault("required", key + " is missing: " + why);
    }
    return child;
  }

  List<At> items(String wanted) {
    if (!node.isArray()) {
      wrongType(wanted);
      return List.of();
    }
    var items = new ArrayList<At>(node.size());
    for (int i = 0; i < node.size(); i++) {
      items.add(new At(node.get(i), pointer + "/" + i, faults));
    }
    return items;
  }

  List<String> keys() {
    var keys = new ArrayList<String>(node.size());
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  boolean isObject(String wanted) {
    if (!node.isObject()) {
      wrongType(wanted);
    }
    return node.isObject();
  }

  @Nullable String text() {
    if (!node.isTextual()) {
      wrongType("a text");
      return null;
    }
    return node.textValue();
  }

  boolean bool() {
    if (!node.isBoolean()) {
      wrongType("true or false");
    }
    return node.asBoolean();
  }

  /** A whole number within bounds, or the least of them. */
  int integer(int least, int most) {
    if (!node.isIntegralNumber()) {
      wrongType("a whole number");
      return least;
    }
    if (!node.canConvertToInt() || node.intValue() < least || node.intValue() > most) {
      fault("out-of-range", "a number from " + least + " to " + most + " is wanted here");
      return least;
    }
    return node.intValue();
  }

  /** One of a few words, or the first of them. */
  String word(List<String> words) {
    var text = text();
    if (text == null) {
      return words.getFirst();
    }
    if (!words.contains(text)) {
      fault(
          "out-of-range",
          text + " is none of " + String.join(", ", words) + Similar.hint(text, words));
      return words.getFirst();
    }
    return text;
  }

  /** A variable's name, or null. */
  @Nullable String name() {
    var text = text();
    if (text != null && !Names.isName(text)) {
      var braces = text.startsWith("{") ? "; a name stands here without braces" : "";
      fault("bad-name", "'" + text + "' is no name: " + Names.RULE + braces);
      return null;
    }
    return text;
  }

  /** {@code 500ms}, {@code 2s}, {@code 1.5m}, {@code 1h}; at least 1 ms. */
  Duration duration(Duration most, Duration otherwise) {
    if (!node.isTextual()) {
      wrongType(node.isNumber() ? "a length of time with its unit, as 2s," : "a length of time");
      return otherwise;
    }
    var text = node.textValue();
    int unit = 0;
    while (unit < text.length() && (isDigit(text.charAt(unit)) || text.charAt(unit) == '.')) {
      unit++;
    }
    long millis =
        switch (text.substring(unit)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> 0;
        };
    if (millis == 0 || unit == 0 || unit > 9 || !isDigit(text.charAt(unit - 1))) {
      fault("wrong-type", "'" + text + "' is no length of time; write 500ms, 2s, 1m or 1h");
      return otherwise;
    }
    try {
      var length = new BigDecimal(text.substring(0, unit)).multiply(BigDecimal.valueOf(millis));
      var duration = Duration.ofMillis(length.longValue());
      if (duration.isZero() || duration.compareTo(most) > 0) {
        fault("out-of-range", "a length of time from 1ms to " + most.toSeconds() + "s is wanted");
        return otherwise;
      }
      return duration;
    } catch (NumberFormatException e) {
      fault("wrong-type", "'" + text + "' is no length of time; write 500ms, 2s, 1m or 1h");
      return otherwise;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * Refuses every key that is not known.
   *
   * @return whether all were known
   */
  boolean knowsOnly(Collection<String> known) {
    boolean all = true;
    var present = keys();
    var absent = known.stream().filter(key -> !present.contains(key)).toList();
    for (var key : present) {
      if (!known.contains(key)) {
        all = false;
        faults.addAtKey(
            SourceText.child(pointer, key),
            "unknown-field",
            "there is no key "
                + key
                + " here"
                + Similar.hint(key, absent)
                + "; known are "
                + String.join(", ", known));
      }
    }
    return all;
  }
}
