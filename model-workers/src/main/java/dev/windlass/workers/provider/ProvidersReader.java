package dev.windlass.workers.provider;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import dev.windlass.engine.protocol.ModelCall;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code windlass.providers} and the two variables every tool for OpenAI knows. Reads files
 * for {@code file:} references, else touches nothing.
 */
final class ProvidersReader {
  static final String OPENAI = "openai";
  static final String SIMULATED = "simulated";
  static final String ROOT = "windlass.providers";
  private static final String OPENAI_URL = "https://api.openai.com/v1";
  private static final long LONGEST_KEY_BYTES = 16 * 1024;

  /** What every provider may have; limits and families are read by who keeps the limits. */
  private static final Set<String> COMMON =
      Set.of(
          "type",
          "base-url",
          "api-key",
          "keys",
          "limits",
          "families",
          "max-connections",
          "models",
          PriceTable.SETTING);

  private final Config config;
  private final Function<String, @Nullable String> env;
  private final Map<String, ProviderFactory> types;
  private final Predicate<String> called;

  ProvidersReader(
      Config config, Function<String, @Nullable String> env, Map<String, ProviderFactory> types) {
    this(config, env, types, name -> true);
  }

  /**
   * @param called by name, whether this process calls it; of the others no key is read, so that
   *     none has to be here
   */
  ProvidersReader(
      Config config,
      Function<String, @Nullable String> env,
      Map<String, ProviderFactory> types,
      Predicate<String> called) {
    this.called = called;
    this.config = config;
    this.env = env;
    this.types = types;
  }

  /** Every provider; one with several keys stands there once for each, in their order. */
  List<ProviderSettings> read() {
    var all = new ArrayList<ProviderSettings>();
    var names = config.hasPath(ROOT) ? config.getObject(ROOT).keySet() : Set.<String>of();
    for (var name : new TreeSet<>(names)) {
      var settings = configured(name);
      var keys =
          called.test(name)
              ? ProviderKeys.read(ROOT + "." + name, settings.own(), this::secret)
              : List.<ProviderKeys.OneKey>of();
      if (keys.isEmpty()) {
        all.add(settings);
      }
      keys.forEach(key -> all.add(settings.with(key.secret(), key.from())));
    }
    if (!names.contains(OPENAI)) {
      all.add(openAiOfTheEnvironment(ConfigFactory.empty()));
    }
    all.forEach(ProviderSettings::prices); // refused here, on every node, whoever is called
    return all;
  }

  private ProviderSettings configured(String name) {
    if (!name.matches("[a-z0-9][a-z0-9_-]{0,63}")) {
      throw new InvalidSetting(
          ROOT + "." + name,
          "a provider's name has 1 to 64 small letters, digits, - and _, for it stands before the"
              + " slash of provider/model");
    }
    if (name.equals(ModelCall.BUILT_IN)) {
      throw new InvalidSetting(
          ROOT + "." + name, "is the name of what workers answer themselves; take another one");
    }
    var quoted = ROOT + "." + ConfigUtil.quoteString(name);
    if (!(config.getValue(quoted) instanceof ConfigObject)) {
      throw new InvalidSetting(ROOT + "." + name, "must be a section { type, base-url, api-key }");
    }
    var own = config.getConfig(quoted);
    if (name.equals(OPENAI) && !own.hasPath("type") && !own.hasPath("base-url")) {
      refuseUnknown(name, own, Set.of());
      return openAiOfTheEnvironment(own);
    }
    var type = text(name, own, "type");
    if (type == null) {
      type = OPENAI;
    }
    var factory = types.get(type);
    if (factory == null) {
      throw new InvalidSetting(
          ROOT + "." + name + ".type",
          "\"" + type + "\" is no kind of provider; there are " + new TreeSet<>(types.keySet()));
    }
    refuseUnknown(name, own, factory.ownSettings());
    var url = text(name, own, "base-url");
    if (url == null && name.equals(OPENAI) && factory.needsBaseUrl()) {
      url = OPENAI_URL;
    }
    if (url == null && factory.needsBaseUrl()) {
      throw new InvalidSetting(
          ROOT + "." + name + ".base-url", "is missing; write for example \"" + OPENAI_URL + "\"");
    }
    var urlPath = ROOT + "." + name + ".base-url";
    var keyPath = ROOT + "." + name + ".api-key";
    var reference = text(name, own, "api-key");
    return new ProviderSettings(
        name,
        type,
        url == null ? null : baseUrl(urlPath, url),
        urlPath,
        reference == null || !called.test(name) ? null : secret(keyPath, reference),
        reference == null || !reference.startsWith("env:") ? keyPath : reference.substring(4),
        own,
        config);
  }

