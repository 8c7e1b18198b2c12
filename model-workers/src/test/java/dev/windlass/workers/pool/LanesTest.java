package dev.windlass.workers.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.Flow;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.Dispatching.Part;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final String LANE = "p/m";
  private static final long IDLE = 1_000;
  private static final long SILENT = 100;

  private final Lanes lanes = new Lanes(IDLE, SILENT);
  private final Side one = side();
  private final Side other = side();
  private long now;

  @Test
  void aPoolAsksItsOnlyDispatcherForAllItWants() {
    lanes.opened(LANE, one, List.of(), now);

    assertThat(lanes.asks(7, now)).containsExactly(new Lanes.Ask(LANE, one, 7, 0));
    assertThat(lanes.asks(7, now)).as("said already").isEmpty();
  }

  @Test
  void dispatchersAreAskedByTheWeightsThatWaitThere() {
    lanes.opened(LANE, one, List.of(flow(5, "a", 1, 1_000)), now);
    lanes.opened(LANE, other, List.of(flow(5, "b", 3, 1_000)), now);

    assertThat(taken(400)).isCloseTo(100, within(2));
  }

  @Test
  void aDispatcherThatHasWorkAndBringsNoneLeavesItsPartToTheOthers() {
    lanes.opened(LANE, one, List.of(flow(5, "a", 1, 1_000)), now);
    lanes.opened(LANE, other, List.of(flow(5, "b", 1, 1_000)), now);
    assertThat(asked(lanes.asks(10, now))).containsEntry(one, 5).containsEntry(other, 5);

    now += SILENT / 2;
    grant(one, 5, 10);
    assertThat(asked(lanes.asks(10, now)))
        .as("it is behind, so all is its")
        .containsEntry(other, 10);
    now += SILENT / 2 + 1;
    assertThat(asked(lanes.asks(10, now))).containsEntry(other, 0);
    assertThat(asked(lanes.asks(10, now))).containsEntry(one, 10);

    lanes.opened(LANE, other, List.of(flow(5, "b", 1, 1_000)), now);
    assertThat(asked(lanes.asks(12, now))).as("it speaks again").containsKey(other);
  }

  @Test
  void aDispatcherThatIsAloneIsWaitedFor() {
    lanes.opened(LANE, one, List.of(flow(5, "a", 1, 1_000)), now);
    lanes.asks(10, now);
    now += 2 * SILENT;
    assertThat(lanes.asks(10, now)).isEmpty();
  }

  private static Map<Side, Integer> asked(List<Lanes.Ask> asks) {
    return asks.stream().collect(Collectors.toMap(Lanes.Ask::side, Lanes.Ask::steps));
  }

  @Test
  void longStepsCountForMore() {
    lanes.opened(LANE, one, List.of(flow(5, "a", 1, 1_000)), now);
    lanes.opened(LANE, other, List.of(flow(5, "b", 1, 1_000)), now);

    assertThat(taken(550, 100, 10)).isCloseTo(50, within(3));
  }

  @Test
  void whatACallCostBeyondItsEstimateCountsToo() {
    lanes.opened(LANE, one, List.of(flow(5, "a", 1, 10_000)), now);
    lanes.opened(LANE, other, List.of(flow(5, "b", 1, 10_000)), now);
    lanes.asks(0, now);
    lanes.settled(LANE, one, 5, 1_000);

    assertThat(taken(100)).as("a hundred steps of ten tokens behind").isZero();
  }

  @Test
  void aHigherPriorityGoesFirstWhereverItIs() {
    lanes.opened(LANE, one, List.of(flow(2, "low", 1, 1_000)), now);
    lanes.opened(LANE, other, List.of(flow(8, "high", 1, 1_000)), now);

    assertThat(taken(160)).as("every sixteenth").isBetween(9, 11);
  }

  @Test
  void whatIsNotKnownToWaitIsAskedEvenly() {
    lanes.opened(LANE, one, List.of(flow(5, "a", 1, 2)), now);
    lanes.opened(LANE, other, List.of(), now);

    var asks = lanes.asks(10, now);

    assertThat(asks).extracting(Lanes.Ask::steps).containsExactly(6, 4);
  }

  @Test
  void aJobOnTwoDispatchersHasAPartOfItsWeightWithEach() {
    lanes.opened(LANE, one, List.of(flow(5, "a", 1, 100), flow(5, "b", 1, 300)), now);
    lanes.opened(LANE, other, List.of(flow(5, "b", 1, 100)), now);

    var spreads = lanes.spreads();

    assertThat(spreads)
        .containsExactly(
            new Lanes.Spread(
                LANE, one, List.of(new Part(5, "t", "b", 0.75), new Part(5, "t", null, 0.875))),
            new Lanes.Spread(
                LANE, other, List.of(new Part(5, "t", "b", 0.25), new Part(5, "t", null, 0.125))));
    assertThat(lanes.spreads()).as("told once").isEmpty();
    assertThat(taken(400)).isCloseTo(350, within(4));

    lanes.gone(other);
    assertThat(lanes.spreads()).containsExactly(new Lanes.Spread(LANE, one, List.of()));
  }

  @Test
  void aLaneThatWasAskedAndBringsNothingIsClosedUntilItIsOpenedAgain() {
    lanes.opened(LANE, one, List.of(flow(5, "a", 1, 5)), now);
    lanes.asks(5, now);
    now += IDLE + 1;

    assertThat(lanes.asks(5, now)).containsExactly(new Lanes.Ask(LANE, one, 0, 0));
    lanes.backlog(LANE, one, List.of(flow(5, "a", 1, 6)), now);
    assertThat(lanes.asks(5, now)).containsExactly(new Lanes.Ask(LANE, one, 5, 0));
  }

  /** How many of so many steps come from the first, when every one asked for is granted. */
  private int taken(int steps) {
    return taken(steps, 10, 10);
  }

  private int taken(int steps, int tokensOfOne, int tokensOfOther) {
    int fromOne = 0;
    for (int got = 0; got < steps; ) {
      lanes.asks(0, now);
      for (var ask : lanes.asks(2, now)) {
        boolean first = ask.side().equals(one);
        fromOne += first ? ask.steps() : 0;
        got += ask.steps();
        grant(ask.side(), ask.steps(), first ? tokensOfOne : tokensOfOther);
      }
    }
    return fromOne;
  }

  private void grant(Side side, int steps, int tokens) {
    int priority = side.equals(one) ? lowest : highest;
    lanes.granted(
        LANE,
        side,
        IntStream.range(0, steps)
            .mapToObj(i -> new Granted(Steps.step(i, "job").withPriority(priority), 0, tokens))
            .toList(),
        now);
  }

  private int lowest = 5;
  private int highest = 5;

  private Flow flow(int priority, String job, double weight, int steps) {
    if (priority < 5) {
      lowest = priority;
    } else if (priority > 5) {
      highest = priority;
    }
    return new Flow(priority, "t", 1, job, weight, steps);
  }

  private static Side side() {
    return new Side(
        TestInbox.<Dispatching.FromPools>create().getRef(),
        TestInbox.<Dispatching.ToPools>create().getRef(),
        0);
  }
}
