package dev.windlass.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.windlass.deploy.cluster.TinyDns;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes with addresses of their own, over real sockets and a real name server. */
class FormationByDnsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final List<String> HOSTS = List.of("127.0.0.2", "127.0.0.3", "127.0.0.4");
  private static final String NAME = "nodes.windlass.test";

  private final SharedPresence database = new SharedPresence();
  private final List<FormingNode> nodes = new ArrayList<>();
  private TinyDns dns;
  private int port;
  private int management;

  @BeforeEach
  void start() throws Exception {
    dns = new TinyDns();
    dns.addresses(NAME, HOSTS);
    try {
      port = FormingNode.freePort(HOSTS);
      management = FormingNode.freePort(HOSTS);
    } catch (BindException e) {
      System.out.println("skipped: nodes found by DNS, because 127.0.0.2 cannot be bound here");
      Assumptions.abort("127.0.0.2 cannot be bound here");
    }
  }

  @AfterEach
  void stop() {
    for (var node : nodes) {
      node.close();
    }
    dns.close();
  }

  private FormingNode node(int number, Map<String, Object> further) throws Exception {
    var settings = new HashMap<String, Object>();
    settings.put("windlass.cluster.discovery", "dns");
    settings.put("windlass.cluster.host", HOSTS.get(number));
    settings.put("windlass.cluster.port", port);
    settings.put("windlass.cluster.service-name", NAME);
    settings.put("windlass.cluster.management-port", management);
    settings.put("pekko.io.dns.async-dns.nameservers", List.of(dns.address()));
    settings.putAll(further);
    var node = new FormingNode(settings, database);
    nodes.add(node);
    return node.begin();
  }

  @Test
  void nodesThatAreTheAddressesOfANameBecomeOneCluster() throws Exception {
    for (int i = 0; i < 3; i++) {
      node(i, Map.of());
    }

    awaitAll(3);
    membersCanBeSeenButNotChanged();
  }

  @Test
  void aPortNameFindsThemByServiceRecords() throws Exception {
    // names that this machine's own resolver, which the connections go by, takes as addresses
    var hosts = HOSTS.subList(0, 2);
    hosts.forEach(host -> dns.addresses(host, List.of(host)));
    dns.services(
        "_management._tcp." + NAME,
        hosts.stream().map(host -> new TinyDns.Service(host, management)).toList());

    node(0, Map.of("windlass.cluster.port-name", "management"));
    node(1, Map.of("windlass.cluster.port-name", "management"));

    awaitAll(2);
  }

  @Test
  void aNodeThatSeesNoOtherBeginsNoSecondClusterOnTheSameDatabase() throws Exception {
    dns.addresses("first." + NAME, HOSTS.subList(0, 1));
    dns.addresses("cut-off." + NAME, HOSTS.subList(1, 2));
    var alone = Map.<String, Object>of("windlass.cluster.required-nodes", 1);
    var first = node(0, with(alone, "first." + NAME));
    await().atMost(PATIENCE).until(() -> first.sees() == 1);

    var cutOff = node(1, with(alone, "cut-off." + NAME));

    await()
        .during(Duration.ofSeconds(6)) // twice the time after which it would begin
        .atMost(Duration.ofSeconds(8))
        .until(() -> cutOff.sees() == 0 && first.sees() == 1);
    dns.addresses("cut-off." + NAME, HOSTS.subList(0, 2));
    awaitAll(2);
  }

  private static Map<String, Object> with(Map<String, Object> settings, String name) {
    var all = new HashMap<>(settings);
    all.put("windlass.cluster.service-name", name);
    return all;
  }

  private void awaitAll(int members) {
    await().atMost(PATIENCE).until(() -> nodes.stream().allMatch(node -> node.sees() == members));
  }

  private void membersCanBeSeenButNotChanged() throws Exception {
    var members = "http://" + HOSTS.getFirst() + ":" + management + "/cluster/members/";
    assertThat(status("GET", members)).isEqualTo(200);
    var member = members + "pekko:%2F%2Fwindlass@" + HOSTS.get(1) + ":" + port;
    assertThat(status("DELETE", member)).isEqualTo(405);
    assertThat(status("PUT", member)).isEqualTo(405);
    assertThat(status("POST", members)).isEqualTo(405);
  }

  private static int status(String method, String url) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(url))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
