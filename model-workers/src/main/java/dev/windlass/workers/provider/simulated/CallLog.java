package dev.windlass.workers.provider.simulated;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON object a line for every call, in a file that is added to. Lines are gathered and written
 * by a thread of their own a few milliseconds later; when too many are gathered the caller waits,
 * since a log with holes proves nothing. Thread-safe.
 */
final class CallLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CallLog.class);
  private static final long PAUSE_MILLIS = 5;
  private static final int MOST_GATHERED_BYTES = 16 << 20;

  private final OutputStream file;
  private final Thread writer;
  private ByteArrayOutputStream gathered = new ByteArrayOutputStream(64 * 1024);
  private volatile boolean closed;

  CallLog(Path path) throws IOException {
    file = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    writer = new Thread(this::write, "windlass-simulated-log");
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * @param status 0 when the client was gone before it was answered
   * @param tokens charged against the limits
   * @param body hash of the request's body
   * @param run its Idempotency-Key
   * @param path it was sent to, by which callers may be told from each other
   * @param fault injected on purpose, or empty
   */
  record Line(
      Instant arrived,
      Instant ended,
      int status,
      long tokens,
      String model,
      long body,
      String run,
      String lease,
      String path,
      String fault) {

    String json() {
      var text = new StringBuilder(200).append("{\"at\":");
      nanos(text, arrived);
      nanos(text.append(",\"end\":"), ended);
      text.append(",\"status\":").append(status).append(",\"tokens\":").append(tokens);
      member(text, "model", model);
      member(text, "body", Long.toHexString(body));
      member(text, "run", run);
      member(text, "lease", lease);
      member(text, "path", path);
      member(text, "fault", fault);
      return text.append("}\n").toString();
    }

    private static void nanos(StringBuilder text, Instant time) {
      text.append(time.getEpochSecond() * 1_000_000_000L + time.getNano());
    }

    private static void member(StringBuilder text, String name, String value) {
      text.append(",\"").append(name).append("\":\"");
      ChatReply.quote(text, value);
      text.append('"');
    }
  }

  void add(Line line) {
    var bytes = line.json().getBytes(StandardCharsets.UTF_8);
    synchronized (this) {
      while (gathered.size() > MOST_GATHERED_BYTES && !closed) {
        try {
          wait(PAUSE_MILLIS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
      gathered.write(bytes, 0, bytes.length);
    }
  }

  /** FNV-1a, 64 bits. */
  static long hash(byte[] bytes) {
    var hash = 0xcbf29ce484222325L;
    for (var b : bytes) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  private void write() {
    var spare = new ByteArrayOutputStream(64 * 1024);
    try {
      while (true) {
        var last = closed;
        ByteArrayOutputStream full;
        synchronized (this) {
          full = gathered;
          gathered = spare;
          notifyAll();
        }
        full.writeTo(file);
        full.reset();
        spare = full;
        if (last) {
          return;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException e) {
      LOG.error("the simulated provider's log cannot be written; no call is logged any more", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when all is written. */
  @Override
  public void close() {
    closed = true;
    try {
      writer.join(5_000);
      file.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.error("the simulated provider's log cannot be closed", e);
    }
  }
}
