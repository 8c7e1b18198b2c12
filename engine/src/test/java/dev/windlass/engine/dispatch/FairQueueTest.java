package dev.windlass.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private final FairQueue queue = new FairQueue(tenant -> 1);
  private long number;

  @Test
  void tenLinesBehindAMillionStartWithTheNextTurn() {
    put("t", "big", 10_000, 5, 400);
    take(50);
    put("t", "small", 10, 5, 400);

    var next = take(21);

    assertThat(next.stream().filter("small"::equals)).hasSize(10);
  }

  @Test
  void jobsShareInTokensNotInSteps() {
    put("t", "short", 2_000, 5, 400);
    put("t", "long", 2_000, 5, 1_200);

    Map<String, Integer> tokens = new HashMap<>();
    for (var asked : poll(1_000)) {
      tokens.merge(asked.turnKey(), asked.charged, Integer::sum);
    }

    double share = tokens.getOrDefault("short", 0) / (double) sum(tokens);
    assertThat(share).isBetween(0.49, 0.51);
  }

  @Test
  void aJobThatUsedMoreThanItWasChargedWaitsUntilTheOthersHaveCaughtUp() {
    put("t", "a", 100, 5, 396); // a hundred tokens each
    put("t", "b", 100, 5, 396);
    var first = poll(2);
    first.forEach(asked -> queue.settle(asked, asked.turnKey().equals("a") ? 1_100 : 100));

    assertThat(take(10)).containsOnly("b");
    assertThat(take(20).stream().filter("a"::equals)).hasSizeBetween(9, 11);
  }

  @Test
  void aJobThatUsedLessThanItWasChargedIsOwedTheRest() {
    put("t", "a", 100, 5, 396);
    put("t", "b", 100, 5, 396);
    var charged = poll(20);
    charged.stream().filter(one -> one.turnKey().equals("a")).forEach(one -> queue.settle(one, 0));

    assertThat(take(10)).containsOnly("a");
  }

  @Test
  void whatCameBackIsChargedOnce() {
    put("t", "a", 100, 5, 396);
    put("t", "b", 100, 5, 396);
    for (int i = 0; i < 50; i++) {
      var taken = poll(1).getFirst();
      queue.settle(taken, 0);
      taken.place = Asked.Place.QUEUED;
      queue.add(taken);
    }

    assertThat(take(20).stream().filter("a"::equals)).hasSize(10);
  }

  @Test
  void aJobThatWasAloneForLongOwesTheNextOneNothing() {
    put("t", "big", 1_000, 5, 396);
    take(500).forEach(job -> assertThat(job).isEqualTo("big"));
    put("t", "new", 100, 5, 396);

    assertThat(take(20).stream().filter("new"::equals)).hasSize(10);
  }

  @Test
  void tenantsShareBeforeTheirJobsDo() {
    for (int job = 0; job < 9; job++) {
      put("many", "m" + job, 500, 5, 40);
    }
    put("one", "o", 500, 5, 40);

    assertThat(take(200).stream().filter("o"::equals)).hasSizeBetween(98, 102);
  }

  @Test
  void aHigherPriorityGoesFirstAndALowerOneIsNeverStarved() {
    put("t", "urgent", 1_000, 9, 40);
    put("t", "later", 1_000, 1, 40);

    var order = take(320);

    assertThat(order.subList(0, 15)).containsOnly("urgent");
    assertThat(order.stream().filter("later"::equals)).hasSize(20);
  }

  @Test
  void whatARunAsksNextGoesBeforeTheFirstQuestionOfALaterLine() {
    put("t", "job", 3, 5, 40);
    var first = poll(1).getFirst();
    var next = new Asked(Steps.of("job", first.key.run()), 1, ++number, 0);
    queue.add(next);

    assertThat(poll(3)).first().isSameAs(next);
  }

  @Test
  void aBlockedJobIsPassedOverAndKeepsItsPlace() {
    put("t", "a", 3, 5, 40);
    put("t", "b", 3, 5, 40);
    queue.block("t", "a", true);

    assertThat(take(10)).containsExactly("b", "b", "b");
    assertThat(queue.size()).isEqualTo(3);

    queue.block("t", "a", false);
    assertThat(take(10)).containsExactly("a", "a", "a");
    assertThat(queue.size()).isZero();
  }

  @Test
  void whatIsForgottenIsPassedOver() {
    put("t", "a", 1, 5, 40);
    var gone = new Asked(Steps.of("b", 0), 1, 0, 0);
    queue.add(gone);
    gone.place = Asked.Place.GONE;
    queue.forgot();

    assertThat(take(5)).containsExactly("a");
  }

  private void put(String tenant, String job, int steps, int priority, int chars) {
    for (var step : Steps.several(tenant, job, steps, priority, chars)) {
      queue.add(new Asked(step, 1, ++number, 0));
    }
  }

  private List<String> take(int most) {
    return poll(most).stream().map(Asked::turnKey).toList();
  }

  private List<Asked> poll(int most) {
    var taken = new ArrayList<Asked>();
    for (int i = 0; i < most; i++) {
      var next = queue.poll();
      if (next == null) {
        break;
      }
      next.place = Asked.Place.GRANTED;
      taken.add(next);
    }
    return taken;
  }

  private static int sum(Map<String, Integer> tokens) {
    return tokens.values().stream().mapToInt(Integer::intValue).sum();
  }
}
