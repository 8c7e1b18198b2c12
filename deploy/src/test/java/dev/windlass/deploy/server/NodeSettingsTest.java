package dev.windlass.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.windlass.deploy.cluster.TestAuthority;
import dev.windlass.engine.journal.Journals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Defaults of the libraries that would break what we promise, and what they are set to: read from
 * what a node's actor system is started with. A row names the setting, its value and why.
 */
class NodeSettingsTest {
  private static final String ON = "on";
  private static final String OFF = "off";
  private static final String DOWNED =
      "pekko.coordinated-shutdown.reason-overrides.\"org.apache.pekko.actor.CoordinatedShutdown$"
          + "ClusterDowningReason$\".";
  private static final String NOT_TAKEN_IN =
      "pekko.coordinated-shutdown.reason-overrides.\"org.apache.pekko.actor.CoordinatedShutdown$"
          + "ClusterJoinUnsuccessfulReason$\".";
  private static final String BOOTSTRAP =
      "pekko.management.cluster.bootstrap.contact-point-discovery.";

  private static final List<Row> EVERY_NODE =
      List.of(
          row("pekko.actor.allow-java-serialization", OFF, "hostile bytes become objects"),
          row("pekko.actor.provider", "cluster", "one node and many are the same code"),
          row(
              "pekko.persistence.max-concurrent-recoveries",
              "50",
              "few large entities, read at once"),
          row(
              "pekko.serialization.jackson.read.max-document-length",
              "16777216",
              "memory; unbounded"),
          row("pekko.serialization.jackson.read.max-nesting-depth", "64", "the stack; 1,000"),
          row("windlass.travel.max-message", "128 MiB", "what a message inflates to is bounded"),
          row("windlass.api.server.max-connections", "16384", "5,000 watchers; 1,024"),
          row("windlass.api.server.backlog", "1024", "a burst of clients; 100"),
          row("windlass.api.server.idle-timeout", "330 s", "a wait for results takes 300 s; 60 s"),
          row(
              "windlass.api.server.request-timeout",
              "20 s",
              "a route that waits says for how long"),
          row("windlass.api.sse-keepalive", "15 s", "proxies cut what is silent"),
          row(
              "windlass.api.server.parsing.max-content-length",
              "infinite",
              "lines have no end; 8 m"),
          row("windlass.api.json-body", "8 MiB", "all other bodies have"),
          row("windlass.intake.max-line", "1 MiB", "and a line has"),
          row("windlass.http.max-answer", "10 MiB", "a giant answer fills the heap; unbounded"),
          row("windlass.http.longest-call", "10m", "a model that thinks for 70 s; 60 s"),
          row("windlass.http.max-connections", "16384", "calls at a time to a provider; 4"),
          row("windlass.http.max-waiting", "32768", "calls that wait for a connection; 32"),
          row(
              "pekko.http.client.parsing.max-content-length",
              "10 MiB",
              "as max-answer, for the rest"),
          row("pekko.http.host-connection-pool.max-retries", "0", "we repeat, and count; 5"),
          row("pekko.http.sse.max-line-size", "1 MiB", "a long chunk of a stream; 4,096"),
          row("pekko.http.sse.max-event-size", "1 MiB", "the same; 8,192"),
          row(
              "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook",
              OFF,
              "the server stops in order"),
          row(
              "pekko.cluster.downing-provider-class",
              sbr(),
              "a dead node keeps its shards for ever"));

