package dev.windlass.workers.limits;

/**
 * Which limit this is.
 *
 * @param provider the configured provider's name
 * @param model the model, or the name of a family of models that share the limit
 */
public record LimitId(String provider, String model) {
  @Override
  public String toString() {
    return provider + "/" + model;
  }
}
