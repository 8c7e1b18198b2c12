package dev.windlass.deploy.cli.term;

import java.time.ZoneId;
import java.time.ZonedDateTime;

/** Draws the bar over itself. Not for several threads at once, but lines may be said between. */
public final class LiveView {
  private final Console console;
  private final boolean on;
  private final boolean detailed;
  private int drawn;

  public LiveView(Console console, boolean wanted) {
    this(console, wanted, false);
  }

  /**
   * @param detailed with what every open line waits for
   */
  public LiveView(Console console, boolean wanted, boolean detailed) {
    this.console = console;
    this.detailed = detailed;
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
    var now = ZonedDateTime.now(ZoneId.systemDefault());
    var lines =
        detailed
            ? Bar.detailed(job, console.columns(), console.colours(), now)
            : Bar.render(job, console.columns(), console.colours(), now);
    for (var line : lines) {
      frame.append("\u001b[2K").append(line).append('\n');
    }
    frame.append("\u001b[J"); // what the frame before had more
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
