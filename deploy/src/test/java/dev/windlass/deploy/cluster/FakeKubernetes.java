package dev.windlass.deploy.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * As much of the API of Kubernetes as nodes use, over HTTPS: the pods with a label, and Lease
 * objects (coordination.k8s.io/v1) that are replaced only by whoever names their version.
 */
final class FakeKubernetes implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String namespace;
  private final String token;
  private final HttpsServer server;
  private final Map<String, ObjectNode> leases = new LinkedHashMap<>();
  private final Map<String, List<String>> pods = new LinkedHashMap<>();
  private int version;

  /**
   * @param keys with a certificate for 127.0.0.1
   * @param token that who asks must bear
   */
  FakeKubernetes(String namespace, String token, TestAuthority keys) throws Exception {
    this.namespace = namespace;
    this.token = token;
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys.keys(), keys.password());
    var tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** From now on these addresses are the running pods of that label. */
  synchronized void pods(String selector, List<String> addresses) {
    pods.put(selector, addresses);
  }

  /** Who holds the one lease there is, or null. */
  synchronized @Nullable String holder() {
    return leases.values().stream()
        .map(lease -> lease.at("/spec/holderIdentity").asText())
        .filter(holder -> !holder.isEmpty())
        .findFirst()
        .orElse(null);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var bearer = exchange.getRequestHeaders().getFirst("Authorization");
      if (("Bearer " + token).equals(bearer)) {
        answer(exchange, body);
      } else {
        say(exchange, 401, JSON.createObjectNode().put("message", "no such token"));
      }
    }
  }

  private synchronized void answer(HttpExchange exchange, byte[] body) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var ofLeases = "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases/";
    if (path.equals("/api/v1/namespaces/" + namespace + "/pods")) {
      var query = URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
      say(exchange, 200, podList(query.substring("labelSelector=".length())));
    } else if (path.startsWith(ofLeases)) {
      lease(exchange, path.substring(ofLeases.length()), body);
    } else {
      say(exchange, 404, JSON.createObjectNode().put("message", path));
    }
  }

  private ObjectNode podList(String selector) {
    var list = JSON.createObjectNode();
    var items = list.putArray("items");
    for (var address : pods.getOrDefault(selector, List.of())) {
      var pod = items.addObject();
      pod.putObject("metadata").put("name", "pod-" + address);
      pod.putObject("spec").putArray("containers").addObject().put("name", "windlass");
      pod.putObject("status").put("podIP", address).put("phase", "Running");
    }
    return list;
  }

  private void lease(HttpExchange exchange, String name, byte[] body) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "GET" -> {
        var known = leases.get(name);
        say(exchange, known == null ? 404 : 200, known == null ? JSON.createObjectNode() : known);
      }
      case "POST" -> {
        var made = (ObjectNode) JSON.readTree(body);
        var called = made.at("/metadata/name").asText();
        var known = leases.get(called);
        say(exchange, known == null ? 201 : 409, known == null ? stored(called, made) : known);
      }
      case "PUT" -> {
        var known = leases.get(name);
        var replaced = (ObjectNode) JSON.readTree(body);
        boolean same = known != null && version(known).equals(version(replaced));
        say(exchange, same ? 200 : 409, same ? stored(name, replaced) : JSON.createObjectNode());
      }
      default -> say(exchange, 405, JSON.createObjectNode());
    }
  }

  private static String version(JsonNode lease) {
    return lease.at("/metadata/resourceVersion").asText();
  }

  private ObjectNode stored(String name, ObjectNode lease) {
    ((ObjectNode) lease.get("metadata")).put("resourceVersion", Integer.toString(++version));
    leases.put(name, lease);
    return lease;
  }

  private static void say(HttpExchange exchange, int status, JsonNode what) throws IOException {
    var bytes = JSON.writeValueAsBytes(what);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
