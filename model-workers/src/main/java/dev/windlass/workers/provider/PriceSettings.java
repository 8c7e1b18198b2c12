package dev.windlass.workers.provider;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import dev.windlass.engine.protocol.Price;
import dev.windlass.engine.protocol.Prices;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The prices of all providers that the settings name, for who says beforehand what calls would
 * cost. Immutable.
 *
 * @param providers by name
 */
public record PriceSettings(Map<String, PriceTable> providers) implements Prices {
  /**
   * Reads {@code windlass.providers}.
   *
   * @throws InvalidSetting naming the first price that makes no sense
   */
  public static PriceSettings of(Config root) {
    var all = new HashMap<String, PriceTable>();
    if (root.hasPath(ProvidersReader.ROOT)) {
      root.getObject(ProvidersReader.ROOT)
          .forEach((name, section) -> {
            if (section instanceof ConfigObject own) {
              all.put(name, PriceTable.of(own.toConfig(), ProvidersReader.ROOT + "." + name));
            }
          });
    }
    return new PriceSettings(Map.copyOf(all));
  }

  @Override
  public @Nullable Price of(String provider, String model) {
    var table = providers.get(provider);
    return table == null ? null : table.of(model);
  }
}
