package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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

/**
 * What it takes to bring a question through the queue, which keeps its length: taken, settled, and
 * another one added. Run by {@code deploy/bench jmh}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FairQueueSpeed {
  private static final int WAITING = 10_000;

  @Param({"1", "100"})
  public int jobs;

  private final ModelCall call =
      new ModelCall(
          "openai",
          "bench",
          List.of(Message.of("user", "What is the population of Paris?")),
          Json.object(),
          null,
          Duration.ofMinutes(1),
          RetryPolicy.DEFAULT);
  private final FairQueue queue = new FairQueue(tenant -> 1);
  private int number;

  @Setup
  public void fill() {
    for (int i = 0; i < WAITING; i++) {
      queue.add(next());
    }
  }

  private Asked next() {
    var job = "job_" + number % jobs;
    var key = new StepKey(job + "-0", number / jobs, 1, "/0", 1);
    var request = new StepRequest(key, "run_" + number, job, "default", 5, false, call);
    return new Asked(request, number % jobs, number++, 0);
  }

  @Benchmark
  public Object takenSettledAndAdded() {
    var taken = Objects.requireNonNull(queue.poll());
    taken.place = Asked.Place.GRANTED;
    queue.settle(taken, 30);
    queue.add(next());
    return taken;
  }
}