  private static final List<Row> CLUSTER_NODE =
      List.of(
          row("pekko.cluster.split-brain-resolver.active-strategy", "keep-majority", "who goes on"),
          row(
              "pekko.cluster.split-brain-resolver.stable-after",
              "5s",
              "whole 20 s after a kill; 20 s"),
          row(
              "pekko.cluster.split-brain-resolver.down-all-when-unstable",
              OFF,
              "flapping ends nobody"),
          row("pekko.cluster.failure-detector.acceptable-heartbeat-pause", "2s", "the same; 3 s"),
          row("pekko.cluster.failure-detector.heartbeat-interval", "500ms", "the same; 1 s"),
          row("pekko.cluster.down-removal-margin", "3s", "the other side finds out and ends"),
          row("pekko.cluster.run-coordinated-shutdown-when-down", ON, "who was taken out ends"),
          row(DOWNED + "exit-jvm", ON, "half alive is worse than dead; off"),
          row(DOWNED + "exit-code", "1", "its supervisor starts it anew"),
          row(NOT_TAKEN_IN + "exit-jvm", ON, "the same"),
          row(NOT_TAKEN_IN + "exit-code", "1", "the same"),
          row(
              "pekko.coordinated-shutdown.exit-jvm",
              OFF,
              "else the server ends itself, with its code"),
          row("pekko.cluster.sharding.handoff-timeout", "60s", "calls in flight end first"),
          row(
              "pekko.cluster.sharding.updating-state-timeout",
              "2s",
              "a node that left is not waited for"),
          row(
              "pekko.cluster.configuration-compatibility-check.enforce-on-join",
              ON,
              "one strategy"),
          row(
              "pekko.remote.artery.advanced.maximum-large-frame-size",
              "12 MiB",
              "answers of 10 MiB"),
          row(
              "pekko.remote.artery.advanced.maximum-frame-size",
              "256 KiB",
              "small ones stay small"),
          row("pekko.remote.artery.untrusted-mode", OFF, "nodes that came in are trusted"));

  @TempDir Path folder;

  private record Row(String setting, String value, String why) {}

  private static Row row(String setting, String value, String why) {
    return new Row(setting, value, why);
  }

  private static String sbr() {
    return "org.apache.pekko.cluster.sbr.SplitBrainResolverProvider";
  }

  private static void hold(Config config, List<Row> rows) {
    assertSoftly(softly ->
        rows.forEach(row ->
            softly
                .assertThat(config.getString(row.setting))
                .as("%s (%s)", row.setting, row.why)
                .isEqualTo(row.value)));
  }

  private Config alone() throws Exception {
    var said = Map.of("windlass.data", folder.toString());
    var settings =
        Server.settings(
            Settings.load(null, ConfigFactory.parseMap(said), Map.of()), null, List.of("engine"));
    try (var journals = Journals.open(settings)) {
      return journals.overlay().withFallback(settings).resolve();
    }
  }

  private static Config together(Map<String, Object> further) throws Exception {
    var said = new HashMap<>(further);
    said.put("windlass.journal.kind", "postgres");
    said.putIfAbsent("windlass.cluster.discovery", "config");
    if (said.get("windlass.cluster.discovery").equals("config")) {
      said.put("windlass.cluster.seed-nodes", List.of("127.0.0.1:7355"));
    }
    var config = Settings.load(null, ConfigFactory.parseMap(said), Map.of());
    var clustering = Clustering.of(FormingNode.options(), Roles.of(config), config);
    assertThat(clustering).isNotNull();
    // what the database adds, without one
    var journal =
        ConfigFactory.parseMap(
            Map.of(
                "windlass-postgres.url", "u",
                "windlass-postgres.user", "u",
                "windlass-postgres.password", "p",
                "windlass-postgres.session-start", "",
                "windlass-postgres.wait", 3_000,
                "windlass-postgres.write-connections", 2,
                "windlass-postgres.read-connections", 4,
                "windlass-postgres.call-timeout", "10 s"));
    return ConfigFactory.parseResources("windlass-postgres.conf")
        .withFallback(journal)
        .withFallback(Server.settings(config, clustering, Roles.of(config).names()))
        .resolve();
  }

  @Test
  void aNodeAloneBoundsWhatItsLibrariesLeaveOpen() throws Exception {
    var config = alone();

    hold(config, EVERY_NODE);
    hold(config, ofTheJournal(config, "60 s", "3 s"));
    hold(
        config,
        List.of(
            row("pekko.remote.artery.canonical.hostname", "127.0.0.1", "nobody else may reach it"),
            row("pekko.remote.artery.canonical.port", "0", "nor need two of them agree"),
            row("pekko.coordinated-shutdown.exit-jvm", OFF, "it may be part of another program")));
  }

