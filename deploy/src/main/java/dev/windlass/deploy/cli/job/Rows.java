package dev.windlass.deploy.cli.job;

import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.term.CliFailure;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The results of one job from a cursor on. A stream that is cut is taken up behind the last row
 * that was passed on, so a sink sees every row once.
 */
public final class Rows {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final Host host;
  private final String query;
  private @Nullable String cursor;

  /**
   * @param order {@code completion} or {@code input}
   * @param status {@code failed}, or null for all
   * @param include {@code steps}, or null
   * @param cursor to start behind, or null
   */
  public Rows(
      Host host,
      String job,
      String order,
      @Nullable String status,
      @Nullable String include,
      @Nullable String cursor) {
    this.host = host;
    this.cursor = cursor;
    this.query =
        "v1/jobs/"
            + Api.part(job)
            + "/results?order="
            + order
            + (status == null ? "" : "&status=" + Api.part(status))
            + (include == null ? "" : "&include=" + Api.part(include));
  }

  /** Passes on what is there now; true when that was all there will ever be. */
  public boolean passOn(RowSink sink) throws CliFailure, IOException, SinkFailure {
    return once(Duration.ZERO, sink);
  }

  /** Passes rows on as they come, to the job's last one. */
  public void toTheEnd(RowSink sink) throws CliFailure, InterruptedException, SinkFailure {
    var patience = new Patience(host);
    while (true) {
      try {
        var before = cursor;
        if (once(LONGEST_WAIT, sink)) {
          return;
        }
        if (!java.util.Objects.equals(before, cursor)) {
          patience.answered();
        }
      } catch (CliFailure failure) {
        patience.refused(failure);
      } catch (IOException cut) {
        patience.noAnswer(cut);
      }
    }
  }

  private boolean once(Duration wait, RowSink sink) throws CliFailure, IOException, SinkFailure {
    var path =
        query
            + (cursor == null ? "" : "&cursor=" + Api.part(cursor))
            + (wait.isZero() ? "" : "&wait=" + wait.toSeconds());
    try (var in = host.api().stream(path, wait)) {
      var lines = new Lines(in);
      for (var line = lines.next(); line != null; line = lines.next()) {
        var result = ResultLine.read(line);
        if (result.row() != null) {
          give(sink, result.row());
        }
        if (result.cursor() != null) {
          cursor = result.cursor();
        }
        if (result.kind() != ResultLine.Kind.ROW || lines.mustWait()) {
          rest(sink);
        }
        if (result.kind() != ResultLine.Kind.ROW) {
          return result.kind() == ResultLine.Kind.END;
        }
      }
      throw new IOException("the results were cut off");
    }
  }

  private static void give(RowSink sink, byte[] row) throws SinkFailure {
    try {
      sink.row(row);
    } catch (IOException full) {
      throw new SinkFailure(full);
    }
  }

  private void rest(RowSink sink) throws SinkFailure {
    try {
      sink.rest(cursor);
    } catch (IOException full) {
      throw new SinkFailure(full);
    }
  }

  /** The rows cannot be written: a full disk or a closed pipe, and no fault of the server's. */
  public static final class SinkFailure extends Exception {
    private static final long serialVersionUID = 1;

    SinkFailure(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
