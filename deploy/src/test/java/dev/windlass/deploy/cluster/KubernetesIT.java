package dev.windlass.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers, a database and a stand-in for the API of Kubernetes, as processes of their own but
 * for the last.
 */
class KubernetesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Class path of the server. */
  private static final String PROGRAM =
      System.getProperty("windlass.program", Path.of("target", "windlass.jar").toString());

  private static final List<String> PODS = List.of("127.0.0.2", "127.0.0.3");

  @TempDir Path folder;
  private final List<Child> servers = new ArrayList<>();
  private final Map<String, Integer> ports = new HashMap<>();
  private final List<AutoCloseable> others = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    servers.forEach(Child::close);
    for (var each : others.reversed()) {
      each.close();
    }
  }

  @Test
  void nodesFindEachOtherByTheApiAndTheLeaseLetsTheOneThatIsLeftGoOn() throws Exception {
    Database database;
    try {
      new ServerSocket(0, 1, InetAddress.getByName(PODS.getLast())).close();
      database = Database.own(folder.resolve("pg"));
    } catch (IOException e) {
      System.out.println("skipped: nodes found by Kubernetes, because " + e.getMessage());
      Assumptions.abort(e.getMessage());
      return;
    }
    others.add(database);
    var authority = new TestAuthority(folder.resolve("authority"));
    var files = authority.issue("kubernetes", "ip:127.0.0.1");
    var token = Files.writeString(folder.resolve("token"), "let-me-in");
    var kubernetes = new FakeKubernetes("mine", "let-me-in", authority);
    others.add(kubernetes);
    kubernetes.pods("app.kubernetes.io/name=windlass", PODS);
    var environment = new HashMap<>(database.environment());
    environment.put("PGPASSWORD", "");
    environment.put("KUBERNETES_SERVICE_HOST", "127.0.0.1");
    environment.put("KUBERNETES_SERVICE_PORT", Integer.toString(kubernetes.port()));
    environment.put("WINDLASS_CLUSTER_DISCOVERY", "kubernetes");
    environment.put("WINDLASS_CLUSTER_LEASE", "kubernetes");
    environment.put("WINDLASS_CLUSTER_KUBERNETES_NAMESPACE", "mine");
    environment.put("WINDLASS_CLUSTER_KUBERNETES_CA", files.ca().toString());
    environment.put("WINDLASS_CLUSTER_KUBERNETES_TOKEN", token.toString());
    for (var pod : PODS) {
      servers.add(server(pod, environment));
    }

    await().atMost(PATIENCE).until(() -> PODS.stream().allMatch(this::ready));
    var members = get(URI.create("http://" + PODS.getFirst() + ":7626/cluster/members"));
    assertThat(members.body()).contains("127.0.0.2:7355").contains("127.0.0.3:7355");
    assertThat(kubernetes.holder()).as("nobody needs it while all are there").isNull();

    // of two halves the one with the lowest address would go on without a lease, and it is gone
    servers.getFirst().kill();

    await().atMost(PATIENCE).until(() -> kubernetes.holder() != null);
    assertThat(kubernetes.holder()).contains(PODS.getLast());
    var left = URI.create("http://" + PODS.getLast() + ":7626/cluster/members");
    await()
        .atMost(PATIENCE)
        .until(() -> {
          var body = get(left).body();
          return !body.contains("127.0.0.2:7355") && body.contains("\"status\":\"Up\"");
        });
    assertThat(servers.getLast().alive()).isTrue();
    assertThat(ready(PODS.getLast())).isTrue();
  }

  private Child server(String pod, Map<String, String> environment) throws IOException {
    var own = new HashMap<>(environment);
    own.put("WINDLASS_CLUSTER_HOST", pod);
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            PROGRAM,
            "dev.windlass.deploy.Main",
            "server",
            "--journal",
            "postgres",
            "--bind",
            "127.0.0.1:" + api(pod),
            "--data",
            folder.resolve(pod).toString());
    return Child.start(command, own, folder.resolve(pod + ".log"));
  }

  private int api(String pod) {
    return ports.computeIfAbsent(
        pod,
        each -> {
          try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private boolean ready(String pod) {
    var server = servers.get(PODS.indexOf(pod));
    assertThat(server.alive()).as("%s%n%s", pod, server.printed()).isTrue();
    try {
      return get(URI.create("http://127.0.0.1:" + api(pod) + "/readyz")).statusCode() == 200;
    } catch (IOException | InterruptedException e) {
      return false; // not yet
    }
  }

  private static HttpResponse<String> get(URI at) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(at).timeout(Duration.ofSeconds(10)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
