package dev.windlass.workers.limits;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configured limits of all providers: {@code windlass.providers.NAME.limits { "*" {...},
 * "model" {...} }} and {@code families = [{models = [...], rpm = ...}]}. Immutable.
 *
 * <p>{@code *} is for every model of the provider, each on its own; a model's figures stand over
 * it, figure by figure. Models of a family share one limit, which bears the first model's name.
 *
 * @param providers by the provider's name
 */
public record LimitSettings(Map<String, OfProvider> providers) {
  public static final String EVERY_MODEL = "*";
  public static final LimitSettings NONE = new LimitSettings(Map.of());

  /**
   * @param models figures by model, {@code *} among them
   * @param families the family's name by model
   * @param keys for each key of the provider the figures that only it has, by model; empty where
   *     there is one key
   */
  public record OfProvider(
      Map<String, LimitFigures> models,
      Map<String, String> families,
      List<Map<String, LimitFigures>> keys) {
    static final OfProvider NONE = new OfProvider(Map.of(), Map.of(), List.of());

    Map<String, LimitFigures> ofKey(int key) {
      return key < keys.size() ? keys.get(key) : Map.of();
    }
  }

  /**
   * Reads {@code windlass.providers}; nonsense is an {@link IllegalArgumentException} that names
   * the setting.
   */
  public static LimitSettings of(Config root) {
    var path = "windlass.providers";
    if (!root.hasPath(path)) {
      return NONE;
    }
    var providers = new HashMap<String, OfProvider>();
    for (var name : root.getObject(path).keySet()) {
      var where = path + "." + ConfigUtil.quoteString(name);
      var provider = root.getConfig(where);
      var models = new HashMap<String, LimitFigures>();
      var families = new HashMap<String, String>();
      if (provider.hasPath("limits")) {
        provider
            .getObject("limits")
            .forEach((m, value) -> models.put(m, figures(value, where + ".limits." + m, null)));
      }
      if (provider.hasPath("families")) {
        var list = provider.getConfigList("families");
        for (int i = 0; i < list.size(); i++) {
          family(list.get(i), where + ".families." + i, models, families);
        }
      }
      var keys = keys(provider, where, families);
      providers.put(name, new OfProvider(Map.copyOf(models), Map.copyOf(families), keys));
    }
    return new LimitSettings(Map.copyOf(providers));
  }

  private static List<Map<String, LimitFigures>> keys(
      Config provider, String where, Map<String, String> families) {
    var all = new ArrayList<Map<String, LimitFigures>>();
    if (provider.hasPath("keys")) {
      var list = provider.getConfigList("keys");
      for (int i = 0; i < list.size(); i++) {
        var models = new HashMap<String, LimitFigures>();
        var path = where + ".keys." + i + ".limits.";
        if (list.get(i).hasPath("limits")) {
          list.get(i)
              .getObject("limits")
              .forEach((model, value) ->
                  models.put(
                      families.getOrDefault(model, model), figures(value, path + model, null)));
        }
        all.add(Map.copyOf(models));
      }
    }
    return List.copyOf(all);
  }

  private static void family(
      Config family, String where, Map<String, LimitFigures> models, Map<String, String> families) {
    List<String> members;
    try {
      members = family.getStringList("models");
    } catch (ConfigException e) {
      throw new IllegalArgumentException(where + ".models must list the family's models", e);
    }
    if (members.isEmpty()) {
      throw new IllegalArgumentException(where + ".models is empty");
    }
    var name = members.getFirst();
    models.put(name, figures(family.root(), where, "models"));
    for (var model : members) {
      if (families.put(model, name) != null) {
        throw new IllegalArgumentException(where + ": " + model + " is in two families");
      }
    }
  }

  private static LimitFigures figures(ConfigValue value, String where, @Nullable String but) {
    if (!(value instanceof com.typesafe.config.ConfigObject object)) {
      throw new IllegalArgumentException(where + " must be an object such as { rpm = 600 }");
    }
    var figures = new EnumMap<LimitKey, Double>(LimitKey.class);
    object.forEach((name, figure) -> {
      if (!name.equals(but)) {
        var key = LimitFlags.key(name, where);
        figures.put(key, LimitFlags.figure(key, String.valueOf(figure.unwrapped()), where));
      }
    });
    return new LimitFigures(figures);
  }

