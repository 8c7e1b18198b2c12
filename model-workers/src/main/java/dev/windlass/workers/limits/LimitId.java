package dev.windlass.workers.limits;

/**
 * Which limit this is. Shown as {@code openai/gpt-x}, and as {@code openai#2/gpt-x} for another key
 * than the first.
 *
 * @param provider the configured provider's name
 * @param model the model, or the name of a family of models that share the limit
 * @param key which of the provider's API keys it is for; 0 is the first, or the only one
 */
public record LimitId(String provider, String model, int key) {
  public LimitId {
    if (key < 0) {
      throw new IllegalArgumentException("the keys of " + provider + " count from 0, not " + key);
    }
  }

  /** The limit of the provider's first or only key. */
  public LimitId(String provider, String model) {
    this(provider, model, 0);
  }

  /** The provider, and which of its keys where it is not the first: {@code openai#2}. */
  public String account() {
    return key == 0 ? provider : provider + "#" + (key + 1);
  }

  @Override
  public String toString() {
    return account() + "/" + model;
  }
}
