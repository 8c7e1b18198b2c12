package dev.windlass.workers.provider.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A server that answers each request with whatever bytes a test wants, however wrong. */
public final class RawServer implements AutoCloseable {
  /** What is done with one request. */
  public interface Answer {
    /**
     * @return whether the connection stays open for another request
     */
    boolean to(String request, OutputStream out, Socket socket) throws Exception;
  }

  private final ServerSocket server;
  private final String scheme;
  private final Answer answer;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closedByClient = new CountDownLatch(1);
  public final List<String> requests = new CopyOnWriteArrayList<>();
  public final List<Integer> connections = new CopyOnWriteArrayList<>();

  public RawServer(Answer answer) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http", answer);
  }

  public RawServer(ServerSocket server, String scheme, Answer answer) {
    this.server = server;
    this.scheme = scheme;
    this.answer = answer;
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /** A server whose every answer is these bytes. */
  public static RawServer saying(String bytes) throws IOException {
    return new RawServer((request, out, socket) -> {
      out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return true;
    });
  }

  /** A whole JSON answer with this status and these bytes. */
  public static RawServer answering(int status, String headers, String body) throws IOException {
    return new RawServer((request, out, socket) -> {
      out.write(response(status, headers, body.getBytes(StandardCharsets.UTF_8)));
      out.flush();
      return true;
    });
  }

  public static byte[] response(int status, String headers, byte[] body) {
    var all = new ByteArrayOutputStream();
    all.writeBytes(
        ("HTTP/1.1 "
                + status
                + " X\r\nContent-Type: application/json\r\n"
                + headers
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(body);
    return all.toByteArray();
  }

  public URI url() {
    return URI.create(scheme + "://localhost:" + server.getLocalPort() + "/v1");
  }

  /** Waits, within bounds, until a client closed a connection that was still being answered. */
  public boolean sawTheClientGo() throws InterruptedException {
    return closedByClient.await(10, java.util.concurrent.TimeUnit.SECONDS);
  }

  /** Blocks until the client closes its side. */
  public void waitForTheClientToGo(Socket socket) throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        // nothing more is expected
      }
    } catch (IOException reset) {
      // gone all the same
    }
    closedByClient.countDown();
  }

  private void accept() {
    try {
      while (true) {
        var socket = server.accept();
        open.add(socket);
        connections.add(socket.getPort());
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = socket.getInputStream();
      for (var request = read(in); request != null; request = read(in)) {
        requests.add(request);
        if (!answer.to(request, socket.getOutputStream(), socket)) {
          return;
        }
      }
    } catch (Exception gone) {
      closedByClient.countDown();
    }
  }

  private static @Nullable String read(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var next = in.read();
      if (next < 0) {
        return null;
      }
      head.append((char) next);
    }
    var lower = head.toString().toLowerCase(java.util.Locale.ROOT);
    var at = lower.indexOf("content-length: ") + "content-length: ".length();
    var length = Integer.parseInt(lower.substring(at, lower.indexOf("\r\n", at)).strip());
    return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var socket : open) {
      socket.close();
    }
  }
}
