package dev.windlass.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.deploy.cluster.Discovery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusteringTest {
  private static final List<String> SEEDS = List.of("10.0.0.1:7355", "10.0.0.2:7355");

  private static ServerOptions options(ServerOptions.@Nullable Cluster cluster, String journal) {
    return new ServerOptions(
        "127.0.0.1",
        0,
        Path.of("data"),
        null,
        Set.of(),
        0,
        List.of(),
        journal,
        cluster,
        null,
        null,
        null,
        false);
  }

  private static @Nullable Clustering of(ServerOptions options, Map<String, String> environment)
      throws BadSettings {
    Config config = Settings.load(null, Flags.of(options), environment);
    return Clustering.of(options, Roles.of(config), config);
  }

  private static Clustering joined(ServerOptions options) throws BadSettings {
    return joined(options, Map.of());
  }

  private static Clustering joined(ServerOptions options, Map<String, String> environment)
      throws BadSettings {
    var found = of(options, environment);
    if (found == null) {
      throw new AssertionError("a node alone");
    }
    return found;
  }

  @Test
  void aNodeIsAloneUntilItIsToldOtherwise() throws Exception {
    assertThat(of(options(null, "embedded"), Map.of())).isNull();
    assertThat(of(options(null, "postgres"), Map.of())).isNull();
  }

  @Test
  void seedsInTheEnvironmentMakeAClusterToo() throws Exception {
    var environment =
        Map.of("WINDLASS_CLUSTER_SEED_NODES", "a:1,b:2", "WINDLASS_CLUSTER_HOST", "a");

    var found = joined(options(null, "postgres"), environment);

    assertThat(found.seeds()).containsExactly("a:1", "b:2");
    assertThat(found.node()).isEqualTo("a:7355");
  }

  @Test
  void anotherWayToFindNodesMakesAClusterWithoutSeeds() throws Exception {
    var found = joined(options(null, "postgres"), Map.of("WINDLASS_CLUSTER_DISCOVERY", "dns"));

    assertThat(found.discovery()).isEqualTo(Discovery.DNS);
    assertThat(found.seeds()).isEmpty();
  }

  @Test
  void withoutCertificatesAnAddressThatOthersReachIsOpen() throws Exception {
    assertThat(joined(options(new ServerOptions.Cluster("7400", SEEDS), "postgres")).isOpen())
        .isFalse();
    var reached = new ServerOptions.Cluster("10.0.0.1:7400", SEEDS);
    assertThat(joined(options(reached, "postgres")).isOpen()).isTrue();
  }

  @Test
  void flagsSayWhereItListensAndWhomItJoins() throws Exception {
    var found = joined(options(new ServerOptions.Cluster("10.0.0.1:7400", SEEDS), "postgres"));

    assertThat(found.node()).isEqualTo("10.0.0.1:7400");
    assertThat(found.addresses())
        .containsExactly("pekko://windlass@10.0.0.1:7355", "pekko://windlass@10.0.0.2:7355");
    var laid =
        found
            .overlay()
            .withFallback(
                ConfigFactory.parseResources(
                    "windlass-actors.conf", ConfigParseOptions.defaults().setAllowMissing(false)))
            .withFallback(Settings.load(null, ConfigFactory.empty(), Map.of()))
            .resolve();
    assertThat(laid.getDuration("pekko.cluster.failure-detector.acceptable-heartbeat-pause"))
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(laid.getDuration("pekko.cluster.split-brain-resolver.stable-after"))
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(laid.getBoolean("pekko.actor.allow-java-serialization")).isFalse();
  }

  @Test
  void aPortAloneIsOnLoopback() throws Exception {
    assertThat(joined(options(new ServerOptions.Cluster("7400", SEEDS), "postgres")).node())
        .isEqualTo("127.0.0.1:7400");
  }

  @Test
  void aWorkerNeedsNoDatabase() throws Exception {
    var cluster = new ServerOptions.Cluster(null, SEEDS);

    assertThat(joined(options(cluster, "embedded"), Map.of("WINDLASS_ROLES", "worker")).addresses())
        .hasSize(2);
    assertThatThrownBy(
            () -> joined(options(cluster, "embedded"), Map.of("WINDLASS_ROLES", "api,worker")))
        .hasMessageContaining("--journal postgres");
  }

  @Test
  void whatCannotBeIsRefusedWithWhatToDo() {
    var cluster = new ServerOptions.Cluster(null, SEEDS);
    assertThatThrownBy(() -> of(options(cluster, "embedded"), Map.of()))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("--journal postgres");
    var alone = new ServerOptions.Cluster(null, List.of());
    assertThatThrownBy(() -> of(options(alone, "postgres"), Map.of()))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("--seeds HOST:PORT");
    var found = Map.of("WINDLASS_CLUSTER_DISCOVERY", "dns");
    assertThatThrownBy(() -> of(options(new ServerOptions.Cluster(null, SEEDS), "postgres"), found))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("leave out --seeds");
    var unknown = Map.of("WINDLASS_CLUSTER_DISCOVERY", "zookeeper");
    assertThatThrownBy(() -> of(options(null, "postgres"), unknown))
        .hasMessage("windlass.cluster.discovery is config, dns or kubernetes, not \"zookeeper\"");
    var same = Map.of("WINDLASS_CLUSTER_DISCOVERY", "dns", "WINDLASS_CLUSTER_PORT", "7626");
    assertThatThrownBy(() -> of(options(null, "postgres"), same))
        .hasMessageContaining("windlass.cluster.management-port is 7626")
        .hasMessageContaining("not the cluster's own");
    var noFile = Map.of("WINDLASS_CLUSTER_SEED_NODES", "a:1", "WINDLASS_CLUSTER_TLS_CA", "no.crt");
    assertThatThrownBy(() -> of(options(null, "postgres"), noFile))
        .hasMessageContaining("windlass.cluster.tls.cert is not set");
    var wrong = new ServerOptions.Cluster(null, List.of("10.0.0.1"));
    assertThatThrownBy(() -> of(options(wrong, "postgres"), Map.of()))
        .hasMessageContaining("\"10.0.0.1\" is no HOST:PORT");
    var far = new ServerOptions.Cluster("10.0.0.1:70000", SEEDS);
    assertThatThrownBy(() -> of(options(far, "postgres"), Map.of()))
        .hasMessageContaining("--cluster-bind");
  }
}
