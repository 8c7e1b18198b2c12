package dev.windlass.workers.pool;

import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Steps, answers and failures for tests. */
final class Steps {
  static final WorkerSettings SETTINGS = WorkerSettings.of(ConfigFactory.defaultReference());
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1000 * MILLI;

  private Steps() {}

  static StepRequest step(int number, String job) {
    return step(
        number, job, "hello", Json.object().put("max_tokens", 10).get("max_tokens").intValue());
  }

  static StepRequest step(int number, String job, String prompt, int maxTokens) {
    var call =
        new ModelCall(
            "sim",
            "m",
            List.of(Message.of("user", prompt)),
            Json.object().put("max_tokens", maxTokens),
            null,
            Duration.ofMinutes(2),
            RetryPolicy.DEFAULT);
    var key = new StepKey("p", number, 1, "/0", 1);
    return new StepRequest(key, "run_" + number, job, "default", 5, false, call);
  }

  static StepRequest embed(int number, String text) {
    var call =
        new ModelCall(
            "sim",
            "m",
            List.of(Message.of("user", text)),
            Json.object(),
            null,
            Duration.ofMinutes(2),
            RetryPolicy.DEFAULT,
            ModelCall.Kind.EMBEDDING);
    var key = new StepKey("p", number, 1, "/0", 1);
    return new StepRequest(key, "run_" + number, "job", "default", 5, false, call);
  }

  static CallResult answer() {
    return answer(10, 5, Map.of());
  }

  static CallResult answer(long input, long output, Map<String, String> headers) {
    return new CallResult.Answered("yes", new Usage(input, output, 0), "stop", "req", 200, headers);
  }

  static CallResult refused(@Nullable Duration retryAfter, Map<String, String> headers) {
    return failed(FailureClass.RATE_LIMITED, 429, retryAfter, headers);
  }

  static CallResult failed(FailureClass kind, int status) {
    return failed(kind, status, null, Map.of());
  }

  static CallResult failed(
      FailureClass kind, int status, @Nullable Duration retryAfter, Map<String, String> headers) {
    var error = new CallError(kind, "no", status, null, null, null, null);
    return new CallResult.Failed(error, retryAfter, headers);
  }
}
