package dev.windlass.deploy.bench.limits;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A model server as one has it at home, in a process of its own: so many slots, each busy for a
 * while with one answer; who comes when all are taken waits in line. It refuses nobody and speaks
 * of no limit. Arguments: port, slots, milliseconds, file of the log.
 */
final class SlotServer {
  private static final String ANSWER =
      "{\"id\":\"slot\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"bench\","
          + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Rome\"},"
          + "\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":1,\"total_tokens\":11}}";

  private final Semaphore slots;
  private final int millis;
  private final Writer log;
  private final Random random = new Random(1);

  private SlotServer(int slots, int millis, Path log) throws IOException {
    this.slots = new Semaphore(slots, true);
    this.millis = millis;
    this.log = Files.newBufferedWriter(log);
  }

  public static void main(String[] args) throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    var service =
        new SlotServer(Integer.parseInt(args[1]), Integer.parseInt(args[2]), Path.of(args[3]));
    var address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    var server = HttpServer.create(address, 1_024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/stats", exchange -> answer(exchange, "{}"));
    server.createContext("/v1/chat/completions", service::chat);
    server.start();
  }

  private void chat(HttpExchange exchange) throws IOException {
    var arrived = Instant.now();
    exchange.getRequestBody().readAllBytes();
    try {
      slots.acquire();
      try {
        TimeUnit.MICROSECONDS.sleep((long) (millis * 1_000 * (0.9 + 0.2 * random.nextDouble())));
      } finally {
        slots.release();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return;
    }
    var key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    var run = new String(JsonStringEncoder.getInstance().quoteAsString(key == null ? "" : key));
    synchronized (log) {
      log.write(
          "{\"at\":%d,\"end\":%d,\"status\":200,\"tokens\":11,\"run\":\"%s\"}%n"
              .formatted(nanos(arrived), nanos(Instant.now()), run));
      log.flush();
    }
    answer(exchange, ANSWER);
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    try (exchange) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
