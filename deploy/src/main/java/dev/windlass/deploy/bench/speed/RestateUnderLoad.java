package dev.windlass.deploy.bench.speed;

import dev.windlass.deploy.bench.Http;
import dev.windlass.deploy.bench.speed.Contender.Load;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Restate: its server, the chain as a service of its own process, and a program that hands over the
 * lines. One node; the number of partitions is the one with which it was fastest on two cores.
 */
final class RestateUnderLoad {
  private static final String PARTITIONS = "8";
  private static final int TRIES = 20;

  private RestateUnderLoad() {}

  static Load start(Stage stage) throws IOException, InterruptedException {
    var home = stage.peers.installed().resolve("restate");
    var data = Files.createDirectory(stage.folder.resolve("restate-data"));
    var ingress = "127.0.0.1:" + Http.freePort();
    var admin = "127.0.0.1:" + Http.freePort();
    var environment = new HashMap<String, String>();
    environment.put("RESTATE_BASE_DIR", data.toString());
    environment.put("RESTATE_DISABLE_TELEMETRY", "true");
    environment.put("RESTATE_LOG_FILTER", "warn");
    environment.put("RESTATE_BIND_IP", "127.0.0.1");
    environment.put("RESTATE_BIND_PORT", Integer.toString(Http.freePort()));
    environment.put("RESTATE_INGRESS__BIND_ADDRESS", ingress);
    environment.put("RESTATE_ADMIN__BIND_ADDRESS", admin);
    environment.put("RESTATE_DEFAULT_NUM_PARTITIONS", PARTITIONS);
    environment.put("RESTATE_WORKER__INVOKER__CONCURRENT_INVOCATIONS_LIMIT", "6000");
    var server = stage.start("restate", environment, binary(home).toString(), "--no-logo");
    int port = Http.freePort();
    var service =
        stage.start(
            "service",
            Map.of("NODE_ENV", "production", "RESTATE_LOGGING", "ERROR"),
            "node",
            home.resolve("service.mjs").toString(),
            Integer.toString(port),
            stage.baseUrl().toString());
    stage.await(server, "Restate", URI.create("http://" + admin + "/health"));
    stage.await(server, "Restate", URI.create("http://" + ingress + "/restate/health"));
    register(stage, URI.create("http://" + admin + "/deployments"), port);
    var submit =
        stage.start(
            "submit",
            Map.of(),
            "node",
            home.resolve("submit.mjs").toString(),
            "http://" + ingress,
            stage.lines.toString(),
            Integer.toString(stage.width));
    return new Load(List.of(server, service, submit), data, null);
  }

  private static Path binary(Path home) throws IOException {
    var vendor = home.resolve("node_modules").resolve("@restatedev");
    try (var packages = Files.list(vendor)) {
      return packages
          .map(each -> each.resolve("bin").resolve("restate-server"))
          .filter(Files::isExecutable)
          .findFirst()
          .orElseThrow(() -> new IOException("Restate has no server for this machine"));
    }
  }

  /** Tells Restate where the service is; refused until its own parts have found each other. */
  private static void register(Stage stage, URI deployments, int port)
      throws IOException, InterruptedException {
    var body = "{\"uri\":\"http://127.0.0.1:" + port + "\"}";
    for (int i = 1; ; i++) {
      try {
        stage.http.post(
            deployments,
            "application/json",
            () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        return;
      } catch (IOException e) {
        if (i == TRIES) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(500);
      }
    }
  }
}
