package dev.windlass.engine.intake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Strict UTF-8 at the speed of the lenient one. */
final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /**
   * The text, or null when the bytes are no UTF-8 (overlong forms and encoded surrogates are none).
   *
   * <p>The JDK's lenient decoder puts U+FFFD where bytes are bad, so a text without that character
   * was good; only where it stands is the strict decoder asked whether the sender wrote it himself.
   */
  static @Nullable String decode(byte[] bytes, int from, int length) {
    var text = new String(bytes, from, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) < 0) {
      return text;
    }
    try {
      var strict = StandardCharsets.UTF_8.newDecoder(); // reports by default
      return strict.decode(ByteBuffer.wrap(bytes, from, length)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
