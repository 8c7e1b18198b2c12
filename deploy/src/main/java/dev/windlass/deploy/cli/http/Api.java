package dev.windlass.deploy.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server. Every method blocks; may be used by several threads. A refusal is a {@link
 * CliFailure} with the server's problem object; {@link IOException} means that no answer came.
 */
public final class Api {
  private static final int CONNECT_MS = 5_000;
  private static final int READ_MS = 75_000;
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final long MOST_ERROR_BYTES = 1 << 20;

  private final URI base;

  public Api(URI base) {
    this.base = base.getPath().endsWith("/") ? base : URI.create(base + "/");
    // a POST that fails is repeated by us, with its key, or not at all
    System.setProperty("sun.net.http.retryPost", "false");
  }

  public URI base() {
    return base;
  }

  /** The address as a person writes it. */
  public String shown() {
    var text = base.toString();
    return text.substring(0, text.length() - 1);
  }

  /** One part of a path or a query, escaped. */
  public static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public Answer get(String path) throws CliFailure, IOException {
    return get(path, Map.of(), Duration.ZERO);
  }

  /**
   * @param wait how long the server may think, beside the usual time
   */
  public Answer get(String path, Map<String, String> headers, Duration wait)
      throws CliFailure, IOException {
    return answer(open("GET", path, headers, wait));
  }

  public Answer head(String path) throws CliFailure, IOException {
    return answer(open("HEAD", path, Map.of(), Duration.ZERO));
  }

  public Answer post(String path, @Nullable JsonNode body, Map<String, String> headers)
      throws CliFailure, IOException {
    return send("POST", path, body, headers, Duration.ZERO);
  }

  /** Changes what is there by a merge patch (RFC 7396). */
  public Answer patch(String path, JsonNode body) throws CliFailure, IOException {
    return Patch.send(base.resolve(path), body, Duration.ofMillis(READ_MS));
  }

  public Answer send(
      String method,
      String path,
      @Nullable JsonNode body,
      Map<String, String> headers,
      Duration wait)
      throws CliFailure, IOException {
    var connection = open(method, path, headers, wait);
    var bytes = body == null ? new byte[0] : Json.text(body).getBytes(StandardCharsets.UTF_8);
    connection.setDoOutput(true);
    if (body != null) {
      connection.setRequestProperty("Content-Type", "application/json");
    }
    connection.setFixedLengthStreamingMode(bytes.length);
    try (var out = connection.getOutputStream()) {
      out.write(bytes);
    }
    return answer(connection);
  }

  /** Writes a body while it is sent. */
  public interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Streams NDJSON up. The server reads it only as fast as it can keep it, so there is no time
   * limit on the sending, and its answer may take as long as its slowest write.
   */
  public Answer upload(String path, Body body) throws CliFailure, IOException {
    var connection = open("POST", path, Map.of(), Duration.ofMinutes(10));
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/x-ndjson");
    connection.setChunkedStreamingMode(CHUNK_BYTES);
    IOException cut = null;
    try (var out = connection.getOutputStream()) {
      body.writeTo(out);
    } catch (IOException broken) {
      cut = broken; // a server that refuses answers before it has read all
    }
    try {
      return answer(connection);
    } catch (IOException noAnswer) {
      throw cut == null ? noAnswer : cut;
    }
  }

  /** Opens a stream of NDJSON; the caller closes it. */
  public InputStream stream(String path, Duration quiet) throws CliFailure, IOException {
    var connection =
        open("GET", path, Map.of("Accept", "application/x-ndjson"), quiet.plusSeconds(30));
    if (connection.getResponseCode() >= 300) {
      throw refusal(connection);
    }
    return connection.getInputStream();
  }

  private HttpURLConnection open(
      String method, String path, Map<String, String> headers, Duration wait) throws IOException {
    var connection = (HttpURLConnection) base.resolve(path).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout(CONNECT_MS);
    connection.setReadTimeout(
        READ_MS + (int) Math.min(wait.toMillis(), Duration.ofHours(1).toMillis()));
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestProperty("Accept", "application/json, application/problem+json");
    connection.setRequestProperty("User-Agent", "windlass");
    headers.forEach(connection::setRequestProperty);
    return connection;
  }

  private static Answer answer(HttpURLConnection connection) throws CliFailure, IOException {
    int status = connection.getResponseCode();
    if (status >= 300 && status != HttpURLConnection.HTTP_NOT_MODIFIED) {
      throw refusal(connection);
    }
    var headers = new HashMap<String, String>();
    connection
        .getHeaderFields()
        .forEach((name, values) -> {
          if (name != null) {
            headers.put(name.toLowerCase(Locale.ROOT), values.getFirst());
          }
        });
    JsonNode body = Json.NODES.nullNode();
    if (status != HttpURLConnection.HTTP_NOT_MODIFIED
        && !"HEAD".equals(connection.getRequestMethod())) {
      try (var in = connection.getInputStream()) {
        var bytes = in.readAllBytes();
        if (bytes.length > 0) {
          body = Json.read(new String(bytes, StandardCharsets.UTF_8));
        }
      }
    }
    return new Answer(status, body, headers);
  }

  private static CliFailure refusal(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    ObjectNode problem = null;
    try (var in = connection.getErrorStream()) {
      if (in != null) {
        var text = new String(in.readNBytes((int) MOST_ERROR_BYTES), StandardCharsets.UTF_8);
        problem = Json.read(text) instanceof ObjectNode object ? object : null;
      }
    } catch (IOException notJson) {
      // a proxy's page, or nothing: the status alone must do
    }
    return Problems.failure(status, problem, connection.getURL().toString());
  }

  /** What to tell when nobody answers there. */
  public CliFailure unreachable(IOException cause) {
    if (cause instanceof FileSystemException || cause instanceof FileNotFoundException) {
      return CliFailure.of(Exit.UNEXPECTED, "a file on this side failed: " + cause.getMessage());
    }
    var why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return CliFailure.of(
        Exit.UNREACHABLE,
        "no answer from " + shown() + " (" + why + ")",
        "start one with `windlass server`, or set WINDLASS_URL to where it runs");
  }
}
