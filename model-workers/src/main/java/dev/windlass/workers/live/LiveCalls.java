package dev.windlass.workers.live;

import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which runs are watched, and the calls of this node whose text is kept for that. Thread-safe:
 * pools ask and tell from their threads, the desk from its own.
 *
 * <p>A call that nobody watches is not here, and costs a look into an empty set. A run that was
 * submitted with the wish for tokens has its calls here from their start, so that a watcher who
 * comes in their middle finds all of their text. What has ended goes once every watcher knows it.
 */
public final class LiveCalls {
  private final String node;
  private final AtomicLong numbers = new AtomicLong();
  private final Set<String> watched = ConcurrentHashMap.newKeySet();
  private final Map<String, List<LiveCall>> byRun = new ConcurrentHashMap<>();
  private volatile Runnable ended = () -> {};

  /**
   * @param node and this process of it, so that no two calls in the cluster share a name
   */
  public LiveCalls(String node) {
    this.node = node;
  }

  /** Is told when a watched call has ended. */
  void whenEnded(Runnable what) {
    ended = what;
  }

  /** A call begins: who takes its text, or null where nobody wants it. */
  public @Nullable LiveCall begin(StepRequest request, int attempt) {
    return request.stream() || isWatched(request.runId()) ? add(request, attempt) : null;
  }

  private boolean isWatched(String run) {
    return !watched.isEmpty() && watched.contains(run);
  }

  private LiveCall add(StepRequest request, int attempt) {
    var call = new LiveCall(node + "/" + numbers.incrementAndGet(), request, attempt);
    byRun.compute(
        request.runId(),
        (run, calls) -> {
          var all = calls == null ? new ArrayList<LiveCall>(2) : new ArrayList<>(calls);
          all.add(call);
          return all;
        });
    return call;
  }

  /**
   * A call has ended.
   *
   * @param live what {@link #begin} gave; where that was null and the run is watched since, its
   *     answer is told as a whole
   */
  public void ended(@Nullable LiveCall live, StepRequest request, int attempt, CallResult result) {
    boolean answered = result instanceof CallResult.Answered;
    if (live == null && !(answered && isWatched(request.runId()))) {
      return;
    }
    var call = live == null ? add(request, attempt) : live;
    call.end(result);
    if (isWatched(request.runId())) {
      ended.run();
    } else {
      forget(request.runId());
    }
  }

  void watch(String run) {
    watched.add(run);
  }

  /** Nobody watches this run any more. */
  void leave(String run) {
    watched.remove(run);
    forget(run);
  }

  /** Forgets those of its calls that have ended, where nobody is to be told of them. */
  private void forget(String run) {
    byRun.computeIfPresent(
        run, (id, calls) -> watched.contains(id) ? calls : without(calls, LiveCall::isOver));
  }

  private static @Nullable List<LiveCall> without(
      List<LiveCall> calls, java.util.function.Predicate<LiveCall> these) {
    var rest = new ArrayList<LiveCall>(calls);
    rest.removeIf(these);
    return rest.isEmpty() ? null : rest;
  }

  /** The calls of a run whose text is known, the oldest first. */
  List<LiveCall> of(String run) {
    return byRun.getOrDefault(run, List.of());
  }

  /** All who watch know these to their end. */
  void told(String run, Set<LiveCall> calls) {
    byRun.computeIfPresent(run, (id, all) -> without(all, calls::contains));
  }

  /** How many calls are kept. */
  int size() {
    return byRun.values().stream().mapToInt(List::size).sum();
  }
}
