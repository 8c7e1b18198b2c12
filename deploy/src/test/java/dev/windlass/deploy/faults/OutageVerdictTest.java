package dev.windlass.deploy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.deploy.bench.CallLog.Call;
import dev.windlass.deploy.faults.OutageVerdict.Outage;
import dev.windlass.deploy.faults.Submitter.Submission;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageVerdictTest {
  private static final Outage AWAY = new Outage(100, 115);

  @Test
  void anOutageThatWasRiddenOutBreaksNothing() {
    var verdict =
        verdict(
            List.of(call("r1", 99, 99.3), call("r2", 101.1, 101.4), call("r3", 117, 117.3)),
            List.of(refused(103, "journal-unavailable", 2), taken(116)));
    assertThat(verdict.broken(true, 0.5)).isEmpty();
    assertThat(verdict.stillStarted(AWAY)).isBetween(1.09, 1.11);
    assertThat(verdict.firstCallAfter(AWAY)).isEqualTo(2);
  }

  @Test
  void aCallThatIsMadeAgainBreaksAPromise() {
    var calls = List.of(call("r1", 100.5, 100.8), call("r1", 116, 116.3));
    assertThat(verdict(calls, List.of(taken(116))).broken(true, 0.5))
        .singleElement()
        .asString()
        .contains("asked again: r1/0 x2");
  }

  @Test
  void afterACrashOnlyWhatCannotHaveBeenStoredMayBeAskedAgain() {
    var inFlight = List.of(call("r1", 99.6, 99.9), call("r1", 116, 116.3));
    assertThat(verdict(inFlight, List.of()).broken(false, 0.5)).isEmpty();
    var completed = List.of(call("r1", 99, 99.4), call("r1", 116, 116.3));
    assertThat(verdict(completed, List.of()).broken(false, 0.5)).hasSize(1);
  }

  @Test
  void callsThatGoOnAndAReturnThatTakesLongBreakPromises() {
    var calls = List.of(call("r1", 102, 102.3), call("r2", 126, 126.3));
    assertThat(verdict(calls, List.of(taken(126))).broken(true, 0.5))
        .anyMatch(each -> each.startsWith("calls started for 2"))
        .anyMatch(each -> each.startsWith("no call for 11"))
        .anyMatch(each -> each.startsWith("nothing was taken for 11"));
  }

  @Test
  void anAcknowledgementOrAnotherAnswerInAnOutageBreaksAPromise() {
    var calls = List.of(call("r1", 116, 116.3));
    var told = List.of(taken(105), refused(106, "too-large", 2), refused(107, "", 0), taken(116));
    assertThat(verdict(calls, told).broken(true, 0.5)).hasSize(4);
  }

  private static OutageVerdict verdict(List<Call> calls, List<Submission> submissions) {
    return new OutageVerdict(calls, submissions, List.of(AWAY));
  }

  private static Call call(String run, double at, double end) {
    return new Call(at, end, 200, 10, run, "0");
  }

  private static Submission taken(double at) {
    return new Submission(at, 0.01, 202, "", -1, "v1/runs/x");
  }

  private static Submission refused(double at, String slug, int retryAfter) {
    return new Submission(at, 0.01, 503, slug, retryAfter, "");
  }
}
