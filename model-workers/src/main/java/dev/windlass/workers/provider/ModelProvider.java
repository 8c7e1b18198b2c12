package dev.windlass.workers.provider;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The port to one provider's models: one call is one request, never more. Implementations are
 * thread-safe, never block the caller, and call back exactly once.
 */
public interface ModelProvider extends AutoCloseable {
  /**
   * What came of one request.
   *
   * @param signals the response's headers that speak of limits, names in lower case
   * @param retryAfter how long the provider asks to stay away, null when it does not say
   */
  sealed interface CallResult {
    Map<String, String> signals();

    record Answered(
        String text,
        Usage usage,
        @Nullable String finishReason,
        @Nullable String requestId,
        int status,
        Map<String, String> signals)
        implements CallResult {}

    record Failed(CallError error, @Nullable Duration retryAfter, Map<String, String> signals)
        implements CallResult {}
  }

  /**
   * @param idempotencyKey sent as a header: RUN/STEP/ATTEMPT
   * @param deadline when the call must have ended, body included
   */
  record Request(ModelCall call, String idempotencyKey, Instant deadline) {}

  /** A call under way. */
  interface InFlight {
    /** Cuts the connection; the result is then a failure of class cancelled. */
    void abort();
  }

  InFlight call(Request request, Consumer<CallResult> whenEnded);

  /** Lets go of connections. */
  @Override
  void close();
}
