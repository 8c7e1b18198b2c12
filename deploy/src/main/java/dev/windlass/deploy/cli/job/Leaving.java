package dev.windlass.deploy.cli.job;

import dev.windlass.deploy.cli.term.Console;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Interrupts;
import dev.windlass.deploy.cli.term.LiveView;
import dev.windlass.deploy.cli.term.Text;
import org.jspecify.annotations.Nullable;

/**
 * What Ctrl-C does to a command that follows a job: it goes, the job stays, and the line it leaves
 * says how to come back.
 */
public final class Leaving {
  private final Console console;
  private volatile @Nullable Host host;
  private volatile @Nullable LiveView view;
  private volatile @Nullable JobPage job;

  private final @Nullable TemporaryFolder folder;

  public Leaving(Console console) {
    this(console, null);
  }

  /**
   * @param folder deleted on the way out, with the job in it
   */
  public Leaving(Console console, @Nullable TemporaryFolder folder) {
    this.console = console;
    this.folder = folder;
  }

  /** From now on Ctrl-C is ours; the second one ends the process at once. */
  public void listen() {
    Interrupts.onFirst(this::leave);
    Interrupts.onTerminate(this::terminate);
  }

  /** Listens, for a command that only follows. */
  public void follow(Host asked, LiveView drawn, JobPage followed) {
    watch(asked, drawn, followed);
    listen();
  }

  void watch(Host asked, LiveView drawn, JobPage followed) {
    host = asked;
    view = drawn;
    job = followed;
  }

  public void seen(JobPage now) {
    job = now;
  }

  private void leave() {
    var drawn = view;
    if (drawn != null) {
      drawn.clear();
    }
    var followed = job;
    var asked = host;
    if (followed == null) {
      stop(asked);
    } else if (folder != null) {
      stop(asked);
    } else if (asked != null && asked.embedded()) {
      console.say("stopping: calls in flight end and are kept; Ctrl-C again stops at once");
      stop(asked);
      console.say(
          "stopped safely with "
              + Text.count(followed.done())
              + " of "
              + Text.count(followed.accepted())
              + " lines done; the same command goes on from there");
    } else {
      console.say(
          "detached; the job goes on.   windlass attach "
              + followed.id()
              + "   ·   windlass cancel "
              + followed.id());
    }
    console.out().flush();
    Runtime.getRuntime().halt(Exit.DETACHED.code());
  }

  private void terminate() {
    stop(host);
    Runtime.getRuntime().halt(128 + 15);
  }

  private void stop(@Nullable Host asked) {
    if (asked != null) {
      asked.close();
    }
    if (folder != null) {
      folder.delete();
    }
  }
}
