package dev.windlass.engine.chain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON Schema of the chain language, draft 2020-12, for editors and other programs. It knows
 * what can be known by shape; names, templates and conditions are checked by {@link ChainReader}.
 */
public final class LanguageSchema {
  private LanguageSchema() {}

  public static String text() {
    try (var file = LanguageSchema.class.getResourceAsStream("/windlass-chain.schema.json")) {
      if (file == null) {
        throw new IllegalStateException("this build lacks the schema of the chain language");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
