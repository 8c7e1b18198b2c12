package dev.windlass.deploy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kill is at 10,000 ms; an answer before 9,900 is kept. */
class AuditTest {
  private static final long KILL = 10_000;
  private static final Audit.Limit NONE = new Audit.Limit(0, 0);

  private static Call good(String step, long arrived, long answered) {
    return new Call(step, 1, 200, arrived, answered);
  }

  private static Call gone(String step, long arrived) {
    return new Call(step, 1, 0, arrived, Call.NEVER);
  }

  private static Audit audit(int expected, Call... calls) {
    return Audit.of(List.of(calls), KILL, expected, NONE);
  }

  @Test
  void aJobWhoseStepsAreEachAnsweredOnceIsClean() {
    var audit = audit(2, good("a/0", 9_000, 9_300), good("a/1", 10_500, 10_800));

    assertThat(audit).isEqualTo(new Audit(2, 0, 0, 0, 0, 0, 0));
    assertThat(audit.clean()).isTrue();
  }

  @Test
  void aStepWithoutAGoodAnswerIsLost() {
    var refused = new Call("a/1", 1, 500, 10_500, 10_800);

    assertThat(audit(3, good("a/0", 9_000, 9_300), refused).lost()).isEqualTo(2);
    assertThat(audit(3, good("a/0", 9_000, 9_300), refused).clean()).isFalse();
  }

  @Test
  void aStepAskedAgainAfterItsAnswerWasKeptIsRepeated() {
    var audit = audit(1, good("a/0", 9_000, 9_900), good("a/0", 10_500, 10_800));

    assertThat(audit.completedRepeated()).isEqualTo(1);
    assertThat(audit.clean()).isFalse();
  }

  @Test
  void anAnswerInTheLastTenthOfASecondMayComeAgain() {
    var audit = audit(1, good("a/0", 9_600, 9_901), good("a/0", 10_500, 10_800));

    assertThat(audit.completedRepeated()).isZero();
    assertThat(audit.inFlight()).isEqualTo(1);
    assertThat(audit.inFlightRepeated()).isEqualTo(1);
    assertThat(audit.clean()).isTrue();
  }

  @Test
  void whatWasUnderWayMayBeAskedOnceMoreAndNotTwice() {
    var once = audit(1, gone("a/0", 9_950), good("a/0", 10_500, 10_800));
    var twice =
        audit(1, gone("a/0", 9_950), good("a/0", 10_500, 10_800), good("a/0", 10_900, 11_200));

    assertThat(once.clean()).isTrue();
    assertThat(once.inFlightRepeated()).isEqualTo(1);
    assertThat(twice.repeatedTwice()).isEqualTo(1);
    assertThat(twice.clean()).isFalse();
  }

  @Test
  void aRefusalAfterTheKillThatIsRetriedIsNoSecondRepeat() {
    var limited = new Call("a/0", 2, 429, 10_400, 10_401);

    assertThat(audit(1, gone("a/0", 9_950), limited, good("a/0", 10_500, 10_800)).clean()).isTrue();
  }

  @Test
  void anEvenFlowAtTheLimitPassesItInNoWindow() {
    var calls = new ArrayList<Call>();
    for (int i = 0; i < 200; i++) { // a burst of ten, then ten a second
      long at = i < 10 ? 0 : (i - 9) * 100L;
      calls.add(good("a/" + i, at, at + 50));
    }

    assertThat(Audit.of(calls, KILL, 200, new Audit.Limit(600, 10)).limitPassed()).isZero();
  }

  @Test
  void moreThanBurstAndRateInOneSecondPassesIt() {
    var calls = new ArrayList<Call>();
    for (int i = 0; i < 25; i++) { // 10 + 10 + 1 + 1 are allowed in this second
      calls.add(good("a/" + i, 5_000 + i, 5_500));
    }

    assertThat(Audit.of(calls, KILL, 25, new Audit.Limit(600, 10)).limitPassed()).isPositive();
  }

  @Test
  void theLogIsReadAsTheProviderWritesItUpToACutLine(@TempDir Path folder) throws IOException {
    var log = folder.resolve("calls.jsonl");
    Files.writeString(
        log,
        """
        {"at":1700000000123456789,"end":1700000000423456789,"status":200,"tokens":9,"model":"m","body":"ff","run":"run_1//0/2","lease":"","fault":""}
        {"at":1700000000123456789,"end":1700000000423456789,"status":0,"run":"run_1//1/1"}
        {"at":17000000001\
        """);

    assertThat(Call.readLog(log))
        .containsExactly(
            new Call("run_1//0", 2, 200, 1_700_000_000_123L, 1_700_000_000_423L),
            new Call("run_1//1", 1, 0, 1_700_000_000_123L, Call.NEVER));
    assertThat(Audit.runs(Call.readLog(log))).isEqualTo(1);
  }
}
