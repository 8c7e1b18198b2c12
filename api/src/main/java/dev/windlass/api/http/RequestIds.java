package dev.windlass.api.http;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Names requests: {@code req_} and 26 characters, 128 random bits. No secret, so no secure source.
 */
public final class RequestIds {
  private static final char[] CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

  private RequestIds() {}

  public static String next() {
    var random = ThreadLocalRandom.current();
    long high = random.nextLong();
    long low = random.nextLong();
    var text = new char[30];
    text[0] = 'r';
    text[1] = 'e';
    text[2] = 'q';
    text[3] = '_';
    for (int i = 4; i < 17; i++) {
      text[i] = CROCKFORD[(int) (high & 31)];
      high >>>= 5;
    }
    for (int i = 17; i < 30; i++) {
      text[i] = CROCKFORD[(int) (low & 31)];
      low >>>= 5;
    }
    return new String(text);
  }
}
