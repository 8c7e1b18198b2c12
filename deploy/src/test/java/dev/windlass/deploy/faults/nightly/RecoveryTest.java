package dev.windlass.deploy.faults.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.deploy.bench.CallLog.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private static Call call(double at, String run, String step) {
    return new Call(at, at + 0.5, 200, 10, run, step);
  }

  /** Ten calls a second over these times, each of a run of its own. */
  private static List<Call> steady(double from, double to) {
    var calls = new ArrayList<Call>();
    for (int i = 0; from + i / 10.0 < to; i++) {
      calls.add(call(from + i / 10.0, "steady-" + from + "-" + i, "0"));
    }
    return calls;
  }

  @Test
  void theRateIsComparedWithTheLastSecondsBeforeTheFault() {
    var calls = new ArrayList<>(steady(0, 100));
    calls.addAll(steady(120, 140));

    var recovery = new Recovery(calls, 100);

    assertThat(recovery.rateBefore()).isBetween(9.9, 10.3);
    assertThat(recovery.share(5, 15)).isZero();
    assertThat(recovery.share(25, 35)).isBetween(97.0, 103.0);
  }

  @Test
  void aRunBetweenItsStepsCountsUntilItsNextCall() {
    var calls =
        List.of(
            call(9, "between", "0"),
            call(21, "between", "1"),
            call(8, "done", "0"),
            call(11, "done", "1"), // handed out before
            call(30, "later", "0"));

    assertThat(new Recovery(calls, 10).slowestRun()).isEqualTo(11);
  }

  @Test
  void aPartitionGoesOnWithTheFirstOfItsRuns() {
    var calls =
        List.of(
            call(9, "a", "0"),
            call(9, "b", "0"),
            call(9, "c", "0"),
            call(14, "a", "1"),
            call(25, "b", "1"),
            call(18, "c", "1"));

    var recovery = new Recovery(calls, 10);

    assertThat(recovery.slowestPartition(Map.of("a", "one", "b", "one", "c", "two"))).isEqualTo(8);
    assertThat(recovery.slowestRun()).isEqualTo(15);
  }

  @Test
  void aRunThatIsNeverCalledForAgainIsNeverBack() {
    assertThat(new Recovery(List.of(call(9, "lost", "0")), 10).slowestRun()).isInfinite();
  }

  @Test
  void theLongestTimeWithoutACallIsLookedForAfterTheFaultAlone() {
    var calls = List.of(call(0, "a", "0"), call(9.5, "b", "0"), call(12, "c", "0"));

    assertThat(new Recovery(calls, 10).longestGap(10)).isEqualTo(2.5);
  }
}
