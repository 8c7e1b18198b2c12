package dev.windlass.workers.provider.http;

/** What may stand in a request's line and headers. Pure. */
final class HeaderText {
  private HeaderText() {}

  /**
   * The same text.
   *
   * @throws IllegalArgumentException when it holds a character that no header may: a line break
   *     would let a value become a header, or a request, of its own
   */
  static String checked(String text) {
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < ' ' || c == 127 || c > 255) {
        throw new IllegalArgumentException("a header must not hold the character " + (int) c);
      }
    }
    return text;
  }
}
