package dev.windlass.deploy.bench.limits;

import dev.windlass.workers.limits.Discovery;
import dev.windlass.workers.limits.Governing;
import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitGate;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.Reserve;
import dev.windlass.workers.limits.Taken;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;

/**
 * What a step costs in its gate alone: it is admitted, its request is written, its answer's headers
 * are read and it is settled, all at a time that passes only here. Renewed leases and the beat of
 * the pool are counted, too.
 */
final class GateCost {
  private static final long MILLI = 1_000_000L;
  private static final int STEPS_A_SECOND = 2_000;
  private static final int WARM_UP = 400_000;
  private static final int STEPS = 2_000_000;
  private static final int IN_FLIGHT = 200;
  private static final long RENEW = 400 * MILLI;
  private static final long BEAT = 200 * MILLI;
  private static final LimitFigures FIGURES =
      LimitFigures.NONE.overlaid(Map.of(LimitKey.RPM, 60.0 * STEPS_A_SECOND, LimitKey.TPM, 6e6));
  private static final Reserve EXPECTED = new Reserve(20, 10);
  private static final Reserve USED = new Reserve(20, 5);
  private static final Map<String, String> HEADERS =
      Map.of(
          "x-ratelimit-limit-requests", "120000",
          "x-ratelimit-remaining-requests", "119000",
          "x-ratelimit-reset-requests", "500ms",
          "x-ratelimit-limit-tokens", "6000000",
          "x-ratelimit-remaining-tokens", "5900000",
          "x-ratelimit-reset-tokens", "1s");

  private record Call(long startedAt, long counts, Taken before) {}

  private final LimitGate gate = new LimitGate(new Random(1));
  private final Deque<Call> calls = new ArrayDeque<>();
  private long now;
  private long leases;
  private long steps;

  private GateCost() {}

  /** Processor time a step, in microseconds. */
  static double micros() {
    var one = new GateCost();
    one.run(WARM_UP);
    var threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    long steps = one.steps;
    one.run(STEPS);
    return (threads.getCurrentThreadCpuTime() - before) / 1e3 / (one.steps - steps);
  }

  private void run(int looks) {
    for (int i = 0; i < looks; i++) {
      if (now % RENEW == 0) {
        lend();
      }
      if (now % BEAT == 0) {
        gate.beat(now);
      }
      now += 1_000 * MILLI / STEPS_A_SECOND;
      gate.fitUntil(now + RENEW, now);
      if (gate.admit(EXPECTED, 0, now)) {
        calls.add(new Call(now, gate.written(EXPECTED, now), gate.taken()));
        steps++;
      }
      if (calls.size() > IN_FLIGHT) {
        var call = calls.remove();
        gate.served(call.startedAt());
        gate.heard(HEADERS, false, call.before(), call.startedAt(), now, Instant.EPOCH);
        gate.settle(EXPECTED, USED, call.counts(), now);
      }
    }
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
            Map.of(),
            1,
            Discovery.Found.NOTHING),
        now);
  }
}
