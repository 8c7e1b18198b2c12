package dev.windlass.workers.limits;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What admission costs at a time that passes only here, a microsecond a call, under a limit that is
 * never reached. Run by {@code deploy/bench jmh}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GateSpeed {
  private static final long CALL = 1_000;
  private static final long RENEW = 400_000_000L;
  private static final LimitFigures FIGURES =
      LimitFigures.NONE.overlaid(Map.of(LimitKey.RPM, 60e7, LimitKey.TPM, 60e9));

  /** With every lease, so that the buckets are never empty. */
  private static final Map<LimitKey, Double> GIFT = Map.of(LimitKey.RPM, 1e7, LimitKey.TPM, 1e9);

  private static final Reserve EXPECTED = new Reserve(60, 15);
  private static final Reserve USED = new Reserve(60, 10);

  private final LimitGate gate = new LimitGate(new Random(1));
  private final TokenBucket bucket = new TokenBucket(1e7, 1e6, 0, 1e6, 0);
  private long now;
  private long leases;

  @Benchmark
  public boolean bucketTaken() {
    now += CALL;
    boolean fits = bucket.fits(1, now);
    bucket.take(1, now);
    return fits;
  }

  @Benchmark
  public long gateAdmitsAndSettles() {
    if (now % RENEW == 0) {
      lend();
    }
    now += CALL;
    if (!gate.admit(EXPECTED, 0, now)) {
      throw new IllegalStateException(
          "not admitted at " + now + " before " + gate.retryAt() + ": " + gate.blockedKey());
    }
    gate.settle(EXPECTED, USED, gate.written(EXPECTED, now), now);
    return now;
  }

  private void lend() {
    leases++;
    gate.leased(
        new Governing.Leased(
            1,
            leases,
            now,
            Duration.ofSeconds(2),
            FIGURES,
            FIGURES.meters(),
            null,
            GIFT,
            1,
            Discovery.Found.NOTHING),
        now);
  }
}
