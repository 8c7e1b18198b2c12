package dev.windlass.workers.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.limits.RefusalKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The port to one provider's models: one call is one request, never more. Implementations are
 * thread-safe, never block the caller, and call back exactly once, on a thread of their own that
 * the callback must not block; it may be called before {@code call} has returned.
 */
public interface ModelProvider extends AutoCloseable {
  /**
   * What came of one request. Its signals are the response's headers that speak of limits, names in
   * lower case.
   */
  sealed interface CallResult {
    Map<String, String> signals();

    /**
     * Not answered, for the request held what the model does not take; the next request for the
     * same call goes without. Asked again at once, which uses none of the step's calls.
     */
    record AskAgain(CallError error, Map<String, String> signals) implements CallResult {}

    /**
     * @param toolCalls what the model wants called first, as a list in OpenAI's shape, or null
     */
    record Answered(
        String text,
        Usage usage,
        @Nullable String finishReason,
        @Nullable String requestId,
        int status,
        Map<String, String> signals,
        @Nullable JsonNode toolCalls)
        implements CallResult {
      public Answered(
          String text,
          Usage usage,
          @Nullable String finishReason,
          @Nullable String requestId,
          int status,
          Map<String, String> signals) {
        this(text, usage, finishReason, requestId, status, signals, null);
      }
    }

    /**
     * @param retryAfter how long the provider asks to stay away, null when it does not say
     * @param refusal what the provider means, where it refused for a limit; else null
     * @param usage what the provider says was used all the same
     */
    record Failed(
        CallError error,
        @Nullable Duration retryAfter,
        Map<String, String> signals,
        @Nullable RefusalKind refusal,
        Usage usage)
        implements CallResult {
      public Failed(
          CallError error,
          @Nullable Duration retryAfter,
          Map<String, String> signals,
          @Nullable RefusalKind refusal) {
        this(error, retryAfter, signals, refusal, Usage.NONE);
      }

      /** What its class says: for a rate or a quota, or no refusal for a limit. */
      public Failed(CallError error, @Nullable Duration retryAfter, Map<String, String> signals) {
        this(error, retryAfter, signals, refusalOf(error));
      }

      private static @Nullable RefusalKind refusalOf(CallError error) {
        return switch (error.kind()) {
          case RATE_LIMITED -> RefusalKind.RATE;
          case QUOTA -> RefusalKind.QUOTA;
          default -> null;
        };
      }
    }
  }

  /**
   * @param idempotencyKey sent as a header: RUN/STEP/ATTEMPT
   * @param deadline when the call must have ended, body included
   * @param lease sent as {@code X-Windlass-Lease} where calls carry it: LIMIT/EPOCH
   * @param whenSent run once the whole request was handed to the network, on any thread, which it
   *     neither blocks nor fails; see {@link #tellsWhenSent}
   * @param tenant whose work it is
   * @param text told the answer piece by piece as it is written, on the thread that reads it, which
   *     it does not block; null where nobody watches, and then the call need not be streamed. The
   *     answer is given whole all the same, and what was told of a call that fails is worth nothing
   */
  record Request(
      ModelCall call,
      String idempotencyKey,
      Instant deadline,
      @Nullable String lease,
      Runnable whenSent,
      String tenant,
      @Nullable Consumer<String> text) {
    private static final String ANY_TENANT = "default";

    public Request(ModelCall call, String idempotencyKey, Instant deadline) {
      this(call, idempotencyKey, deadline, null, () -> {}, ANY_TENANT, null);
    }

    public Request(
        ModelCall call,
        String idempotencyKey,
        Instant deadline,
        @Nullable String lease,
        Runnable whenSent) {
      this(call, idempotencyKey, deadline, lease, whenSent, ANY_TENANT, null);
    }

    public Request(
        ModelCall call, String idempotencyKey, Instant deadline, @Nullable String lease) {
      this(call, idempotencyKey, deadline, lease, () -> {}, ANY_TENANT, null);
    }
  }

  /** A call under way. */
  interface InFlight {
    /** Cuts the connection; the result is then a failure of class cancelled. */
    void abort();
  }

  InFlight call(Request request, Consumer<CallResult> whenEnded);

  /**
   * Whether it runs {@link Request#whenSent}: limits count a call from then on. Where it does not,
   * they count it from when {@code call} has returned, and calls that wait for connections inside
   * may then arrive in bunches that pass the limit.
   */
  default boolean tellsWhenSent() {
    return false;
  }

  /**
   * Whether no real model stands behind it. The name of the model that answered then begins with
   * {@code simulated:}, so that no row can be taken for a real one.
   */
  default boolean simulated() {
    return false;
  }

  /** Where it is called, for a person to read; never with a secret. */
  default String address() {
    return "";
  }

  /** Lets go of connections; calls in flight end as cancelled. */
  @Override
  void close();
}
