package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.workers.provider.ModelProvider;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A provider whose calls end when the test says so. */
final class FakeProvider implements ModelProvider {
  /** A call that was made. */
  final class Made implements InFlight {
    final Request request;
    private final Consumer<CallResult> whenEnded;

    Made(Request request, Consumer<CallResult> whenEnded) {
      this.request = request;
      this.whenEnded = whenEnded;
    }

    void end(CallResult result) {
      if (inFlight.remove(this)) {
        whenEnded.accept(result);
      }
    }

    @Override
    public void abort() {
      end(Steps.failed(FailureClass.CANCELLED, 0));
    }
  }

  final BlockingQueue<Made> made = new LinkedBlockingQueue<>();
  final Set<Made> inFlight = ConcurrentHashMap.newKeySet();

  @Override
  public InFlight call(Request request, Consumer<CallResult> whenEnded) {
    var call = new Made(request, whenEnded);
    inFlight.add(call);
    request.whenSent().run();
    made.add(call);
    return call;
  }

  @Override
  public boolean tellsWhenSent() {
    return true;
  }

  /** The next call; fails when none comes. */
  Made next() throws InterruptedException {
    var call = made.poll(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
    if (call == null) {
      throw new AssertionError("no call was made");
    }
    return call;
  }

  @Override
  public void close() {}
}
