package dev.windlass.engine.chain;

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
