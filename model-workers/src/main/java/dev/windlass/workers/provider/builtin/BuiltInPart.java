package dev.windlass.workers.provider.builtin;

import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.ModelProvider.InFlight;
import dev.windlass.workers.provider.ModelProvider.Request;
import java.util.function.Consumer;

/**
 * One lane of the built-in provider, {@code windlass/NAME}. Implementations are thread-safe and
 * keep the promises of {@link dev.windlass.workers.provider.ModelProvider}: they never block the
 * caller and call back exactly once. The answer's text is JSON.
 */
public interface BuiltInPart extends AutoCloseable {
  InFlight call(Request request, Consumer<CallResult> whenEnded);

  /** Lets go of everything; calls in flight end as cancelled. */
  @Override
  void close();
}
