package dev.windlass.engine.chain;

import java.util.ArrayList;
import java.util.List;

/**
 * What a variable may be called: a letter of any script or {@code _}, then letters, digits, {@code
 * _} and {@code -}. Marks that scripts put on their letters count as letters.
 */
final class Names {
  /** Longest name, in characters. */
  static final int MAX_CHARS = 128;

  static final String RULE = "a letter or _, then letters, digits, _ and -";

  private Names() {}

  static boolean isName(String text) {
    return !text.isEmpty() && text.length() <= MAX_CHARS && end(text, 0, true) == text.length();
  }

  /** {@code [a-z0-9-]{1,64}}: what a chain may be called. */
  static boolean isChainName(String text) {
    if (text.isEmpty() || text.length() > 64) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
        return false;
      }
    }
    return true;
  }

  /** A chain's name, or that with a version: {@code summarise@3}. */
  static boolean isChainReference(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return isChainName(text);
    }
    var number = text.substring(at + 1);
    return isChainName(text.substring(0, at))
        && number.length() <= 9
        && !number.isEmpty()
        && number.charAt(0) != '0'
        && number.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Runs of names that {@code -} joins without a blank, as {@code a-b}. */
  static List<String> dashed(String text) {
    var found = new ArrayList<String>();
    int at = 0;
    while (at < text.length()) {
      int plain = end(text, at, false);
      int whole = end(text, at, true);
      if (whole > plain && plain > at) {
        found.add(text.substring(at, whole));
      }
      int next = Math.max(whole, plain);
      at = next > at ? next : at + Character.charCount(text.codePointAt(at));
    }
    return found;
  }

  /**
   * Where the name that begins here ends, or {@code from} where none begins.
   *
   * @param dashes whether {@code -} belongs to a name (in templates), or ends it (in conditions)
   */
  static int end(String text, int from, boolean dashes) {
    int at = from;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      boolean fits = at == from ? begins(c) : goesOn(c, dashes);
      if (!fits) {
        break;
      }
      at += Character.charCount(c);
    }
    return at;
  }

  static boolean begins(int c) {
    return c == '_' || Character.isLetter(c);
  }

  private static boolean goesOn(int c, boolean dashes) {
    return c == '_'
        || (c == '-' && dashes)
        || Character.isLetterOrDigit(c)
        || Character.getType(c) == Character.NON_SPACING_MARK
        || Character.getType(c) == Character.COMBINING_SPACING_MARK;
  }
}
