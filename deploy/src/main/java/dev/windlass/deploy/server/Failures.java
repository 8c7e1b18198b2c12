package dev.windlass.deploy.server;

import com.typesafe.config.ConfigException;
import dev.windlass.api.InsecureBindException;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.deploy.cluster.Bootstrapping;
import dev.windlass.engine.journal.SchemaRefused;
import dev.windlass.engine.journal.embedded.FolderLocked;
import dev.windlass.engine.journal.health.StorageFull;
import java.net.BindException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.remote.RemoteTransportException;
import org.apache.pekko.stream.BindFailedException;
import org.jspecify.annotations.Nullable;

/** What a person is told when a start fails, and the exit code that goes with it. */
final class Failures {
  private static final int UNEXPECTED = 1;
  private static final int WRONG_SETTINGS = 2;
  private static final int CONFLICT = 7;

  private Failures() {}

  /**
   * @param where what was being bound, such as {@code 127.0.0.1:8080}
   */
  static StartFailure of(Throwable failure, String where) {
    var cause = unwrapped(failure);
    if (cause instanceof StartFailure known) {
      return known;
    }
    if (is(cause, FolderLocked.class) || is(cause, SchemaRefused.class)) {
      return new StartFailure(CONFLICT, message(cause));
    }
    if (is(cause, RemoteTransportException.class)) {
      return new StartFailure(
          CONFLICT,
          "cannot listen for the other nodes: "
              + message(cause)
              + ". Another process has that port, or the address is not this machine's. Choose"
              + " another with --cluster-bind HOST:PORT.");
    }
    if (cause instanceof Bootstrapping.PortTaken) {
      return new StartFailure(CONFLICT, message(cause));
    }
    if (is(cause, BindException.class) || is(cause, BindFailedException.class)) {
      return new StartFailure(
          CONFLICT,
          "cannot listen on "
              + where
              + ": another process has that port, or the address is not this machine's. Choose"
              + " another with --bind HOST:PORT; port 0 takes a free one.");
    }
    if (is(cause, StorageFull.class)) {
      return new StartFailure(UNEXPECTED, message(cause));
    }
    if (cause instanceof BadSettings
        || cause instanceof ConfigException
        || cause instanceof IllegalArgumentException
        || cause instanceof InsecureBindException) {
      return new StartFailure(WRONG_SETTINGS, message(cause));
    }
    var failed = new StartFailure(UNEXPECTED, "cannot start: " + message(cause));
    failed.initCause(cause);
    return failed;
  }

  /**
   * The same for another port than the API's.
   *
   * @param flag with which another one is chosen
   */
  static StartFailure ofPort(Throwable failure, String where, String flag) {
    var cause = unwrapped(failure);
    return is(cause, BindException.class) || is(cause, BindFailedException.class)
        ? new StartFailure(
            CONFLICT,
            "cannot listen on "
                + where
                + ": another process has that port, or the address is not this machine's. Choose"
                + " another with "
                + flag
                + "; port 0 takes a free one.")
        : of(failure, where);
  }

  private static Throwable unwrapped(Throwable failure) {
    var cause = failure.getCause();
    boolean wrapped =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    return wrapped && cause != null ? unwrapped(cause) : failure;
  }

  private static boolean is(@Nullable Throwable failure, Class<? extends Throwable> type) {
    for (var each = failure; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return true;
      }
    }
    return false;
  }

  private static String message(Throwable failure) {
    var text = failure.getMessage();
    return text == null ? failure.toString() : text;
  }
}