  @Test
  void aNodeOfSeveralBoundsTheSameAndEndsWhenItIsTakenOut() throws Exception {
    var config = together(Map.of());

    hold(config, EVERY_NODE);
    hold(config, ofTheJournal(config, "10 s", "2 s"));
    hold(config, CLUSTER_NODE);
    hold(
        config,
        List.of(
            row("pekko.remote.artery.canonical.hostname", "127.0.0.1", "open only where told so"),
            row("pekko.remote.artery.bind.hostname", "127.0.0.1", "the same"),
            row("pekko.remote.artery.transport", "tcp", "until there are certificates"),
            row("pekko.cluster.app-version", "0.0.0", "of a build that is in no jar"),
            row("pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes", "off", "seeds stay")));
    assertThat(config.getStringList("pekko.remote.artery.large-message-destinations"))
        .as("whoever is sent prompts, answers, lines or chains")
        .contains(
            "/system/sharding/partition",
            "/system/sharding/job",
            "/system/sharding/chains",
            "/system/windlass-dispatcher",
            "/system/windlass-workers/**",
            "/temp/**");
  }

  /** Two writers are an error to hear of; a database that is back is noticed at once. */
  private static List<Row> ofTheJournal(Config config, String callTimeout, String reset) {
    var journal = config.getString("pekko.persistence.journal.plugin");
    var rows = new ArrayList<Row>();
    rows.add(row(journal + ".replay-filter.mode", "fail", "events of one are dropped silently"));
    rows.add(row(journal + ".circuit-breaker.reset-timeout", reset, "30 s after an outage; 30 s"));
    rows.add(row(journal + ".circuit-breaker.call-timeout", callTimeout, "what a write may take"));
    return rows;
  }

  @Test
  void withCertificatesBothSidesMustShowOneAndHostsAreVerified() throws Exception {
    var files = new TestAuthority(folder.resolve("ca")).issue("n", "ip:127.0.0.1").settings();

    hold(
        together(files),
        List.of(
            row("pekko.remote.artery.transport", "tls-tcp", "anyone on the port joins; tcp"),
            row(
                "pekko.remote.artery.ssl.ssl-engine-provider",
                "dev.windlass.deploy.cluster.PemEngines",
                "mutual, and hosts are verified; off"),
            row(
                "windlass.cluster.tls.verify-host",
                ON,
                "a certificate of one host is none of another"),
            row("pekko.remote.artery.ssl.rotating-keys-engine.protocol", "TLSv1.3", "the newest")));
  }

  @Test
  void whereNodesLookForEachOtherTheirPortIsInsideAndChangesNothing() throws Exception {
    for (var way : Map.of("dns", "pekko-dns", "kubernetes", "kubernetes-api").entrySet()) {
      var config = together(Map.of("windlass.cluster.discovery", way.getKey()));

      hold(config, CLUSTER_NODE);
      hold(
          config,
          List.of(
              row(BOOTSTRAP + "discovery-method", way.getValue(), "as asked"),
              row(BOOTSTRAP + "required-contact-point-nr", "2", "most of three"),
              row("pekko.management.http.hostname", "127.0.0.1", "open only where told so"),
              row("pekko.management.http.port", "7626", "the same on every node"),
              row("pekko.management.http.route-providers-read-only", ON, "who could, would end it"),
              row("pekko.management.http.routes.health-checks", "", "/readyz tells more"),
              row(
                  "pekko.management.cluster.bootstrap.join-decider.class",
                  "dev.windlass.deploy.cluster.DatabaseDecides",
                  "no second cluster on one database"),
              row(
                  "pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes",
                  "60s",
                  "pods come back under other addresses")));
    }
  }

  @Test
  void aLeaseDecidesForTheNodesThatAreCountedWithoutOne() throws Exception {
    var config = together(Map.of("windlass.cluster.lease", "kubernetes"));
    var resolver = "pekko.cluster.split-brain-resolver.";

    hold(
        config,
        List.of(
            row(resolver + "active-strategy", "lease-majority", "as asked"),
            row(resolver + "stable-after", "5s", "as without"),
            row(resolver + "lease-majority.role", "engine", "those that hold entities"),
            row(
                resolver + "lease-majority.lease-implementation",
                "pekko.coordination.lease.kubernetes",
                "the one there is"),
            row(resolver + "lease-majority.lease-name", "windlass-windlass-sbr", "one a cluster"),
            row(
                resolver + "lease-majority.role",
                config.getString(resolver + "keep-majority.role"),
                "the same nodes count"),
            row(
                "pekko.coordination.lease.kubernetes.lease-class",
                "org.apache.pekko.coordination.lease.kubernetes.NativeKubernetesLease",
                "nothing to install"),
            row(
                "pekko.coordination.lease.kubernetes.secure-api-server",
                "true",
                "its token is secret")));
  }
}
