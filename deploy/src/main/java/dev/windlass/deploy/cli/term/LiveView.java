package dev.windlass.deploy.cli.term;

import java.time.ZoneId;
import java.time.ZonedDateTime;

/** Draws the bar over itself. Not for several threads at once, but lines may be said between. */
public final class LiveView {
  private final Console console;
  private final boolean on;
  private int drawn;

  public LiveView(Console console, boolean wanted) {
    this.console = console;
    this.on = wanted && console.live();
  }

  public boolean on() {
    return on;
  }

  public synchronized void show(Progress job) {
    if (!on) {
      return;
    }
    var frame = new StringBuilder();
    rewind(frame);
    var lines =
        Bar.render(
            job, console.columns(), console.colours(), ZonedDateTime.now(ZoneId.systemDefault()));
    for (var line : lines) {
      frame.append("\u001b[2K").append(line).append('\n');
    }
    drawn = lines.size();
    console.err().print(frame);
    console.err().flush();
  }

  /** Takes the bar away, so that what is said next stands in its place. */
  public synchronized void clear() {
    if (drawn > 0) {
      var frame = new StringBuilder();
      rewind(frame);
      frame.append("\u001b[J");
      console.err().print(frame);
      console.err().flush();
      drawn = 0;
    }
  }

  /** Prints where the bar stood; the bar comes back below it. */
  public synchronized void above(Runnable print) {
    clear();
    print.run();
  }

  private void rewind(StringBuilder frame) {
    if (drawn > 0) {
      frame.append("\u001b[").append(drawn).append('A').append('\r');
    }
  }
}
