package dev.windlass.workers.provider;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code keys = [{ key = "env:A", limits {...} }, ...]}: several keys of one provider, each
 * with limits of its own. The limits are read by who keeps them.
 */
final class ProviderKeys {
  static final String SETTING = "keys";

  /** More keys than any account has; each has its own connections and pools. */
  private static final int MOST = 64;

  private static final Set<String> KNOWN = Set.of("key", "limits");

  /** Reads a reference to a secret, and says which setting is wrong. */
  interface References {
    Secret read(String path, String reference);
  }

  /** A key, and what a person changes when it is wrong. */
  record OneKey(Secret secret, String from) {}

  private ProviderKeys() {}

  /** The keys in their order; empty where the provider's section has no list of them. */
  static List<OneKey> read(String path, Config own, References references) {
    if (!own.hasPath(SETTING)) {
      return List.of();
    }
    var where = path + "." + SETTING;
    if (own.hasPath("api-key")) {
      throw new InvalidSetting(where, "stands beside api-key; put that key into the list, too");
    }
    if (!(own.getValue(SETTING) instanceof ConfigList list) || list.isEmpty()) {
      throw new InvalidSetting(
          where, "must be a list such as [{ key = \"env:KEY_A\" }, { key = \"env:KEY_B\" }]");
    }
    if (list.size() > MOST) {
      throw new InvalidSetting(where, "has " + list.size() + " keys; at most " + MOST);
    }
    var keys = new ArrayList<OneKey>();
    var seen = new HashMap<String, String>();
    for (int i = 0; i < list.size(); i++) {
      var one = key(where + "." + i, list.get(i) instanceof ConfigObject o ? o : null, references);
      var twin = seen.put(one.secret().reveal(), where + "." + i);
      if (twin != null) {
        throw new InvalidSetting(
            where + "." + i, "is the same key as " + twin + "; one key has one limit");
      }
      keys.add(one);
    }
    return keys;
  }

  private static OneKey key(String where, @Nullable ConfigObject object, References references) {
    if (object == null) {
      throw new InvalidSetting(where, "must be a section { key = \"env:NAME\", limits {...} }");
    }
    for (var setting : object.keySet()) {
      if (!KNOWN.contains(setting)) {
        throw new InvalidSetting(
            where + "." + setting, "is not a setting; there are " + new TreeSet<>(KNOWN));
      }
    }
    String reference;
    try {
      reference = object.toConfig().getString("key").strip();
    } catch (ConfigException e) {
      throw new InvalidSetting(where + ".key", "is missing; write \"env:NAME_OF_A_VARIABLE\"");
    }
    var from = reference.startsWith("env:") ? reference.substring(4) : where + ".key";
    return new OneKey(references.read(where + ".key", reference), from);
  }
}
