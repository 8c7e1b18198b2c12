package dev.windlass.deploy.bench.nodes;

import dev.windlass.deploy.bench.Child;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node in a process of its own, started again a second after it has ended by itself, as a
 * supervisor would. Thread-safe.
 */
public final class Node implements AutoCloseable {
  private static final long WAIT_MILLIS = 1_000;
  private static final int LOOK_MILLIS = 50;

  /**
   * A process of this node ended.
   *
   * @param at seconds since 1970
   */
  public record Exit(int node, double at, int code) {}

  private final int number;
  private final List<String> host;
  private final List<String> words;
  private final Map<String, String> environment;
  private final Path logs;
  private final URI url;
  private final List<Exit> exits = new CopyOnWriteArrayList<>();
  private final List<Path> printed = new CopyOnWriteArrayList<>();
  private final Thread watch;
  private List<String> program;
  private @Nullable Child child;
  private boolean supervised;
  private boolean closed;

  /**
   * @param host words before the command
   * @param program words that start {@code windlass}
   * @param words of the command
   * @param logs folder for what it prints, a file each time it is started
   * @param url of its API or of its second port
   */
  Node(
      int number,
      List<String> host,
      List<String> program,
      List<String> words,
      Map<String, String> environment,
      Path logs,
      URI url) {
    this.number = number;
    this.host = host;
    this.program = program;
    this.words = words;
    this.environment = environment;
    this.logs = logs;
    this.url = url;
    watch = Thread.ofPlatform().daemon().name("node-" + number).unstarted(this::watch);
    watch.start();
  }

  public URI url() {
    return url;
  }

  public int number() {
    return number;
  }

  /** Another program from its next start on. */
  public synchronized void program(List<String> other) {
    program = other;
  }

  /** Starts it, and from now on again whenever it ends. */
  public synchronized void start() throws IOException {
    if (closed) {
      return;
    }
    var command = new ArrayList<>(host);
    command.addAll(program);
    command.addAll(words);
    var log = logs.resolve("node-" + number + "." + (printed.size() + 1) + ".log");
    printed.add(log);
    child = Child.start(command, environment, log);
    supervised = true;
  }

  /** As kill -9; it is not started again by itself. Returns when it is gone. */
  public void kill() {
    leave().kill();
  }

  /** Tells it to end in order, and not to be started again. */
  public void terminate() throws IOException, InterruptedException {
    leave().signal("TERM");
  }

  private synchronized Child leave() {
    supervised = false;
    return process();
  }

  public synchronized Child process() {
    if (child == null) {
      throw new IllegalStateException("node " + number + " was not started");
    }
    return child;
  }

  public synchronized boolean alive() {
    return child != null && child.alive();
  }

  /** Exits from this time on, in seconds since 1970. */
  public List<Exit> exitsSince(double time) {
    return exits.stream().filter(exit -> exit.at >= time).toList();
  }

  /** Waits for an exit from this time on; null when none came. */
  public @Nullable Exit awaitExit(double since, double seconds) throws InterruptedException {
    long until = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < until) {
      var seen = exitsSince(since);
      if (!seen.isEmpty()) {
        return seen.getFirst();
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return null;
  }

  /** What each of its processes has printed. */
  public List<Path> printed() {
    return List.copyOf(printed);
  }

  private void watch() {
    try {
      @Nullable Child ended = null;
      while (true) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        Child now;
        synchronized (this) {
          if (closed) {
            return;
          }
          now = child;
        }
        if (now == null || now.alive() || now == ended) {
          continue;
        }
        ended = now;
        exits.add(new Exit(number, seconds(), now.endsWithin(1_000)));
        TimeUnit.MILLISECONDS.sleep(WAIT_MILLIS);
        startAgain(now);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void startAgain(Child ended) {
    try {
      if (supervised && child == ended) {
        start();
      }
    } catch (IOException e) {
      System.err.println("node " + number + " could not be started again: " + e);
    }
  }

  /** Seconds since 1970. */
  public static double seconds() {
    var now = Instant.now();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }

  @Override
  public void close() {
    Child last;
    synchronized (this) {
      closed = true;
      last = child;
    }
    watch.interrupt();
    if (last != null) {
      last.kill();
    }
  }
}
