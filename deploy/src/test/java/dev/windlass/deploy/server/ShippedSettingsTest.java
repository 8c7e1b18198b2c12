package dev.windlass.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.deploy.cluster.Discovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The settings that the chart and kustomize give to pods are settings that there are. */
class ShippedSettingsTest {
  @TempDir Path folder;

  private Config shipped(String file, String map) throws IOException, BadSettings {
    var text = Files.readString(Path.of("kustomize", "base", file));
    var load = new Load(LoadSettings.builder().build());
    for (var each : load.loadAllFromString(text)) {
      if (each instanceof Map<?, ?> object
          && "ConfigMap".equals(object.get("kind"))
          && object.get("metadata") instanceof Map<?, ?> metadata
          && map.equals(metadata.get("name"))
          && object.get("data") instanceof Map<?, ?> data
          && data.get("windlass.conf") instanceof String settings) {
        var conf = Files.writeString(folder.resolve(map + ".conf"), settings);
        return Settings.load(
            conf, Flags.of(options()), Map.of("WINDLASS_CLUSTER_HOST", "10.1.2.3"));
      }
    }
    throw new AssertionError("no ConfigMap " + map + " in " + file);
  }

  private static ServerOptions options() {
    return new ServerOptions(
        "0.0.0.0",
        8080,
        Path.of("/data"),
        null,
        Set.of(),
        0,
        List.of(),
        null,
        new ServerOptions.Cluster(null, List.of()),
        "0.0.0.0:7627",
        null,
        null,
        false);
  }

  @Test
  void nodesFindEachOtherByTheLabelsOfTheirPods() throws Exception {
    var config = shipped("nodes.yaml", "windlass-nodes");
    var cluster = Clustering.of(options(), new Roles(true, false, true), config);

    assertThat(cluster).isNotNull().returns(Discovery.KUBERNETES, Clustering::discovery);
    assertThat(config.getString("windlass.journal.kind")).isEqualTo("postgres");
    assertThat(config.getInt("windlass.cluster.required-nodes")).isEqualTo(2);
    var selector = config.getString("windlass.cluster.kubernetes.label-selector");
    var pods = Files.readString(Path.of("kustomize", "base", "nodes.yaml"));
    for (var label : selector.split(",", -1)) {
      assertThat(pods).contains("        " + label.replace("=", ": "));
    }
  }

  @Test
  void workersNeedNoDatabaseAndCallWhatTheyAreToldTo() throws Exception {
    var config = shipped("workers.yaml", "windlass-workers-default");
    var cluster = Clustering.of(options(), new Roles(false, true, false), config);

    assertThat(cluster).isNotNull().returns(Discovery.KUBERNETES, Clustering::discovery);
    assertThat(config.getString("windlass.journal.kind")).isEqualTo("embedded");
    assertThat(config.getStringList("windlass.worker.providers")).containsExactly("openai");
    assertThat(config.getString("windlass.providers.openai.api-key"))
        .isEqualTo("env:PROVIDER_KEY_OPENAI");
  }
}