  /** No key and no base URL: nobody is paid, the provider is the simulated one. */
  private ProviderSettings openAiOfTheEnvironment(Config own) {
    var url = set("OPENAI_BASE_URL");
    var key = set("OPENAI_API_KEY");
    var keyPath = ROOT + "." + OPENAI + ".api-key";
    var reference = text(OPENAI, own, "api-key");
    var real = url != null || key != null || reference != null || own.hasPath(ProviderKeys.SETTING);
    var secret = called.test(OPENAI) ? openAiKey(keyPath, reference, key) : null;
    return new ProviderSettings(
        OPENAI,
        real ? OPENAI : SIMULATED,
        real ? baseUrl("OPENAI_BASE_URL", url == null ? OPENAI_URL : url) : null,
        "OPENAI_BASE_URL",
        secret,
        reference == null ? "OPENAI_API_KEY" : keyPath,
        own,
        config);
  }

  private @Nullable Secret openAiKey(
      String keyPath, @Nullable String reference, @Nullable String key) {
    if (reference != null) {
      return secret(keyPath, reference);
    }
    return key == null ? null : checked("OPENAI_API_KEY", key);
  }

  private static void refuseUnknown(String name, Config own, Set<String> ofItsType) {
    var known = new TreeSet<>(COMMON);
    known.addAll(ofItsType);
    for (var setting : own.root().keySet()) {
      if (!known.contains(setting)) {
        throw new InvalidSetting(
            ROOT + "." + name + "." + setting, "is not a setting; there are " + known);
      }
    }
  }

  private @Nullable String set(String variable) {
    var value = env.apply(variable);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static @Nullable String text(String name, Config own, String setting) {
    try {
      return own.hasPath(setting) ? own.getString(setting).strip() : null;
    } catch (ConfigException.WrongType e) {
      throw new InvalidSetting(ROOT + "." + name + "." + setting, "must be a text");
    }
  }

  private static URI baseUrl(String path, String text) {
    var bare = text;
    while (bare.endsWith("/")) {
      bare = bare.substring(0, bare.length() - 1);
    }
    URI url;
    try {
      url = new URI(bare);
    } catch (URISyntaxException e) {
      throw new InvalidSetting(path, "is no URL (" + e.getReason() + ")");
    }
    if (url.getUserInfo() != null) {
      throw new InvalidSetting(path, "must not hold a user or password; a key goes to api-key");
    }
    var scheme = url.getScheme();
    if (url.getHost() == null
        || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
        || url.getRawQuery() != null
        || url.getRawFragment() != null
        || url.getPort() == 0
        || url.getPort() > 65535) {
      throw new InvalidSetting(
          path, "must look like https://host/v1 or http://host:port/v1, not " + bare);
    }
    return url;
  }

  private Secret secret(String path, String reference) {
    if (reference.startsWith("env:")) {
      var variable = reference.substring(4);
      var value = set(variable);
      if (value == null) {
        throw new InvalidSetting(path, "the environment variable " + variable + " is not set");
      }
      return checked(path, value);
    }
    if (reference.startsWith("file:")) {
      return checked(path, fileText(path, reference.substring(5)));
    }
    throw new InvalidSetting(
        path,
        "holds the key itself; keep it out of the settings and write \"env:NAME_OF_A_VARIABLE\" or"
            + " \"file:/path/of/a/file\"");
  }

  private static String fileText(String path, String file) {
    try {
      var where = Path.of(file);
      if (Files.size(where) > LONGEST_KEY_BYTES) {
        throw new InvalidSetting(path, "the file " + file + " is too long to be a key");
      }
      return Files.readString(where).strip();
    } catch (IOException | InvalidPathException e) {
      throw new InvalidSetting(path, "the file " + file + " cannot be read (" + e + ")");
    }
  }

  /** A key goes into a header: what could not stand there would only fail later, and worse. */
  private static Secret checked(String path, String value) {
    if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new InvalidSetting(
          path, "the key is empty or holds blanks or characters that no key has");
    }
    return new Secret(value);
  }
}
