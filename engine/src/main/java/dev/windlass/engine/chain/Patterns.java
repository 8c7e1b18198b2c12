package dev.windlass.engine.chain;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.windlass.engine.chain.text.PatternSize;

/**
 * Regular expressions of RE2's syntax: time grows with the text's length alone, whatever the
 * pattern. Counted repetitions are unrolled when a pattern is compiled, so its size is bounded
 * before that.
 */
final class Patterns {
  static final int MAX_CHARS = 4_096;

  /** Most instructions a pattern may unroll to; RE2 in C++ draws its line near there as well. */
  static final long MAX_SIZE = 20_000;

  private Patterns() {}

  static Pattern compile(String pattern) {
    if (pattern.length() > MAX_CHARS) {
      throw new Malformed("a pattern has at most " + MAX_CHARS + " characters");
    }
    if (PatternSize.of(pattern) > MAX_SIZE) {
      throw new Malformed("the pattern's repetitions multiply to more than it may hold");
    }
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new Malformed(
          "the pattern is not RE2 syntax: "
              + e.getDescription()
              + " (no look-around, no back references)");
    }
  }
}
