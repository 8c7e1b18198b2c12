package dev.windlass.engine.chain.text;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which known name was meant: the nearest by edits (a swap of neighbours is one). */
public final class Similar {
  private Similar() {}

  /** The nearest of the known names within a third of the word's length, or null. */
  public static @Nullable String to(String word, Collection<String> known) {
    String nearest = null;
    int best = Math.max(1, Math.min(word.length(), 64) / 3) + 1;
    for (var candidate : known) {
      if (Math.abs(candidate.length() - word.length()) < best && !candidate.equals(word)) {
        int edits = edits(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
        if (edits < best) {
          best = edits;
          nearest = candidate;
        }
      }
    }
    return nearest;
  }

  /** {@code "; did you mean city?"}, or nothing. */
  public static String hint(String word, Collection<String> known) {
    var nearest = to(word, known);
    return nearest == null ? "" : "; did you mean " + nearest + "?";
  }

  /** Damerau's distance with adjacent swaps, over three rows of its table. */
  private static int edits(String a, String b) {
    var beforeLast = new int[b.length() + 1];
    var last = new int[b.length() + 1];
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      var spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
    }
    return last[b.length()];
  }
}
