package dev.windlass.deploy.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.windlass.deploy.cli.term.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a setting comes from: a flag, else the environment, else the config file, else the default.
 * Every key {@code windlass.a.b-c} is also {@code WINDLASS_A_B_C}; a list is split at commas there.
 * A key that nobody reads is refused, so that a typo is not a default in disguise.
 */
final class Settings {
  /** Trees whose keys are names that the operator chooses. */
  private static final String[] OWN_NAMES = {
    "windlass.providers", "windlass.journal.events", "windlass.travel.types", "windlass.tenants"
  };

  private Settings() {}

  /**
   * @param flags what the command line says, by full path
   * @throws BadSettings naming the file and line, or the variable, and what to do
   */
  static Config load(@Nullable Path file, Config flags, Map<String, String> environment)
      throws BadSettings {
    var defaults = ConfigFactory.defaultReferenceUnresolved();
    try {
      var known = known(defaults.resolve());
      var fromFile = file == null ? ConfigFactory.empty() : parse(file);
      if (fromFile.hasPath("windlass")) {
        check(fromFile.getObject("windlass"), "windlass", known);
      }
      return flags
          .withFallback(fromEnvironment(known, environment))
          .withFallback(fromFile)
          .withFallback(defaults)
          .resolve();
    } catch (ConfigException e) {
      throw new BadSettings(String.valueOf(e.getMessage()));
    }
  }

  /**
   * @throws BadSettings where a program says a setting that nobody reads
   */
  static void check(Config said) throws BadSettings {
    if (said.hasPath("windlass")) {
      var defaults = ConfigFactory.defaultReferenceUnresolved().resolve();
      check(said.getObject("windlass"), "windlass", known(defaults));
    }
  }

  private static Config parse(Path file) throws BadSettings {
    if (!Files.isReadable(file)) {
      throw new BadSettings(
          "the config file " + file + " cannot be read; give an existing file to --config");
    }
    return ConfigFactory.parseFile(
        file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
  }

  /**
   * Every key below {@code windlass} that has a default, with the type of the default.
   *
   * @param defaults resolved
   */
  static Map<String, ConfigValueType> known(Config defaults) {
    var known = new TreeMap<String, ConfigValueType>();
    collect(defaults.getObject("windlass"), "windlass", known);
    return known;
  }

  private static void collect(
      ConfigObject object, String path, Map<String, ConfigValueType> known) {
    for (var entry : object.entrySet()) {
      var at = path + "." + entry.getKey();
      known.put(at, entry.getValue().valueType());
      if (entry.getValue() instanceof ConfigObject inner && !isOwn(at)) {
        collect(inner, at, known);
      }
    }
  }

  private static boolean isOwn(String path) {
    return Arrays.asList(OWN_NAMES).contains(path);
  }

  private static void check(ConfigObject object, String path, Map<String, ConfigValueType> known)
      throws BadSettings {
    for (var entry : object.entrySet()) {
      var at = path + "." + entry.getKey();
      if (!known.containsKey(at)) {
        throw new BadSettings(entry.getValue().origin().description() + ": " + unknown(at, known));
      }
      if (entry.getValue() instanceof ConfigObject inner && !isOwn(at)) {
        check(inner, at, known);
      }
    }
  }

  private static String unknown(String path, Map<String, ConfigValueType> known) {
    var nearest =
        known.keySet().stream()
            .min((a, b) -> Integer.compare(Text.distance(path, a), Text.distance(path, b)))
            .filter(key -> Text.distance(path, key) <= 4);
    return "there is no setting "
        + path
        + nearest.map(key -> "; did you mean " + key + "?").orElse("");
  }

  static String variable(String path) {
    return path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static Config fromEnvironment(
      Map<String, ConfigValueType> known, Map<String, String> environment) {
    var config = ConfigFactory.empty();
    for (var entry : known.entrySet()) {
      var text = environment.get(variable(entry.getKey()));
      if (text == null || entry.getValue() == ConfigValueType.OBJECT) {
        continue;
      }
      Object value =
          entry.getValue() == ConfigValueType.LIST
              ? Arrays.stream(text.split(",", -1))
                  .map(String::trim)
                  .filter(s -> !s.isEmpty())
                  .toList()
              : text;
      var origin = "the variable " + variable(entry.getKey());
      config = config.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef(value, origin));
    }
    return config;
  }
}
