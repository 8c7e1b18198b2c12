package dev.windlass.workers.provider;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import dev.windlass.engine.protocol.Price;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one provider's models cost: {@code prices { "*" {...}, "model" { input = 0.15, output =
 * 0.60, cached-input = 0.075 } }}, in US dollars a million tokens. {@code *} is for every model
 * that has no price of its own. Read as decimals and kept as whole numbers. Immutable.
 *
 * @param models by name, {@code *} among them
 */
public record PriceTable(Map<String, Price> models) {
  static final String SETTING = "prices";

  private static final PriceTable NONE = new PriceTable(Map.of());
  private static final String EVERY_MODEL = "*";
  private static final String INPUT = "input";
  private static final String OUTPUT = "output";
  private static final String CACHED = "cached-input";
  private static final List<String> FIGURES = List.of(INPUT, OUTPUT, CACHED);
  private static final String EXAMPLE = "{ input = 0.15, output = 0.60 }";

  /** Digits after the point of a dollar a million tokens; so a token costs whole picodollars. */
  private static final int DIGITS = 6;

  private static final BigDecimal MOST = BigDecimal.valueOf(Price.MOST_PICOS, DIGITS);

  /** The model's price, or null where nobody said it. */
  public @Nullable Price of(String model) {
    var own = models.get(model);
    return own == null ? models.get(EVERY_MODEL) : own;
  }

  /**
   * Reads a provider's section.
   *
   * @param where its full path
   * @throws InvalidSetting naming the first price that makes no sense
   */
  static PriceTable of(Config provider, String where) {
    if (!provider.hasPath(SETTING)) {
      return NONE;
    }
    var path = where + "." + SETTING;
    if (!(provider.getValue(SETTING) instanceof ConfigObject table)) {
      throw new InvalidSetting(
          path, "must be a section of models such as { \"gpt-x\" " + EXAMPLE + " }");
    }
    var models = new TreeMap<String, Price>();
    for (var model : new TreeMap<>(table).keySet()) {
      var at = path + "." + model;
      if (!(table.get(model) instanceof ConfigObject figures)) {
        throw new InvalidSetting(at, "must be a section such as " + EXAMPLE);
      }
      models.put(model, price(figures, at));
    }
    return new PriceTable(Map.copyOf(models));
  }

  private static Price price(ConfigObject figures, String path) {
    for (var name : figures.keySet()) {
      if (!FIGURES.contains(name)) {
        throw new InvalidSetting(
            path + "." + name,
            "is no price; there are "
                + FIGURES
                + (figures.get(name) instanceof ConfigObject
                    ? ", and a model with a dot in its name stands in quotes"
                    : ""));
      }
    }
    var config = figures.toConfig();
    long input = picos(config, INPUT, path);
    long output = picos(config, OUTPUT, path);
    return new Price(input, config.hasPath(CACHED) ? picos(config, CACHED, path) : input, output);
  }

  /** By the digits that were written: a price is no binary fraction. */
  private static long picos(Config figures, String name, String path) {
    var at = path + "." + name;
    BigDecimal dollars;
    try {
      dollars = new BigDecimal(figures.getString(name).strip());
    } catch (ConfigException.Missing e) {
      throw new InvalidSetting(
          at, "is missing; write input and output, and 0 for what is not charged");
    } catch (ConfigException | NumberFormatException e) {
      throw new InvalidSetting(at, "must be a number of US dollars a million tokens, as in 0.15");
    }
    if (dollars.signum() < 0 || dollars.compareTo(MOST) > 0) {
      throw new InvalidSetting(
          at, "must be 0 to 10000 US dollars a million tokens, not " + dollars);
    }
    if (dollars.stripTrailingZeros().scale() > DIGITS) {
      throw new InvalidSetting(
          at, "has more than " + DIGITS + " digits after the point: " + dollars);
    }
    return dollars.movePointRight(DIGITS).longValueExact();
  }
}
