package dev.windlass.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.windlass.deploy.cli.http.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * A server in the shapes of the API, without an engine: a sealed job is done at once. A row whose
 * text has {@code broken} in it fails, as a timeout would.
 */
public final class FakeServer implements AutoCloseable, Running {
  public final List<String> requests = new ArrayList<>();
  public final List<JsonNode> bodies = new ArrayList<>();
  public final Map<String, ObjectNode> chains = new LinkedHashMap<>();
  public final Map<String, Job> jobs = new LinkedHashMap<>();
  public String providerType = "openai";

  /** So many lines are kept of the next upload, and then its connection is cut; -1 for none. */
  public int cutUploadAfter = -1;

  /** So many rows of the next results are sent, and then the connection is cut; -1 for none. */
  public int cutResultsAfter = -1;

  public int refuseAll;
  public boolean stopped;

  private final HttpServer server;

  /** One job, with its lines as they came. */
  public static final class Job {
    public final String id;
    public final ObjectNode made;
    public final List<String> lines = new ArrayList<>();
    public boolean sealed;
    public String state = "receiving";

    Job(String id, ObjectNode made) {
      this.id = id;
      this.made = made;
    }
  }

  public FakeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  @Override
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** Refused by a test's own wish, or by the API's rules. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String slug;

    Refused(int status, String slug, String detail) {
      super(detail);
      this.status = status;
      this.slug = slug;
    }
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getRawPath();
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      try {
        if (refuseAll > 0) {
          throw new Refused(refuseAll, "unauthenticated", "say who you are");
        }
        route(exchange, path.substring(1).split("/"));
      } catch (Refused refused) {
        var problem = Json.object().put("type", "https://x/problems/" + refused.slug);
        problem.put("status", refused.status).put("detail", refused.getMessage());
        send(exchange, refused.status, Json.text(problem));
      } catch (UncheckedIOException cut) {
        // the connection is closed without an answer
      }
    }
  }

  private void route(HttpExchange exchange, String[] path) throws IOException {
    var method = exchange.getRequestMethod();
    switch (path[1]) {
      case "chains" -> chain(exchange, method, path);
      case "providers" -> providers(exchange, path);
      case "workers" -> workers(exchange);
      case "runs" -> run(exchange, method);
      case "jobs" -> {
        if (path.length == 2) {
          jobs(exchange, method);
        } else {
          job(exchange, method, path);
        }
      }
      default -> throw new Refused(404, "not-found", "no such thing");
    }
  }

  private void chain(HttpExchange exchange, String method, String[] path) throws IOException {
    var there = path.length > 2 ? chains.get(path[2]) : null;
    if (method.equals("PUT")) {
      var body = body(exchange);
      if (there != null && exchange.getRequestHeaders().getFirst("If-Match") == null) {
        throw new Refused(428, "precondition-required", "say which version you replace");
      }
      boolean same = there != null && there.get("chain").equals(body);
      var version = Json.object().put("name", path[2]);
      version.put("version", there == null ? 1 : there.get("version").asInt() + (same ? 0 : 1));
      version.put("digest", "sha256:" + body.hashCode()).set("chain", body);
      chains.put(path[2], version);
      send(exchange, same ? 200 : 201, Json.text(version));
    } else if (path.length == 2) {
      var page = Json.object();
      page.putArray("items").addAll(chains.values());
      send(exchange, 200, Json.text(page));
    } else if (there == null) {
      throw new Refused(404, "not-found", "no such chain");
    } else {
      exchange.getResponseHeaders().set("ETag", "\"" + there.get("digest").asText() + "\"");
      send(exchange, 200, Json.text(there));
    }
  }

  private static void workers(HttpExchange exchange) throws IOException {
    var page = Json.object();
    var items = page.putArray("items");
    var busy = items.addObject().put("node", "10.0.0.1:7355").put("version", "1.2");
    busy.put("in_flight", 17).put("pool", 64).put("rate_per_s", 8.5).put("heap_used", 300 << 20);
    busy.putArray("roles").add("worker");
    busy.putArray("serves").add("local").add("openai");
    var silent = items.addObject().put("node", "10.0.0.2:7355").putNull("version");
    silent.putArray("roles").add("engine").add("api");
    silent.putArray("serves");
    send(exchange, 200, Json.text(page));
  }

  private void providers(HttpExchange exchange, String[] path) throws IOException {
    var page = Json.object();
    var item = page.putArray("items").addObject();
    if (path.length == 2) {
      item.put("name", "openai").put("type", providerType);
    } else {
      item.put("limit", "rpm").put("model", "*").put("configured", 600).putNull("learned");
      item.put("used", 12).put("waiting", 3).putNull("last_429_at");
    }
    if (exchange.getRequestMethod().equals("PUT")) {
      bodies.add(body(exchange));
    } else if (exchange.getRequestMethod().equals("DELETE")) {
      bodies.add(Json.object().put("reset", String.valueOf(exchange.getRequestURI())));
    }
    send(exchange, 200, Json.text(page));
  }

  private void run(HttpExchange exchange, String method) throws IOException {
    var run = Json.object().put("id", "run_1").put("status", "succeeded").put("output", "Paris");
    if (method.equals("POST")) {
      bodies.add(body(exchange));
      send(exchange, 201, Json.text(run));
    } else {
      send(exchange, 200, Json.text(run));
    }
  }

  private void jobs(HttpExchange exchange, String method) throws IOException {
    if (method.equals("GET")) {
      var page = Json.object();
      var items = page.putArray("items");
      jobs.values().forEach(job -> items.add(page(job)));
      send(exchange, 200, Json.text(page));
      return;
    }
    var body = body(exchange);
    bodies.add(body);
    var key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    var there = jobs.get(key);
    if (there != null && !there.made.equals(body)) {
      throw new Refused(422, "idempotency-key-reused", "another body");
    }
    if (there != null) {
      exchange.getResponseHeaders().set("Idempotency-Replayed", "true");
      send(exchange, 200, Json.text(page(there)));
      return;
    }
    var fresh = new Job("job_" + (jobs.size() + 1), body);
    jobs.put(key, fresh);
    send(exchange, 201, Json.text(page(fresh)));
  }

  private void job(HttpExchange exchange, String method, String[] path) throws IOException {
    var job =
        jobs.values().stream()
            .filter(each -> each.id.equals(path[2]))
            .findFirst()
            .orElseThrow(() -> new Refused(404, "not-found", "there is no job " + path[2]));
    switch (path.length == 3 ? "" : path[3]) {
      case "" -> {
        if (method.equals("PATCH")) {
          bodies.add(body(exchange));
        }
        exchange.getResponseHeaders().set("ETag", "\"v" + requests.size() + "\"");
        send(exchange, 200, Json.text(page(job)));
      }
      case "lines" -> lines(exchange, method, job);
      case "results" -> results(exchange, job);
      case "failures" -> failures(exchange, job);
      case "retry-failed" -> {
        bodies.add(body(exchange));
        send(exchange, 202, "{\"retried\":" + failed(job) + "}");
      }
      case "pause", "resume", "cancel" -> {
        if (path[3].equals("cancel")) {
          bodies.add(body(exchange));
          job.state = "cancelled";
        }
        send(exchange, 200, Json.text(page(job)));
      }
      default -> throw new Refused(404, "not-found", "no such thing");
    }
  }

  private void lines(HttpExchange exchange, String method, Job job) throws IOException {
    exchange.getResponseHeaders().set("Accepted-Lines", "" + job.lines.size());
    exchange.getResponseHeaders().set("Sealed", "" + job.sealed);
    if (method.equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    if (job.sealed) {
      throw new Refused(409, "job-sealed", "it was sealed");
    }
    if (!query(exchange, "offset").equals(Optional.of("" + job.lines.size()))) {
      throw new Refused(409, "offset-gap", "another offset");
    }
    var in =
        new BufferedReader(
            new InputStreamReader(exchange.getRequestBody(), StandardCharsets.UTF_8));
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      if (cutUploadAfter == 0) {
        cutUploadAfter = -1;
        throw new UncheckedIOException(new IOException("cut"));
      }
      cutUploadAfter = Math.max(-1, cutUploadAfter - 1);
      job.lines.add(line);
    }
    job.sealed = true;
    job.state = "completed";
    send(exchange, 200, "{\"accepted_lines\":" + job.lines.size() + ",\"sealed\":true}");
  }

  private void results(HttpExchange exchange, Job job) throws IOException {
    int from = query(exchange, "cursor").map(Integer::parseInt).orElse(0);
    boolean onlyFailed = query(exchange, "status").isPresent();
    boolean byInput = query(exchange, "order").equals(Optional.of("input"));
    exchange.sendResponseHeaders(200, 0);
    try (var out = exchange.getResponseBody()) {
      int sent = 0;
      for (int i = from; i < job.lines.size() && job.sealed; i++) {
        if (sent++ == cutResultsAfter) {
          cutResultsAfter = -1;
          out.flush();
          throw new UncheckedIOException(new IOException("cut"));
        }
        int line = byInput ? i : job.lines.size() - 1 - i; // completed from the last to the first
        if (!onlyFailed || job.lines.get(line).contains("broken")) {
          out.write((row(job, line, i + 1) + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
      var type = job.sealed ? "end" : "more";
      out.write(
          ("{\"type\":\""
                  + type
                  + "\",\"cursor\":\""
                  + (job.sealed ? job.lines.size() : from)
                  + "\"}\n")
              .getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String row(Job job, int line, int cursor) {
    var status = job.lines.get(line).contains("broken") ? "failed" : "succeeded";
    return "{\"cursor\":\""
        + cursor
        + "\",\"line\":"
        + (line + 1)
        + ",\"status\":\""
        + status
        + "\",\"output\":3.0}";
  }

  private static void failures(HttpExchange exchange, Job job) throws IOException {
    var page = Json.object();
    var items = page.putArray("items");
    if (failed(job) > 0) {
      var group = items.addObject().put("code", "timeout").put("lines", failed(job));
      group
          .put("retryable", true)
          .putObject("example")
          .put("line_id", "2")
          .put("message", "no answer in 120 s");
    }
    send(exchange, 200, Json.text(page));
  }

  private static long failed(Job job) {
    return job.lines.stream().filter(line -> line.contains("broken")).count();
  }

  private static ObjectNode page(Job job) {
    var page = Json.object().put("id", job.id).put("state", job.state).put("sealed", job.sealed);
    page.set(
        "chain",
        job.made.get("chain").isTextual() ? job.made.get("chain") : job.made.at("/chain/chain"));
    page.put("accepted_lines", job.lines.size()).put("rejected_lines", 0);
    long done = job.sealed ? job.lines.size() : 0;
    var counts = page.putObject("counts").put("accepted", job.lines.size());
    counts.put("waiting", job.lines.size() - done).put("running", 0);
    counts.put("succeeded", done - (job.sealed ? failed(job) : 0));
    counts.put("failed", job.sealed ? failed(job) : 0).put("cancelled", 0);
    return page.put("rate_per_s", 12.5).put("tokens_in", 0).put("tokens_out", 0);
  }

  private static Optional<String> query(HttpExchange exchange, String name) {
    var query = exchange.getRequestURI().getQuery();
    return query == null
        ? Optional.empty()
        : Arrays.stream(query.split("&"))
            .filter(each -> each.startsWith(name + "="))
            .map(each -> each.substring(name.length() + 1))
            .findFirst();
  }

  private static ObjectNode body(HttpExchange exchange) throws IOException {
    var bytes = exchange.getRequestBody().readAllBytes();
    return bytes.length == 0
        ? Json.object()
        : (ObjectNode) Json.read(new String(bytes, StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
