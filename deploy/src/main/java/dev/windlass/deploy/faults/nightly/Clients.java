package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.TwoStepChain;
import dev.windlass.deploy.bench.nodes.Node;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Clients that come twice a second with a small job each, and try for half a minute. Thread-safe.
 */
final class Clients implements AutoCloseable {
  static final int LINES = 2;
  private static final long EVERY_MILLIS = 500;
  private static final double PATIENCE_SECONDS = 30;

  /**
   * @param at when it came, in seconds since 1970
   * @param seconds until it had its answer, all tries together
   * @param job its id, empty when nobody took it
   */
  record Call(double at, double seconds, int tries, int status, String job) {
    boolean failed() {
      return job.isEmpty();
    }
  }

  private final Api api;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final ExecutorService each = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread clock = Thread.ofPlatform().daemon().name("clients").unstarted(this::work);
  private volatile boolean closed;

  Clients(Api api) {
    this.api = api;
    clock.start();
  }

  private void work() {
    for (int i = 0; !closed; i++) {
      int number = i;
      each.execute(() -> call("client-" + number));
      try {
        TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void call(String key) {
    double at = Node.seconds();
    var lines = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      lines.append(TwoStepChain.line(1_000_000 + i)).append('\n');
    }
    try {
      var told = api.submit(Load.CHAIN, key, lines.toString(), PATIENCE_SECONDS);
      var job = told.well() ? told.body().path("id").asText() : "";
      calls.add(new Call(at, Node.seconds() - at, told.tries(), told.status(), job));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Those that came from this time on. */
  List<Call> since(double time) {
    return calls.stream().filter(call -> call.at >= time).toList();
  }

  /** No more of them; those under way get their answer first. */
  @Override
  public void close() {
    closed = true;
    clock.interrupt();
    each.close();
  }
}
