package dev.windlass.deploy.cli.demo;

import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.trial.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Windlass in a process of its own, so that it can be killed. */
final class Child implements AutoCloseable {
  private static final String LISTENING = "listening on ";
  private static final long START_SECONDS = 60;
  private static final int SHOWN_LINES = 12;

  private final Process process;
  private final String url;

  private Child(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts a verb that says where it listens, and waits until it has.
   *
   * @param environment beside ours, from which what names providers and servers is taken away
   * @param log gets its standard error
   */
  static Child start(List<String> words, Map<String, String> environment, Path log)
      throws CliFailure, IOException, InterruptedException {
    var options = List.of("-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1");
    var builder =
        new ProcessBuilder(Program.byJava(options, words))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectInput(ProcessBuilder.Redirect.PIPE);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("OPENAI_") || name.startsWith("WINDLASS_"));
    builder.environment().putAll(environment);
    var process = builder.start();
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    var first = new CompletableFuture<String>();
    var reader =
        new Thread(
            () -> {
              try {
                var line = out.readLine();
                first.complete(line == null ? "" : line);
                while (out.readLine() != null) {
                  // read on, or a full pipe would stop it
                }
              } catch (IOException ended) {
                first.complete("");
              }
            },
            "output of " + words.getFirst());
    reader.setDaemon(true);
    reader.start();
    try {
      var line = first.get(START_SECONDS, TimeUnit.SECONDS);
      if (line.startsWith(LISTENING)) {
        return new Child(process, line.substring(LISTENING.length()).strip());
      }
    } catch (TimeoutException | ExecutionException late) {
      // told below
    }
    process.destroyForcibly();
    throw CliFailure.of(Exit.UNEXPECTED, "windlass " + words.getFirst() + " did not start");
  }

  String url() {
    return url;
  }

  /** SIGKILL: nothing in it has a chance to do anything. Returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The last lines of what it said on standard error. */
  static String tail(Path log) throws IOException {
    var lines = Files.exists(log) ? Files.readAllLines(log) : List.<String>of();
    var last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    return last.isEmpty() ? "" : ":\n" + String.join("\n", last);
  }
}
