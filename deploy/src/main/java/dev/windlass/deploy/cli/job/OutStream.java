package dev.windlass.deploy.cli.job;

import dev.windlass.deploy.cli.term.Console;
import dev.windlass.deploy.cli.term.LiveView;
import dev.windlass.deploy.cli.term.Text;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Rows on standard output, each flushed as it comes. On a terminal the bar steps aside, and control
 * bytes are shown.
 */
public final class OutStream implements RowSink {
  private final PrintStream out;
  private final boolean terminal;
  private final LiveView view;

  public OutStream(Console console, LiveView view) {
    this.out = console.out();
    this.terminal = console.outIsTerminal();
    this.view = view;
  }

  @Override
  public void row(byte[] row) throws IOException {
    if (terminal) {
      view.above(() -> out.print(Text.visible(new String(row, StandardCharsets.UTF_8)) + "\n"));
    } else {
      out.write(row, 0, row.length);
      out.print('\n');
    }
    out.flush();
    if (out.checkError()) {
      throw new IOException("nobody reads standard output any more");
    }
  }

  @Override
  public void rest(@Nullable String cursor) {}
}
