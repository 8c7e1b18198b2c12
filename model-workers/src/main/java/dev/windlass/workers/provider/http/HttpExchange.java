package dev.windlass.workers.provider.http;

import dev.windlass.workers.provider.http.HttpTransport.Broken;
import dev.windlass.workers.provider.http.HttpTransport.Ended;
import dev.windlass.workers.provider.http.HttpTransport.Fault;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request under way: gathers the answer's body within its bound and ends exactly once. Ending
 * is thread-safe; gathering belongs to the one thread that reads the connection.
 */
class HttpExchange {
  private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);
  private static final int EXCERPT_BYTES = 2048;
  private static final byte[] NOTHING = new byte[0];

  final HttpTransport.Request request;

  /** On the clock of {@link System#nanoTime}. */
  final long deadlineNanos;

  private final Consumer<Ended> whenEnded;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final long maxBodyBytes;

  private int status;
  private Map<String, String> headers = Map.of();
  private HttpTransport.@Nullable BodySink sink;
  private byte[] body = NOTHING;
  private int held;
  private long taken;

  HttpExchange(
      HttpTransport.Request request, long nowNanos, long maxBodyBytes, Consumer<Ended> whenEnded) {
    this.request = request;
    this.deadlineNanos = nowNanos + Math.max(1, request.timeoutMillis()) * 1_000_000;
    this.maxBodyBytes = maxBodyBytes;
    this.whenEnded = whenEnded;
  }

  boolean isOver() {
    return ended.get();
  }

  /**
   * @param announced the body's length, or -1
   * @return false when the body is too large to begin with
   */
  boolean head(int status, Map<String, String> headers, long announced) {
    this.status = status;
    this.headers = headers;
    sink = request.streams() == null ? null : request.streams().sinkFor(status, headers);
    if (announced > maxBodyBytes) {
      return false;
    }
    if (announced > 0 && sink == null) {
      // what is announced may never come: room for more is made when it does
      body = new byte[(int) Math.min(announced, 64 * 1024)];
    }
    return true;
  }

  /** What to do after a piece of the body. */
  enum Next {
    GO_ON,
    ENOUGH,
    TOO_LARGE
  }

  Next piece(java.nio.ByteBuffer piece) {
    var length = piece.remaining();
    taken += length;
    if (taken > maxBodyBytes) {
      return Next.TOO_LARGE;
    }
    if (sink != null) {
      return sink.take(piece) ? Next.GO_ON : Next.ENOUGH;
    }
    if (held + length > body.length) {
      body = Arrays.copyOf(body, Math.max(held + length, Math.min(body.length * 2, 10 << 20)));
    }
    piece.get(body, held, length);
    held += length;
    return Next.GO_ON;
  }

  void complete() {
    end(
        new HttpTransport.Response(
            status, headers, held == body.length ? body : Arrays.copyOf(body, held)));
  }

  void tooLarge() {
    fail(Fault.TOO_LARGE, "the answer is longer than " + (maxBodyBytes >> 20) + " MiB");
  }

  /** Reading {@code held} bytes from another thread is harmless: it is an excerpt for a person. */
  void fail(Fault fault, String detail) {
    var excerpt = Arrays.copyOf(body, Math.min(Math.min(held, body.length), EXCERPT_BYTES));
    end(new Broken(fault, detail, status, excerpt));
  }

  private void end(Ended how) {
    if (ended.compareAndSet(false, true)) {
      try {
        whenEnded.accept(how);
      } catch (RuntimeException e) {
        LOG.error("a callback of a provider's answer failed", e);
      }
    }
  }
}
