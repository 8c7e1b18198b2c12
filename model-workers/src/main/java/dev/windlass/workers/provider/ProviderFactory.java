package dev.windlass.workers.provider;

import java.util.Set;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * A kind of provider. Implementations are found by {@link java.util.ServiceLoader}, so a jar on the
 * class path adds a kind.
 */
public interface ProviderFactory {
  /** What stands as {@code type} in the settings. */
  String type();

  /** Names of settings of its own, beside those that every provider has. */
  default Set<String> ownSettings() {
    return Set.of();
  }

  /** Whether it can do without {@code base-url}. */
  default boolean needsBaseUrl() {
    return true;
  }

  /**
   * Starts one. It lives until closed.
   *
   * @throws InvalidSetting when a setting of its own makes no sense
   */
  ModelProvider create(ProviderSettings settings, ActorSystem<?> system);
}
