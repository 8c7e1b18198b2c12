package dev.windlass.engine.chain.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in prose: {@code 42}, {@code -3.5}, {@code 2,161,000}, {@code 1e6}. Digits that belong to
 * a word ({@code v2}, {@code 1st}, {@code COVID-19}) are no number.
 */
public final class NumberFinder {
  /** A number and where it begins. */
  public record Found(int at, JsonNode value) {}

  private final String text;
  private int at;

  private NumberFinder(String text) {
    this.text = text;
  }

  /**
   * @param most stops after so many
   */
  public static List<Found> find(String text, int most) {
    var found = new ArrayList<Found>();
    var finder = new NumberFinder(text);
    while (found.size() < most && finder.at < text.length()) {
      var next = finder.next();
      if (next != null) {
        found.add(next);
      }
    }
    return found;
  }

  private @Nullable Found next() {
    if (!isDigit(at)) {
      at++;
      return null;
    }
    int start = at;
    int whole = whole(start);
    int end = whole;
    if (charAt(end) == '.' && isDigit(end + 1)) {
      end = digits(end + 1);
    }
    end = exponent(end);
    at = end;
    boolean inWord =
        isWord(start - 1) || isWord(end) || (charAt(start - 1) == '.' && isWord(start - 2));
    char sign = charAt(start - 1);
    boolean signed = sign == '-' || sign == '+' || sign == '\u2212';
    if (signed && isWord(start - 2)) {
      // COVID-19 is a word; in 10-20 the second number stands for itself
      inWord = inWord || !isDigit(start - 2);
      signed = false;
    }
    if (inWord) {
      while (isWord(at)) {
        at++;
      }
      return null;
    }
    var digits = text.substring(start, end).replace(",", "");
    var number = Numbers.parse(signed && sign != '+' ? "-" + digits : digits);
    if (number == null) {
      return null;
    }
    boolean integer = end == whole;
    return new Found(signed ? start - 1 : start, Numbers.node(number, integer));
  }

  /** The end of the digits before the point, with commas where each leads to three digits. */
  private int whole(int start) {
    int end = digits(start);
    if (end - start > 3) {
      return end;
    }
    while (charAt(end) == ',' && digits(end + 1) == end + 4) {
      end += 4;
    }
    return end;
  }

  private int exponent(int end) {
    if (charAt(end) != 'e' && charAt(end) != 'E') {
      return end;
    }
    int from = charAt(end + 1) == '-' || charAt(end + 1) == '+' ? end + 2 : end + 1;
    int last = digits(from);
    return last == from ? end : last;
  }

  private int digits(int from) {
    int end = from;
    while (isDigit(end)) {
      end++;
    }
    return end;
  }

  private boolean isDigit(int i) {
    return charAt(i) >= '0' && charAt(i) <= '9';
  }

  private boolean isWord(int i) {
    char c = charAt(i);
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private char charAt(int i) {
    return i >= 0 && i < text.length() ? text.charAt(i) : ' ';
  }
}
