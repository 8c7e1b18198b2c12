package dev.windlass.deploy.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** Lines that come at a steady rate, in one upload, until it is closed. */
public final class Feed extends InputStream {
  private static final long NAP_MILLIS = 5;

  private final int linesPerSecond;
  private final LongFunction<String> line;
  private final long begun = System.nanoTime();
  private volatile boolean closed;
  private long next;
  private byte[] waiting = {};
  private int at;

  /**
   * @param line text of the line of this number, without its end
   */
  public Feed(int linesPerSecond, LongFunction<String> line) {
    this.linesPerSecond = linesPerSecond;
    this.line = line;
  }

  /** Uploads them as a job, on a thread of its own. */
  public void into(Http http, URI jobs) {
    var upload =
        new Thread(
            () -> {
              try {
                http.post(jobs, "application/x-ndjson", () -> this);
              } catch (IOException e) {
                if (!closed) {
                  System.err.println("the upload broke: " + e);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "bench-feed");
    upload.setDaemon(true);
    upload.start();
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (at == waiting.length) {
      if (closed) {
        return -1;
      }
      if (!make()) {
        nap();
      }
    }
    int now = Math.min(length, waiting.length - at);
    System.arraycopy(waiting, at, into, offset, now);
    at += now;
    return now;
  }

  /** Makes the lines that are due; false when none is. */
  private boolean make() {
    long due = (System.nanoTime() - begun) * linesPerSecond / TimeUnit.SECONDS.toNanos(1);
    if (due <= next) {
      return false;
    }
    var text = new StringBuilder();
    for (; next < due; next++) {
      text.append(line.apply(next)).append('\n');
    }
    waiting = text.toString().getBytes(StandardCharsets.UTF_8);
    at = 0;
    return true;
  }

  private static void nap() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(NAP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
