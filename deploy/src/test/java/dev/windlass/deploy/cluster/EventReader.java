package dev.windlass.deploy.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A reader of a run's events on a plain socket, who takes nothing unless it is told to. It speaks
 * HTTP/1.0, so that what comes are the events alone until the connection ends.
 */
final class EventReader implements AutoCloseable {
  private static final int SILENCE_MILLIS = 60_000;
  private static final int FEW_BYTES = 4_096;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param id empty where it has none
   */
  record Event(String name, String id, JsonNode data) {
    String text(String field) {
      return data.path(field).asText();
    }
  }

  private final Socket socket;
  private final BufferedReader lines;
  private int status;

  /**
   * Asks, and reads nothing yet.
   *
   * @param seen what is sent as Last-Event-ID, empty for none
   */
  EventReader(URI at, String seen) throws IOException {
    socket = new Socket();
    socket.setReceiveBufferSize(FEW_BYTES);
    socket.setSoTimeout(SILENCE_MILLIS);
    socket.connect(new InetSocketAddress(at.getHost(), at.getPort()));
    var asked =
        "GET "
            + at.getPath()
            + (at.getQuery() == null ? "" : "?" + at.getQuery())
            + " HTTP/1.0\r\nHost: "
            + at.getAuthority()
            + "\r\nAccept: text/event-stream\r\n"
            + (seen.isEmpty() ? "" : "Last-Event-ID: " + seen + "\r\n")
            + "\r\n";
    socket.getOutputStream().write(asked.getBytes(StandardCharsets.US_ASCII));
    lines =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Waits for the head of the answer. */
  int status() throws IOException {
    if (status == 0) {
      var first = line();
      for (var head = line(); !head.isEmpty(); head = line()) {}
      status = Integer.parseInt(first.split(" ", 3)[1]);
    }
    return status;
  }

  /**
   * Waits for the next event.
   *
   * @throws IOException when the connection ends, or says nothing for a minute
   */
  Event next() throws IOException {
    if (status() != 200) {
      throw new IOException("answered " + status());
    }
    var name = "";
    var id = "";
    var data = "";
    while (true) {
      var line = line();
      if (line.isEmpty() && !data.isEmpty()) {
        return new Event(name, id, JSON.readTree(data));
      }
      if (line.startsWith("event: ")) {
        name = line.substring("event: ".length());
      } else if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
      } else if (line.startsWith("data: ")) {
        data = line.substring("data: ".length());
      }
    }
  }

  private String line() throws IOException {
    var line = lines.readLine();
    if (line == null) {
      throw new IOException("the connection has ended");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
