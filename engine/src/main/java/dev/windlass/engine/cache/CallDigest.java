package dev.windlass.engine.cache;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.ModelCall;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What makes two calls the same: tenant, provider, model, options, messages, schema and kind, and
 * how the answer is read, for an answer that fits one reading need not fit another. Not how long
 * and how often it is tried. SHA-256 over the canonical JSON (keys in order, numbers as written),
 * in hex.
 */
public final class CallDigest {
  /** Whatever else a call comes to hold counts by itself. */
  @JsonIgnoreProperties({"timeout", "retry"})
  private interface WhatIsAsked {}

  private static final ObjectWriter CANONICAL =
      Json.MAPPER
          .copy()
          .addMixIn(ModelCall.class, WhatIsAsked.class)
          .writerFor(ModelCall.class)
          .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

  private CallDigest() {}

  /**
   * @param reading how the answer is read, such as {@code {"one_of":["Yes","No"]}}
   */
  public static String of(String tenant, String reading, ModelCall call) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      update(digest, tenant.getBytes(StandardCharsets.UTF_8));
      update(digest, reading.getBytes(StandardCharsets.UTF_8));
      update(digest, CANONICAL.writeValueAsBytes(call));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a call could not be written as JSON", e);
    }
  }

  /** With its length before it, so that two parts never run into each other. */
  private static void update(MessageDigest digest, byte[] part) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      digest.update((byte) (part.length >>> shift));
    }
    digest.update(part);
  }
}
