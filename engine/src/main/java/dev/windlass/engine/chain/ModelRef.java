package dev.windlass.engine.chain;

/**
 * A model by provider and name; {@code openai/org/name} is provider openai.
 *
 * @param provider the provider, or empty for the configured default provider
 */
public record ModelRef(String provider, String model) {
  /** Reads {@code provider/model}, or a bare model name. */
  public static ModelRef of(String text) {
    int slash = text.indexOf('/');
    return slash <= 0
        ? new ModelRef("", text)
        : new ModelRef(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public String toString() {
    return provider.isEmpty() ? model : provider + "/" + model;
  }
}
