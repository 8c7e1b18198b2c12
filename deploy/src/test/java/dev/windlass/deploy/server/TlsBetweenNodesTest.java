package dev.windlass.deploy.server;

import static org.awaitility.Awaitility.await;

import dev.windlass.deploy.cluster.TestAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who comes into a cluster whose nodes talk TLS, over real sockets. */
class TlsBetweenNodesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String LOOPBACK = "127.0.0.1";

  @TempDir Path folder;
  private final SharedPresence database = new SharedPresence();
  private final List<FormingNode> nodes = new ArrayList<>();
  private final List<FormingNode> outside = new ArrayList<>();
  private int seed;

  @BeforeEach
  void choosePort() throws Exception {
    seed = FormingNode.freePort(List.of(LOOPBACK));
  }

  @AfterEach
  void stop() {
    outside.forEach(FormingNode::abandon); // first, so that nobody's handshake is under way
    nodes.forEach(FormingNode::abandon);
    nodes.reversed().forEach(FormingNode::close);
  }

  private FormingNode node(int port, Map<String, Object> tls) throws Exception {
    var node = begun(port, tls);
    nodes.add(node);
    return node;
  }

  private FormingNode begun(int port, Map<String, Object> tls) throws Exception {
    var settings = new HashMap<String, Object>(tls);
    settings.put("windlass.cluster.host", LOOPBACK);
    settings.put("windlass.cluster.port", port);
    settings.put("windlass.cluster.seed-nodes", List.of(LOOPBACK + ":" + seed));
    return new FormingNode(settings, database).begin();
  }

  private FormingNode another(Map<String, Object> tls) throws Exception {
    return node(FormingNode.freePort(List.of(LOOPBACK)), tls);
  }

  private FormingNode stranger(Map<String, Object> tls) throws Exception {
    var stranger = begun(FormingNode.freePort(List.of(LOOPBACK)), tls);
    outside.add(stranger);
    return stranger;
  }

  @Test
  void onlyNodesWithACertificateOfTheSameAuthorityForTheirHostGetIn() throws Exception {
    var ours = new TestAuthority(folder.resolve("ours"));
    var theirs = new TestAuthority(folder.resolve("theirs"));
    var good = ours.issue("windlass", "ip:" + LOOPBACK).settings();

    var first = node(seed, good);
    var second = another(good);
    await().atMost(PATIENCE).until(() -> first.sees() == 2 && second.sees() == 2);

    var strangers =
        List.of(
            stranger(theirs.issue("windlass", "ip:" + LOOPBACK).settings()),
            stranger(Map.of()),
            stranger(ours.issue("windlass", "ip:127.9.9.9").settings()),
            stranger(ours.issue("another-cluster", "dns:elsewhere.test").settings()));
    await()
        .during(Duration.ofSeconds(8)) // a node with a good certificate is in within two
        .atMost(Duration.ofSeconds(12))
        .until(() ->
            first.sees() == 2 && strangers.stream().allMatch(stranger -> stranger.sees() == 0));

    var third = another(good);
    await().atMost(PATIENCE).until(() -> first.sees() == 3 && third.sees() == 3);
  }

  @Test
  void whereHostsAreNotVerifiedANameInCommonIsEnough() throws Exception {
    var ours = new TestAuthority(folder.resolve("ours"));
    var settings = new HashMap<>(ours.issue("windlass", "dns:nodes.windlass.test").settings());
    settings.put("windlass.cluster.tls.verify-host", false);

    var first = node(seed, settings);
    var second = another(settings);

    await().atMost(PATIENCE).until(() -> first.sees() == 2 && second.sees() == 2);
  }
}
