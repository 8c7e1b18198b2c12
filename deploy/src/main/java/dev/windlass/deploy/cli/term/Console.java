package dev.windlass.deploy.cli.term;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The three streams, what each is joined to, the environment and the folder a command stands in.
 * Data goes to {@code out}, all else to {@code err}.
 *
 * @param columns width of the terminal behind {@code err}
 */
public record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean inIsTerminal,
    boolean outIsTerminal,
    boolean errIsTerminal,
    int columns,
    Map<String, String> environment,
    Path folder) {
  private static final int NARROWEST = 40;

  /**
   * The process's own. The launcher says what is a terminal: a JVM cannot tell it of each stream.
   */
  public static Console ofProcess() {
    return new Console(
        System.in,
        new PrintStream(
            new java.io.BufferedOutputStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), 1 << 16),
            false,
            StandardCharsets.UTF_8),
        new PrintStream(
            new java.io.FileOutputStream(java.io.FileDescriptor.err), true, StandardCharsets.UTF_8),
        "1".equals(System.getProperty("stdin.tty")),
        "1".equals(System.getProperty("stdout.tty")),
        "1".equals(System.getProperty("stderr.tty")),
        Math.max(NARROWEST, Integer.getInteger("cols", 80)),
        System.getenv(),
        Path.of(""));
  }

  /** A variable of the environment; one that is set to nothing counts as not set. */
  public @Nullable String env(String name) {
    var value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** The same with one variable more in the environment. */
  public Console with(String name, String value) {
    var more = new HashMap<>(environment);
    more.put(name, value);
    return new Console(
        in, out, err, inIsTerminal, outIsTerminal, errIsTerminal, columns, more, folder);
  }

  /** Whether a bar may move on {@code err}. */
  public boolean live() {
    return errIsTerminal && !dumb();
  }

  public boolean colours() {
    return errIsTerminal && !dumb() && env("NO_COLOR") == null && !"0".equals(env("CLICOLOR"));
  }

  private boolean dumb() {
    return "dumb".equals(env("TERM"));
  }

  /** A path as the user wrote it, seen from the folder the command stands in. */
  public Path path(String written) {
    return folder.resolve(written);
  }

  /** One line of data. On a terminal control bytes of it are shown, never obeyed. */
  public void data(String line) {
    out.print((outIsTerminal ? Text.visible(line) : line) + "\n");
  }

  /** One line for the person. Control bytes are shown: names and answers come from elsewhere. */
  public void say(String line) {
    err.print(Text.visible(line) + "\n");
    err.flush();
  }
}
