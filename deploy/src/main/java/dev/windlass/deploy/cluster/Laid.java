package dev.windlass.deploy.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;

/** Resources that lie over the configuration, with references into it. */
final class Laid {
  private Laid() {}

  /** Not resolved. */
  static Config over(String resource) {
    return ConfigFactory.parseResources(
        Laid.class.getClassLoader(),
        resource,
        ConfigParseOptions.defaults().setAllowMissing(false));
  }
}
