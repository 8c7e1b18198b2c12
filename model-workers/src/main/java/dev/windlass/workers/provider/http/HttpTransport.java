package dev.windlass.workers.provider.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * POST requests to one origin over connections that are kept.
 *
 * <p>A request is written at most once: what may have reached the other side is never sent again
 * from here. Redirects are not followed. The deadline is total: waiting for a connection, the
 * request, and the last byte of the body; it is kept to a tenth of a second. Thread-safe; the
 * callback comes exactly once, on a thread of the transport, which it must not block.
 */
public interface HttpTransport extends AutoCloseable {
  /** A header; its name in the case it is written in. */
  record Header(String name, String value) {}

  /**
   * @param path absolute, as it stands in the request line
   * @param headers beside Host, Content-Length and what the transport sends always
   * @param timeoutMillis from now until the last byte of the answer, at least 1
   * @param streams asked when the head is in: takes the body piece by piece where it gives a sink
   * @param whenSent run when the socket has taken the last byte of the request, or, where a
   *     transport cannot tell, when it was handed over; on any thread, which it must not block
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Request(
      String path,
      List<Header> headers,
      byte[] body,
      long timeoutMillis,
      @Nullable SinkChoice streams,
      Runnable whenSent) {
    public Request(
        String path,
        List<Header> headers,
        byte[] body,
        long timeoutMillis,
        @Nullable SinkChoice streams) {
      this(path, headers, body, timeoutMillis, streams, () -> {});
    }
  }

  /** Whether a body is taken piece by piece. */
  interface SinkChoice {
    /** A sink for this answer's body, or null to have it as a whole. */
    @Nullable BodySink sinkFor(int status, Map<String, String> headers);
  }

  /** Takes a body as it comes, on the transport's thread. */
  interface BodySink {
    /**
     * @param piece valid during the call only
     * @return false when the rest is not wanted: the exchange then ends well
     */
    boolean take(ByteBuffer piece);
  }

  /** How a request ended. */
  sealed interface Ended {}

  /**
   * The whole answer.
   *
   * @param headers by name in lower case; the first value where a name comes twice
   * @param body empty when a sink took it
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Response(int status, Map<String, String> headers, byte[] body) implements Ended {}

  /**
   * No whole answer.
   *
   * @param detail for a person
   * @param status of the head if that came, else 0
   * @param body what had come of it, at most 2 KiB
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Broken(Fault fault, String detail, int status, byte[] body) implements Ended {}

  /** What went wrong. */
  enum Fault {
    /** Nobody listens, no such host, no route; nothing was sent. */
    UNREACHABLE,
    /** The certificate is not trusted or the handshake failed; nothing was sent. */
    TLS,
    /** The connection ended before the answer did, or the answer is no HTTP. */
    CUT,
    /** The deadline came first. */
    TIMED_OUT,
    /** The body passed the bound. */
    TOO_LARGE,
    /** More requests wait for a connection than may; nothing was sent. */
    FULL,
    /** Aborted, or the transport was closed. */
    ABORTED
  }

  /** A request under way. */
  interface InFlight {
    /** Closes the connection; ends as {@link Fault#ABORTED} unless it had ended already. */
    void abort();
  }

  InFlight post(Request request, Consumer<Ended> whenEnded);

  /** Closes every connection; what is in flight ends as aborted. */
  @Override
  void close();
}
