package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Usage;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Questions for tests. */
final class Steps {
  static final String LANE = "p/m";

  private Steps() {}

  static StepRequest of(String job, int run) {
    return of("t", job, run, 5, 4);
  }

  static List<StepRequest> several(String tenant, String job, int count, int priority, int chars) {
    return IntStream.range(0, count).mapToObj(i -> of(tenant, job, i, priority, chars)).toList();
  }

  static StepRequest of(String tenant, String job, int run, int priority, int chars) {
    var key = new StepKey(job + "-0", run, 1, "/0", 1);
    return new StepRequest(key, "run_" + job + run, job, tenant, priority, false, call(chars));
  }

  static StepRequest alone(int run) {
    var key = new StepKey("open-x", run, 1, "/0", 1);
    return new StepRequest(key, "run_" + run, (@Nullable String) null, "t", 5, false, call(4));
  }

  static StepOutcome answerTo(StepRequest step) {
    return new StepOutcome.Answered(step.key(), "yes", Usage.NONE, "stop", LANE, List.of());
  }

  private static ModelCall call(int chars) {
    return new ModelCall(
        "p",
        "m",
        List.of(Message.of("user", "x".repeat(chars))),
        Json.object(),
        null,
        Duration.ofSeconds(1),
        RetryPolicy.DEFAULT);
  }
}
