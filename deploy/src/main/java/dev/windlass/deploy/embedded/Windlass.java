package dev.windlass.deploy.embedded;

import dev.windlass.deploy.server.EmbeddedNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.results.ResultQuery.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;

/**
 * The engine inside this program. Takes a {@link Chain} over many lines at the speed that the
 * provider's limits allow, keeps every answer in a journal on disk, and gives the results back in
 * the lines' order or as they come.
 *
 * <pre>{@code
 * try (var windlass = Windlass.embedded()) {
 *   List<RunResult> inOrder = windlass.gather(chain, lines).toCompletableFuture().join();
 * }
 * }</pre>
 *
 * <p>A line is a {@code Map}, a Jackson {@code ObjectNode}, a record, or anything else that Jackson
 * writes as an object of variables; or a {@link Line}, which also has an id. Up to 10,000,000
 * lines, 1 MiB each. Lines are asked for only as fast as they become durable, on a thread that may
 * wait, one at a time; a {@code Stream} is closed by whoever made it. A line that is no object, or
 * lacks a variable, becomes a {@link RunResult.Failed} of class {@code line_invalid}; a line that
 * Jackson cannot write at all fails the whole work with an {@link IllegalArgumentException}.
 *
 * <p>A row never fails with an exception. A work fails as a whole, by its stage or by {@code
 * onError}, with {@link Refused} where the engine does not take it, and with an {@link
 * IllegalStateException} where this is closed meanwhile.
 *
 * <p><b>Names.</b> Work without a name is this program's alone: it is cancelled when this is
 * closed, and what a crash left of it is cancelled by the next start on that folder. Work under a
 * name ({@link #named}) goes on where it was when it is asked for again on the same folder with the
 * same chain and lines: answers that are durable are never asked for again, and work that has ended
 * gives its results without a call.
 *
 * <p>Thread-safe. Stages complete and subscribers are called on the engine's threads: hop to your
 * own for what takes long. Nothing is logged but through SLF4J, which stays as the program set it
 * up. Several may be open in one process, each on a folder of its own.
 */
public final class Windlass implements AutoCloseable {
  private final EmbeddedNode node;
  private final @Nullable Path temporary;
  private final Materializer materializer;
  private final Set<Work> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Windlass(EmbeddedNode node, @Nullable Path temporary) {
    this.node = node;
    this.temporary = temporary;
    this.materializer = Materializer.createMaterializer(node.system());
  }

  /**
   * Starts an engine with the usual settings: a temporary data folder that is deleted on {@link
   * #close}, and the provider {@code openai} out of {@code OPENAI_API_KEY} and {@code
   * OPENAI_BASE_URL}; with neither it is the simulated one, which every row says ({@link
   * RunResult.Facts#simulated}). Takes about two seconds.
   *
   * @throws IllegalStateException where it cannot start, saying what to do
   */
  public static Windlass embedded() {
    return settings().start();
  }

  /** Another folder, other providers, limits: say it, then {@link EmbeddedSettings#start}. */
  public static EmbeddedSettings settings() {
    return new EmbeddedSettings();
  }

  /**
   * All results in the lines' order, once the last line has ended. Held in memory together: for
   * millions of lines take {@link #asCompleted}.
   *
   * @return a stage whose {@link CompletableFuture#cancel} (itself, not of a stage behind it)
   *     cancels the work: no further call starts, those in flight are cut
   */
  public CompletableFuture<List<RunResult>> gather(Chain chain, Iterable<?> lines) {
    return gather(work(chain, null, lines::iterator));
  }

  /** The same for lines that come once. */
  public CompletableFuture<List<RunResult>> gather(Chain chain, Stream<?> lines) {
    return gather(work(chain, null, lines::iterator));
  }

  /**
   * Each result as its line ends, by demand: results wait on disk until they are asked for, and a
   * slow subscriber holds nothing up but itself.
   *
   * @return a publisher for one subscriber; the work begins with its first demand, and cancelling
   *     the subscription before the end cancels the work
   */
  public Flow.Publisher<RunResult> asCompleted(Chain chain, Iterable<?> lines) {
    return completions(work(chain, null, lines::iterator));
  }

  /** The same for lines that come once. */
  public Flow.Publisher<RunResult> asCompleted(Chain chain, Stream<?> lines) {
    return completions(work(chain, null, lines::iterator));
  }

  /**
   * One run.
   *
   * @param input the variables: a map, a JSON object, or a record
   */
  public CompletableFuture<RunResult> run(Chain chain, Object input) {
    var all = gather(chain, List.of(input));
    var one = new Cancelling<RunResult>(() -> all.cancel(true));
    all.whenComplete((rows, thrown) -> {
      if (thrown == null) {
        one.complete(rows.getFirst());
      } else {
        one.completeExceptionally(thrown);
      }
    });
    return one;
  }

  /**
   * The same doors for work that outlives this program.
   *
   * @param name 1 to 200 characters; stands for one chain over certain lines in this data folder
   */
  public Named named(String name) {
    if (name.isEmpty() || name.length() > 200) {
      throw new IllegalArgumentException(
          "a name of work has 1 to 200 characters, not " + name.length());
    }
    return new Named(name);
  }

  /** Work that goes on where it was when it is asked for again. */
  public final class Named {
    private final String name;

    private Named(String name) {
      this.name = name;
    }

    /** As {@link Windlass#gather(Chain, Iterable)}; give the same chain and lines each time. */
    public CompletableFuture<List<RunResult>> gather(Chain chain, Iterable<?> lines) {
      return Windlass.this.gather(work(chain, name, lines::iterator));
    }

    /** As {@link Windlass#asCompleted(Chain, Iterable)}; all results from the first on. */
    public Flow.Publisher<RunResult> asCompleted(Chain chain, Iterable<?> lines) {
      return completions(work(chain, name, lines::iterator));
    }
  }

  private Work work(Chain chain, @Nullable String name, Supplier<? extends Iterator<?>> lines) {
    return new Work(node.engine(), chain, name, lines);
  }

  private CompletableFuture<List<RunResult>> gather(Work work) {
    var gathered = new Cancelling<List<RunResult>>(work::cancel);
    if (!enter(work)) {
      gathered.completeExceptionally(closedAlready());
      return gathered;
    }
    CompletionStage<List<RunResult>> rows =
        work.rows(Order.INPUT, () -> open.remove(work)).runWith(Sink.seq(), materializer);
    rows.whenComplete((all, thrown) -> {
      if (thrown == null) {
        gathered.complete(all);
      } else {
        gathered.completeExceptionally(
            thrown instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : thrown);
      }
    });
    return gathered;
  }

  private Flow.Publisher<RunResult> completions(Work work) {
    return new Completions(
        materializer,
        () -> enter(work) ? work.rows(Order.COMPLETION, () -> open.remove(work)) : null,
        Windlass::closedAlready);
  }

  private boolean enter(Work work) {
    open.add(work);
    if (closed) {
      open.remove(work);
      return false;
    }
    return true;
  }

  private static IllegalStateException closedAlready() {
    return new IllegalStateException("this Windlass is closed");
  }

  /**
   * Ends work without a name, lets calls in flight end and be stored (at most 30 s), then lets go
   * of everything: threads, files, the temporary folder. Again it does nothing.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    open.forEach(Work::leave);
    node.close();
    if (temporary != null) {
      try {
        Folders.delete(temporary);
      } catch (IOException e) {
        throw new IllegalStateException(
            "the temporary folder " + temporary + " could not be deleted", e);
      }
    }
  }
}
