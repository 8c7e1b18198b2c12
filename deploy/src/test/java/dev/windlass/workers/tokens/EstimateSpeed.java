package dev.windlass.workers.tokens;

import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.engine.protocol.Usage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to say how long a prompt is. Run by {@code deploy/bench jmh}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EstimateSpeed {
  /** Characters of the question. */
  @Param({"80", "4000"})
  public int chars;

  private final TokenEstimator estimator = new TokenEstimator();
  private ModelCall call = call(80);

  @Setup
  public void reported() {
    call = call(chars);
    estimator.heard(call, new Usage(40, 9, 12));
  }

  private static ModelCall call(int chars) {
    return new ModelCall(
        "openai",
        "bench",
        List.of(
            Message.of("system", "You answer in one word."),
            Message.of("user", "What is a city? ".repeat(chars / 16))),
        Json.object(),
        null,
        Duration.ofMinutes(1),
        RetryPolicy.DEFAULT);
  }

  @Benchmark
  public long ofAPrompt() {
    return estimator.promptTokens(call);
  }
}
