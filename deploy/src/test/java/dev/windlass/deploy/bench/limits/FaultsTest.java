package dev.windlass.deploy.bench.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.deploy.bench.CallLog.Call;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private final Faults faults = new Faults(0.5);

  private static Call call(double at, double end, int status, String step) {
    return new Call(at, end, status, 1, "run", step);
  }

  @BeforeEach
  void aNodeIsGoneFromTenToTwelve() {
    faults.add(10, 12);
  }

  @Test
  void aCallUnderWayAtTheFaultMayBeAskedAgain() {
    var calls = List.of(call(9, 10.5, 200, "0"), call(14, 15, 200, "0"));

    assertThat(faults.repeats(calls)).isEqualTo(1);
    assertThat(faults.inexcusable(calls)).isZero();
  }

  @Test
  void anAnswerThatWasNotDurableYetMayBeAskedForAgain() {
    assertThat(faults.inexcusable(List.of(call(9, 9.6, 200, "0"), call(14, 15, 200, "0"))))
        .isZero();
  }

  @Test
  void anAnswerThatWasDurableMayNot() {
    assertThat(faults.inexcusable(List.of(call(9, 9.4, 200, "0"), call(14, 15, 200, "0"))))
        .isEqualTo(1);
  }

  @Test
  void aRepeatBeforeTheFaultIsNotExcusedByIt() {
    assertThat(faults.inexcusable(List.of(call(8, 9.8, 200, "0"), call(9.9, 11, 200, "0"))))
        .isEqualTo(1);
  }

  @Test
  void aRepeatLongAfterIsNotExcused() {
    assertThat(faults.inexcusable(List.of(call(20, 21, 200, "0"), call(22, 23, 200, "0"))))
        .isEqualTo(1);
  }

  @Test
  void anotherStepOrARefusedCallIsNoRepeat() {
    var calls = List.of(call(20, 21, 200, "0"), call(22, 23, 200, "1"), call(19, 19, 429, "0"));

    assertThat(faults.repeats(calls)).isZero();
  }
}
