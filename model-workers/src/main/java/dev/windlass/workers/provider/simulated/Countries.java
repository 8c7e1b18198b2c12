package dev.windlass.workers.provider.simulated;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Capitals of the world's countries and about how many people live in them (of the city, rounded),
 * so that a trial answers as a model would. Read once, when first asked.
 */
final class Countries {
  private static final String FILE = "countries.csv";
  private static final AtomicReference<@Nullable Countries> READ = new AtomicReference<>();

  private final Map<String, String> capitals = new HashMap<>();
  private final Map<String, Long> people = new HashMap<>();

  private Countries() {
    try (var file =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Countries.class.getResourceAsStream(FILE), FILE),
                StandardCharsets.UTF_8))) {
      file.readLine(); // the heads of the columns
      for (var line = file.readLine(); line != null; line = file.readLine()) {
        var first = line.indexOf(',');
        var last = line.lastIndexOf(',');
        var capital = line.substring(first + 1, last);
        capitals.put(line.substring(0, first).toLowerCase(Locale.ROOT), capital);
        people.put(capital.toLowerCase(Locale.ROOT), Long.parseLong(line.substring(last + 1)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Countries known() {
    var known = READ.get();
    if (known == null) {
      known = new Countries();
      READ.set(known);
    }
    return known;
  }

  int size() {
    return capitals.size();
  }

  /** The capital that a text asks for: "... capital of COUNTRY?". */
  @Nullable String capitalAskedIn(String text) {
    var name = nameAfter(text, "capital of ");
    return name == null ? null : capitals.get(name);
  }

  /** How many people live in the capital that a text asks for: "... population of CITY?". */
  @Nullable Long peopleAskedIn(String text) {
    var name = nameAfter(text, "population of ");
    return name == null ? null : people.get(name);
  }

  private static @Nullable String nameAfter(String text, String words) {
    var at = text.lastIndexOf(words);
    if (at < 0) {
      return null;
    }
    var from = at + words.length();
    if (text.regionMatches(true, from, "the ", 0, 4)) {
      from += 4;
    }
    var to = from;
    while (to < text.length()
        && "?!,;:\n\"".indexOf(text.charAt(to)) < 0
        && !sentenceEnds(text, to)) {
      to++;
    }
    return text.substring(from, to).strip().toLowerCase(Locale.ROOT);
  }

  /** A full stop ends a sentence, but not "Washington D.C.". */
  private static boolean sentenceEnds(String text, int at) {
    return text.charAt(at) == '.'
        && (at + 1 == text.length() || text.charAt(at + 1) == ' ')
        && !(at > 1 && text.charAt(at - 2) == '.');
  }
}
