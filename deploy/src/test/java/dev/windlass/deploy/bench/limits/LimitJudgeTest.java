package dev.windlass.deploy.bench.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.windlass.deploy.bench.CallLog.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class LimitJudgeTest {
  private static Call call(double at, double end, int status, long tokens, String run) {
    return new Call(at, end, status, tokens, run, "0");
  }

  /** Calls answered 200 a tenth of a second after they came. */
  private static LimitJudge arrivals(double... times) {
    return new LimitJudge(
        DoubleStream.of(times).mapToObj(at -> call(at, at + 0.1, 200, 10, "r" + at)).toList());
  }

  /** So many calls, evenly spread, the first at {@code from}. */
  private static List<Call> flow(
      double from, double perSecond, int calls, long tokens, String run) {
    var all = new ArrayList<Call>();
    for (int i = 0; i < calls; i++) {
      double at = from + i / perSecond;
      all.add(call(at, at + 0.1, 200, tokens, run));
    }
    return all;
  }

  @Test
  void aFullBucketGivesItsBurstForNothing() {
    assertThat(LimitJudge.bound(3_000, 100, 100)).isEqualTo(29.0);
    assertThat(LimitJudge.bound(248_000, 8_000, 8_000)).isEqualTo(30.0);
    assertThat(LimitJudge.bound(50, 100, 100)).isZero();
  }

  @Test
  void theMakespanGoesFromTheFirstArrivalToTheLastAndNotToAnAnswer() {
    assertThat(arrivals(7.5, 3.0, 5.0).makespan()).isEqualTo(4.5);
  }

  @Test
  void theFullestWindowNeedNotBeginOnAWholeSecond() {
    // three in each calendar second, but five between 10.5 and 11.5
    var calls = arrivals(10.1, 10.6, 10.9, 11.0, 11.2, 11.5);

    assertThat(calls.requests(1, 2, 1).most()).isEqualTo(5);
  }

  @Test
  void bothEdgesBelongToAWindow() {
    assertThat(arrivals(1.0, 2.0).requests(1, 1, 0).most()).isEqualTo(2);
    assertThat(arrivals(1.0, 2.25).requests(1, 1, 0).most()).isEqualTo(1);
  }

  @Test
  void aWindowMayHoldTheBurstTheRateATenthOfASecondMoreAndOneOnItsEdge() {
    var window = arrivals(1.0).requests(60, 100, 50);

    assertThat(window.allowed()).isCloseTo(50 + 6_000 + 10 + 1, within(1e-9));
  }

  @Test
  void anEvenFlowAfterAFullBurstIsKept() {
    var calls = new ArrayList<>(flow(100, 1_000_000, 100, 1, "burst"));
    calls.addAll(flow(100.01, 100, 2_000, 1, "flow"));
    var judge = new LimitJudge(calls);

    assertThat(judge.requests(1, 100, 100).kept()).isTrue();
    assertThat(judge.requests(60, 100, 100).kept()).isTrue();
  }

  @Test
  void aFlowThreePerCentTooFastIsFoundInALongWindow() {
    var judge = new LimitJudge(flow(0, 103, 7_000, 1, "r"));

    assertThat(judge.requests(1, 100, 10).kept()).as("one second cannot tell").isTrue();
    assertThat(judge.requests(60, 100, 10).kept()).isFalse();
  }

  @Test
  void twoBurstsInOneSecondAreTooMany() {
    var calls = new ArrayList<>(flow(5.0, 1_000_000, 100, 1, "a"));
    calls.addAll(flow(5.5, 1_000_000, 100, 1, "b"));
    var window = new LimitJudge(calls).requests(1, 50, 100);

    // 100 + 50 * 1.1 + 1 are allowed
    assertThat(window.most()).isEqualTo(200);
    assertThat(window.kept()).isFalse();
  }

  @Test
  void aWindowOfTokensMayHoldOneLargestRequestMore() {
    var judge = new LimitJudge(List.of(call(1, 2, 200, 300, "a"), call(1.2, 2, 200, 700, "b")));
    var window = judge.tokens(1, 1_000, 500);

    assertThat(window.most()).isEqualTo(1_000);
    assertThat(window.allowed()).isCloseTo(500 + 1_100 + 700, within(1e-9));
  }

  @Test
  void aRefusedCallIsAnArrivalButNoUse() {
    var judge = new LimitJudge(List.of(call(1, 1.1, 200, 5, "a"), call(1.5, 1.5, 429, 0, "b")));

    assertThat(judge.size()).isEqualTo(2);
    assertThat(judge.refused()).isEqualTo(1);
    assertThat(judge.rate(1, 2)).isEqualTo(1);
    assertThat(judge.requests(1, 1, 1).most()).isEqualTo(2);
  }

  @Test
  void theBestRateIsThatOfTheBestWindowThatEndsInTime() {
    var calls = new ArrayList<>(flow(0, 8, 80, 1, "slow"));
    calls.addAll(flow(20, 64, 640, 1, "fast"));
    var judge = new LimitJudge(calls);

    assertThat(judge.bestRate(8, 0, 15)).as("the fast ones come later").isEqualTo(8);
    assertThat(judge.bestRate(5, 0, 30)).isEqualTo(64);
  }

  @Test
  void aRateIsReachedWhereItsFirstWindowBegins() {
    var calls = new ArrayList<>(flow(0, 10, 100, 1, "slow"));
    calls.addAll(flow(12, 100, 1_000, 1, "fast"));
    var judge = new LimitJudge(calls);

    assertThat(judge.secondsUntil(100, 2, 2)).isCloseTo(10, within(0.01));
    assertThat(judge.secondsUntil(500, 2, 2)).isInfinite();
  }

  @Test
  void sharesAreOfTokensAndNotOfCalls() {
    // one large call a second beside three small ones, which together are three times as large
    var calls = new ArrayList<>(flow(0, 1, 40, 100, "light"));
    calls.addAll(flow(0.05, 3, 120, 100, "heavy"));
    var judge = new LimitJudge(calls);

    assertThat(judge.worstShareOff(c -> c.run().equals("heavy"), 10, 0, 40, 0.75)).isLessThan(0.02);
    assertThat(judge.worstShareOff(c -> c.run().equals("heavy"), 10, 0, 40, 0.5))
        .isGreaterThan(0.2);
  }

  @Test
  void aShareThatIsOffForTenSecondsIsFound() {
    var calls = new ArrayList<>(flow(0, 1, 40, 100, "light"));
    calls.addAll(flow(0.05, 3, 45, 100, "heavy")); // ends after 15 s
    calls.addAll(flow(25.05, 3, 45, 100, "heavy"));
    var judge = new LimitJudge(calls);

    assertThat(judge.worstShareOff(c -> c.run().equals("heavy"), 10, 0, 40, 0.75))
        .isGreaterThan(0.7);
  }

  @Test
  void underWayIsWhatHasComeAndIsNotAnswered() {
    var judge =
        new LimitJudge(
            List.of(
                call(1, 3, 200, 1, "a"),
                call(2, 2.5, 200, 1, "b"),
                call(2.6, 4, 200, 1, "c"),
                call(3.5, 3.6, 200, 1, "d")));

    assertThat(judge.underWay(2.0)).isEqualTo(2);
    assertThat(judge.underWay(2.7)).isEqualTo(2);
    assertThat(judge.underWay(9)).isZero();
  }

  @Test
  void nothingAtAllIsNoLimitPassed() {
    var judge = new LimitJudge(List.of());

    assertThat(judge.requests(1, 100, 100).kept()).isTrue();
    assertThat(judge.makespan()).isZero();
    assertThat(judge.meanLatency()).isZero();
  }
}
