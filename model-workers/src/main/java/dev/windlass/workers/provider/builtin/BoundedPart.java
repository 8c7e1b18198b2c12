package dev.windlass.workers.provider.builtin;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.ModelProvider.InFlight;
import dev.windlass.workers.provider.ModelProvider.Request;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A part with its bound: so many calls at a time, and the next one when one has ended. What waits
 * here is bounded by the pool, which makes no more calls than it has workers. Thread-safe.
 */
final class BoundedPart implements AutoCloseable {
  private final BuiltInPart part;
  private final int atOnce;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private int underWay;

  BoundedPart(BuiltInPart part, int atOnce) {
    this.part = part;
    this.atOnce = atOnce;
  }

  InFlight call(Request request, Consumer<CallResult> whenEnded) {
    var call = new Waiting(request, whenEnded);
    synchronized (this) {
      if (underWay >= atOnce) {
        waiting.add(call);
        return call;
      }
      underWay++;
    }
    call.begin();
    return call;
  }

  /** One ended: the next that is still wanted takes its place. */
  private void next() {
    Waiting first;
    synchronized (this) {
      first = waiting.poll();
      if (first == null) {
        underWay--;
        return;
      }
    }
    first.begin();
  }

  private synchronized boolean takeOut(Waiting call) {
    return waiting.remove(call);
  }

  @Override
  public void close() {
    Waiting[] left;
    synchronized (this) {
      left = waiting.toArray(Waiting[]::new);
      waiting.clear();
    }
    for (var call : left) {
      call.whenEnded.accept(cancelled());
    }
    part.close();
  }

  private static CallResult cancelled() {
    return new CallResult.Failed(
        CallError.of(FailureClass.CANCELLED, "the call was cut"), null, Map.of());
  }

  /** A call that waits for its place, or has it. */
  private final class Waiting implements InFlight {
    private final Request request;
    private final Consumer<CallResult> whenEnded;
    private volatile @Nullable InFlight begun;
    private volatile boolean cut;

    Waiting(Request request, Consumer<CallResult> whenEnded) {
      this.request = request;
      this.whenEnded = whenEnded;
    }

    void begin() {
      var flight =
          part.call(
              request,
              result -> {
                whenEnded.accept(result);
                next();
              });
      begun = flight;
      if (cut) {
        flight.abort();
      }
    }

    @Override
    public void abort() {
      cut = true;
      var flight = begun;
      if (flight != null) {
        flight.abort();
      } else if (takeOut(this)) {
        whenEnded.accept(cancelled());
      }
    }
  }
}
