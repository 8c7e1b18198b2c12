package dev.windlass.deploy.cli.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A process that outlives the one which started it. A file holds its id and when it began: an id
 * that another process has by now is not taken for it.
 */
final class Spawned {
  /** The kernel counts a process's begin from the machine's, whose clock may be set. */
  private static final Duration SAME = Duration.ofSeconds(5);

  private final ProcessHandle process;

  private Spawned(ProcessHandle process) {
    this.process = process;
  }

  /**
   * @param environment beside ours, from which what names providers and servers is taken away
   * @param log gets what it prints, after what is there
   */
  static Spawned start(
      List<String> command, Map<String, String> environment, Path pidFile, Path log)
      throws IOException {
    var words = new ArrayList<String>();
    if (Machine.has("setsid")) {
      words.add("setsid"); // Ctrl-C at our terminal is not meant for it
    }
    words.addAll(command);
    var builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder
        .environment()
        .keySet()
        .removeIf(name ->
            name.startsWith("OPENAI_")
                || name.startsWith("PG")
                || (name.startsWith("WINDLASS_") && !name.startsWith("WINDLASS_JAVA_")));
    builder.environment().putAll(environment);
    var process = builder.start().toHandle();
    var began = process.info().startInstant().orElse(Instant.EPOCH);
    Files.writeString(pidFile, process.pid() + " " + began.toEpochMilli() + "\n");
    return new Spawned(process);
  }

  /** Null when there is none, it has ended, or its id is somebody else's. */
  static @Nullable Spawned find(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return null;
    }
    var words = Files.readString(pidFile).strip().split(" ", -1);
    if (words.length != 2 || !words[0].matches("[0-9]{1,18}") || !words[1].matches("[0-9]{1,18}")) {
      return null;
    }
    var began = Instant.ofEpochMilli(Long.parseLong(words[1]));
    return ProcessHandle.of(Long.parseLong(words[0]))
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().startInstant().filter(at -> same(at, began)).isPresent())
        .map(Spawned::new)
        .orElse(null);
  }

  private static boolean same(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(SAME) <= 0;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Sends a signal, such as TERM or INT. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Waits until it has ended, at most so long; then it is killed. */
  void end(Duration longest) throws InterruptedException {
    try {
      process.onExit().get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException late) {
      process.destroyForcibly();
    }
  }
}
