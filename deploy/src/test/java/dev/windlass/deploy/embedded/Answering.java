package dev.windlass.deploy.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.windlass.engine.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A provider under a test's hand: answers {@code re: PROMPT}, but holds what it was told to hold,
 * and refuses a prompt with {@code bad} in it.
 */
final class Answering implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  /** Every prompt, as it came. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  Answering() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  void hold(String... prompts) {
    for (var prompt : prompts) {
      held.put(prompt, new CountDownLatch(1));
    }
  }

  void letGo(String prompt) {
    var latch = held.remove(prompt);
    if (latch != null) {
      latch.countDown();
    }
  }

  void letAllGo() {
    Set.copyOf(held.keySet()).forEach(this::letGo);
  }

  /** The next call with this prompt is refused. */
  void failOnce(String prompt) {
    failing.add(prompt);
  }

  long asked(String prompt) {
    return asked.stream().filter(prompt::equals).count();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode call = Json.MAPPER.readTree(exchange.getRequestBody());
      var messages = call.get("messages");
      var prompt = messages.get(messages.size() - 1).get("content").asText();
      asked.add(prompt);
      var latch = held.get(prompt);
      if (latch != null) {
        latch.await();
      }
      if (prompt.contains("bad") || failing.remove(prompt)) {
        send(exchange, 400, Map.of("error", Map.of("message", "no such thing", "type", "invalid")));
        return;
      }
      var message = Map.of("role", "assistant", "content", "re: " + prompt);
      send(
          exchange,
          200,
          Map.of(
              "id",
              "x",
              "object",
              "chat.completion",
              "model",
              call.path("model").asText(),
              "choices",
              List.of(Map.of("index", 0, "message", message, "finish_reason", "stop")),
              "usage",
              Map.of("prompt_tokens", 3, "completion_tokens", 4, "total_tokens", 7)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, Map<String, ?> body)
      throws IOException {
    var bytes = Json.MAPPER.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    letAllGo();
    server.stop(0);
    threads.shutdownNow();
  }
}
