package dev.windlass.engine.journal;

import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.partition.PartitionEvent.EndMark;
import dev.windlass.engine.partition.PartitionEvent.OutcomesRecorded;
import dev.windlass.engine.partition.StepRecord;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.Usage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an outcome costs on its way into the journal's bytes and out of them, a hundred to an event
 * as under load. Run by {@code deploy/bench jmh}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventCodecSpeed {
  private static final int OUTCOMES = 100;
  private static final String NAME = "partition.outcomes-recorded.1";

  private final EventTypes types =
      new EventTypes(ConfigFactory.load(), EventCodecSpeed.class.getClassLoader());
  private final EventBytes bytes =
      new EventBytes(
          Math.toIntExact(ConfigFactory.load().getBytes("windlass.journal.deflate-from")), 1 << 30);
  private final OutcomesRecorded event = event();
  private final byte[] stored = write();

  private static OutcomesRecorded event() {
    var at = Instant.ofEpochMilli(1_900_000_000_123L);
    var steps = new ArrayList<StepRecord>();
    var ended = new ArrayList<EndMark>();
    for (int i = 0; i < OUTCOMES; i++) {
      steps.add(
          new StepRecord(
              i,
              "/1",
              1,
              "About " + 7919L * i % 9_999_999 + " people live there.",
              null,
              new Usage(58, 9, 12),
              "openai/bench",
              List.of()));
      ended.add(new EndMark(i, RunStatus.SUCCEEDED, null));
    }
    return new OutcomesRecorded(steps, ended, at);
  }

  private byte[] write() {
    var type = types.of(event);
    try {
      return bytes.store(type.writer().writeValueAsBytes(event), type.name());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Benchmark
  @OperationsPerInvocation(OUTCOMES)
  public byte[] written() {
    return write();
  }

  @Benchmark
  @OperationsPerInvocation(OUTCOMES)
  public Object read() throws IOException {
    return types.named(NAME).reader().readValue(bytes.load(stored, NAME));
  }
}
