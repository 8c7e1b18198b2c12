package dev.windlass.api.http;

import dev.windlass.api.problem.Problem;
import dev.windlass.api.problem.ProblemType;
import dev.windlass.engine.protocol.Idempotency;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads Idempotency-Key: a text of RFC 8941 in quotes, or bare; 1 to 255 printable ASCII
 * characters. The fingerprint covers method, path, query, media type and body, not how they were
 * sent.
 */
public final class IdempotencyKeys {
  private static final int MAX_CHARS = 255;

  private IdempotencyKeys() {}

  /** The key, or null when there is none and none is needed. */
  public static @Nullable String key(RequestContext context, boolean required) {
    var header = context.header("idempotency-key");
    if (header.isEmpty()) {
      if (required) {
        throw Problem.of(
                ProblemType.IDEMPOTENCY_KEY_MISSING,
                "This server wants the header Idempotency-Key on "
                    + context.request().method().value()
                    + " "
                    + context.request().getUri().path()
                    + ".")
            .thrown();
      }
      return null;
    }
    return parse(header.get().strip());
  }

  /**
   * @param body null where its lines are compared one by one instead
   */
  public static @Nullable Idempotency of(
      RequestContext context, @Nullable String key, @Nullable ByteString body) {
    if (key == null) {
      return null;
    }
    var request = context.request();
    var query =
        request.getUri().query().toList().stream()
            .map(pair -> pair.first() + "=" + pair.second())
            .sorted()
            .collect(Collectors.joining("\n"));
    var head =
        String.join(
            "\n",
            request.method().value(),
            request.getUri().path(),
            query,
            Body.mediaType(request),
            "");
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      sha.update(head.getBytes(StandardCharsets.UTF_8));
      if (body != null) {
        sha.update(body.toArrayUnsafe());
      }
      return new Idempotency(key, HexFormat.of().formatHex(sha.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  static String parse(String value) {
    var key = value.startsWith("\"") ? unquoted(value) : value;
    if (key == null || key.isEmpty() || key.length() > MAX_CHARS || !printable(key)) {
      throw Problem.parameter(
              "Idempotency-Key",
              "out-of-range",
              "Idempotency-Key is a text of 1 to 255 printable ASCII characters, in quotes or bare")
          .thrown();
    }
    return key;
  }

  private static boolean printable(String key) {
    return key.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
  }

  private static @Nullable String unquoted(String value) {
    var key = new StringBuilder();
    for (int i = 1; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        return i == value.length() - 1 ? key.toString() : null;
      }
      if (c == '\\') {
        i++;
        if (i == value.length() || (value.charAt(i) != '"' && value.charAt(i) != '\\')) {
          return null;
        }
        c = value.charAt(i);
      }
      key.append(c);
    }
    return null;
  }
}
