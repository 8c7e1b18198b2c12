package dev.windlass.deploy.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.deploy.cli.ServerOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the command line says, as settings. */
final class Flags {
  private Flags() {}

  /** The environment, with the provider that the command line names in its place. */
  static Map<String, String> environment(ServerOptions options) {
    var environment = new HashMap<>(System.getenv());
    var base = options.openAi();
    if (base != null) {
      environment.put("OPENAI_BASE_URL", base.toString());
      environment.remove("OPENAI_API_KEY");
    }
    return environment;
  }

  static Config of(ServerOptions options) {
    Map<String, Object> said = new HashMap<>();
    said.put("windlass.data", options.data().toString());
    if (!options.roles().isEmpty()) {
      said.put("windlass.roles", List.copyOf(options.roles()));
    }
    if (options.pool() > 0) {
      said.put("windlass.worker.pool", options.pool());
    }
    var journal = options.journal();
    if (journal != null) {
      said.put("windlass.journal.kind", journal);
    }
    var model = options.defaultModel();
    if (model != null) {
      said.put("windlass.default-model", model);
    }
    var management = options.management();
    if (management != null) {
      said.put("windlass.management", management);
    }
    var cluster = options.cluster();
    if (cluster != null) {
      said.putAll(Clustering.flags(cluster));
    }
    return ConfigFactory.parseMap(said, "the command line");
  }
}
