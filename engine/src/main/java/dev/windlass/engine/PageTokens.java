package dev.windlass.engine;

import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tokens for the next page: where it begins, with a proof that it was given out here for this
 * tenant and this query. Thread-safe.
 */
final class PageTokens {
  private static final int PROOF_BYTES = 16;
  static final int MOST = 1_000;

  private final Ids ids;

  PageTokens(Ids ids) {
    this.ids = ids;
  }

  /**
   * @param query everything that the page depends on, the tenant among it
   */
  String token(String query, String place) {
    var text = place.getBytes(StandardCharsets.UTF_8);
    var bytes = Arrays.copyOf(ids.proof(proven(query, place)), PROOF_BYTES + text.length);
    System.arraycopy(text, 0, bytes, PROOF_BYTES, text.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Where the page begins; empty for a token of another query, or none of ours. */
  Optional<String> place(String query, String token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length < PROOF_BYTES) {
      return Optional.empty();
    }
    var place = new String(bytes, PROOF_BYTES, bytes.length - PROOF_BYTES, StandardCharsets.UTF_8);
    var proof = Arrays.copyOf(bytes, PROOF_BYTES);
    return java.security.MessageDigest.isEqual(proof, ids.proof(proven(query, place)))
        ? Optional.of(place)
        : Optional.empty();
  }

  /** The same for places that are numbers; 0 is the first page. */
  Optional<Long> number(String query, @Nullable String token) {
    return token == null ? Optional.of(0L) : place(query, token).map(Long::parseLong);
  }

  private static String proven(String query, String place) {
    return "page\0" + query + "\0" + place;
  }

  static int size(int wanted) {
    return Math.max(1, Math.min(MOST, wanted));
  }

  static Refusal foreign() {
    return Refusal.of(
        Refusal.Kind.INVALID_REQUEST,
        "the page token was not given out for this query; start again without one");
  }
}
