package dev.windlass.deploy.faults.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.deploy.bench.CallLog.Call;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTest {
  private static Call call(double at, double end) {
    return new Call(at, end, 200, 10, "run", "0");
  }

  private static Call leased(double at, String lease) {
    return new Call(at, at + 1, 200, 10, "run", "0", lease, "/node-1/v1/chat/completions");
  }

  @Test
  void callsAreInFlightFromTheirArrivalToTheirEnd() {
    var calls = List.of(call(0, 2), call(1, 3), call(1.5, 1.7), call(2, 4));

    assertThat(Audit.mostInFlight(calls)).isEqualTo(3);
  }

  @Test
  void aLeaseIsOverOnceALaterOneOfItsLimitWasSeen() {
    var before = leased(10, "openai/m/1");
    var other = leased(12, "openai/m/2");
    var late = leased(13, "openai/m/1");
    var elsewhere = leased(13, "openai/n/1");
    var calls = List.of(before, other, late, elsewhere);

    assertThat(Stilled.outdated(calls, calls)).isEqualTo(1);
    assertThat(Stilled.outdated(calls, List.of(late))).isEqualTo(1);
    assertThat(Stilled.outdated(calls, List.of(before, other, elsewhere))).isZero();
  }
}