  /**
   * The limit that a model's calls with one of the provider's keys count against.
   *
   * @param key which key, from 0
   */
  public LimitId limitOf(String provider, String model, int key) {
    var families = providers.getOrDefault(provider, OfProvider.NONE).families();
    return new LimitId(provider, families.getOrDefault(model, model), key);
  }

  /** Whether anything is said of this provider's limits. */
  boolean names(String provider) {
    var said = providers.get(provider);
    return said != null
        && (said.models().values().stream().anyMatch(figures -> !figures.isEmpty())
            || said.keys().stream().anyMatch(key -> !key.isEmpty()));
  }

  /**
   * These settings with figures for a provider of which they say nothing.
   *
   * @param elsewhere figures by limit as other nodes configure them
   */
  LimitSettings or(String provider, Map<LimitId, LimitFigures> elsewhere) {
    if (names(provider) || elsewhere.isEmpty()) {
      return this;
    }
    var keys = new ArrayList<Map<String, LimitFigures>>();
    elsewhere.forEach((limit, figures) -> {
      while (keys.size() <= limit.key()) {
        keys.add(new HashMap<>());
      }
      keys.get(limit.key()).put(limit.model(), figures);
    });
    var all = new HashMap<>(providers);
    var families = all.getOrDefault(provider, OfProvider.NONE).families();
    all.put(provider, new OfProvider(Map.of(), families, List.copyOf(keys)));
    return new LimitSettings(Map.copyOf(all));
  }

  /**
   * The figures in force for a limit.
   *
   * @param changed what was changed while running, by model; stands over what is configured
   */
  public LimitFigures figures(LimitId limit, Map<String, Map<LimitKey, @Nullable Double>> changed) {
    var provider = providers.getOrDefault(limit.provider(), OfProvider.NONE);
    return LimitFigures.NONE
        .overlaid(said(EVERY_MODEL, limit.key(), provider, changed))
        .overlaid(said(limit.model(), limit.key(), provider, changed));
  }

  /** What was said about this model: of all keys, over it of this key, over it while running. */
  private static Map<LimitKey, @Nullable Double> said(
      String model,
      int key,
      OfProvider provider,
      Map<String, Map<LimitKey, @Nullable Double>> changed) {
    var said = new EnumMap<LimitKey, @Nullable Double>(LimitKey.class);
    said.putAll(provider.models().getOrDefault(model, LimitFigures.NONE).values());
    said.putAll(provider.ofKey(key).getOrDefault(model, LimitFigures.NONE).values());
    said.putAll(changed.getOrDefault(model, Map.of()));
    return said;
  }

  /** These settings with the figures of flags over them. */
  public LimitSettings with(List<LimitFlags.Flag> flags) {
    var all = new HashMap<>(providers);
    for (var flag : flags) {
      var before = all.getOrDefault(flag.provider(), OfProvider.NONE);
      var model = before.families().getOrDefault(flag.model(), flag.model());
      // a flag is for each key, and stands over what was set for one of them
      var keys =
          before.keys().stream()
              .map(key -> key.containsKey(model) ? with(key, model, flag.figures()) : key)
              .toList();
      var models = with(before.models(), model, flag.figures());
      all.put(flag.provider(), new OfProvider(models, before.families(), keys));
    }
    return new LimitSettings(Map.copyOf(all));
  }

  private static Map<String, LimitFigures> with(
      Map<String, LimitFigures> models, String model, LimitFigures figures) {
    var over = new EnumMap<LimitKey, @Nullable Double>(LimitKey.class);
    over.putAll(figures.values());
    var all = new HashMap<>(models);
    all.put(model, models.getOrDefault(model, LimitFigures.NONE).overlaid(over));
    return Map.copyOf(all);
  }
}
