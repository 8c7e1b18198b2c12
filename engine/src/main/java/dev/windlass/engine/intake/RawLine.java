package dev.windlass.engine.intake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one line without its line end, or only their digest where they were too many to be
 * kept. Looks into the chunk it came with and must not outlive the work on it.
 */
final class RawLine {
  private static final byte[] NOTHING = {};

  private final byte[] bytes;
  private final int from;
  private final int length;
  private final @Nullable String digest;

  private RawLine(byte[] bytes, int from, int length, @Nullable String digest) {
    this.bytes = bytes;
    this.from = from;
    this.length = length;
    this.digest = digest;
  }

  static RawLine of(byte[] bytes, int from, int length) {
    return new RawLine(bytes, from, length, null);
  }

  static RawLine of(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return of(bytes, 0, bytes.length);
  }

  static RawLine tooLarge(String digest) {
    return new RawLine(NOTHING, 0, 0, digest);
  }

  boolean isTooLarge() {
    return digest != null;
  }

  int length() {
    return length;
  }

  /** The line as text, or null when it is no UTF-8 (or was too large to be kept). */
  @Nullable String text() {
    return digest != null ? null : Utf8.decode(bytes, from, length);
  }

  /** SHA-256 in hex of the line's bytes. */
  String digest() {
    if (digest != null) {
      return digest;
    }
    var sha = sha256();
    sha.update(bytes, from, length);
    return HexFormat.of().formatHex(sha.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }
}
