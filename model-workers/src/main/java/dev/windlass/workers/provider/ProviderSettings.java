package dev.windlass.workers.provider;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One provider as configured.
 *
 * @param name as chains write it before the slash
 * @param type which {@link ProviderFactory}
 * @param baseUrl without a slash at its end; null where the type needs none
 * @param baseUrlFrom the setting or variable a person changes when it is wrong
 * @param key null: no Authorization header is sent
 * @param keyFrom the setting or variable a person changes when the key is wrong
 * @param own the provider's section, for settings of its type's own
 * @param all the whole settings, for {@code windlass.http} and the type's defaults
 */
public record ProviderSettings(
    String name,
    String type,
    @Nullable URI baseUrl,
    String baseUrlFrom,
    @Nullable Secret key,
    String keyFrom,
    Config own,
    Config all) {
  /** Models that this node's provider has; empty where it has whatever is asked for. */
  public List<String> models() {
    if (!own.hasPath("models")) {
      return List.of();
    }
    try {
      return List.copyOf(own.getStringList("models"));
    } catch (ConfigException e) {
      throw new InvalidSetting(path("models"), "must be a list such as [\"llama-3\"]");
    }
  }

  /**
   * What its models cost.
   *
   * @throws InvalidSetting naming the first price that makes no sense
   */
  public PriceTable prices() {
    return PriceTable.of(own, "windlass.providers." + name);
  }

  /** Whether it is the simulated provider that stands where nobody named a real one. */
  boolean standsIn() {
    return type.equals(ProvidersReader.SIMULATED) && !own.hasPath("type");
  }

  /** Full path of a setting in the provider's section. */
  public String path(String setting) {
    return "windlass.providers." + name + "." + setting;
  }

  /** The same provider with another key of its account, or of another account. */
  ProviderSettings with(Secret other, String otherFrom) {
    return new ProviderSettings(name, type, baseUrl, baseUrlFrom, other, otherFrom, own, all);
  }

  /** Without the settings: they may hold what others consider a secret. */
  @Override
  public String toString() {
    return "ProviderSettings[" + name + " " + type + " " + baseUrl + "]";
  }
}
