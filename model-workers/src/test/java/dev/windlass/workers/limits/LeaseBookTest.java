package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeaseBookTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long LIFE = 2 * SECOND;
  private static final List<Meter> METERS = List.of(new Meter(LimitKey.RPS, 100, 50, 1));

  @Test
  void aLoneNodeGetsAllOfIt() {
    var book = new LeaseBook(METERS, 64, Map.of(LimitKey.RPS, 50.0), 0, 0);
    var terms = book.renew("a", 0, 0, 10, 0, LIFE, 0);
    assertThat(terms.part()).isEqualTo(1);
    assertThat(terms.slots()).isEqualTo(64);
    assertThat(terms.gift()).isEqualTo(Map.of(LimitKey.RPS, 50.0));
  }

  @Test
  void whatOneNodeHasIsLentToAnotherOnlyWhenItHasLetGo() {
    var book = new LeaseBook(METERS, 64, Map.of(), 0, 0);
    var first = book.renew("a", 0, 1, 64, 0, LIFE, 0);
    assertThat(book.renew("b", 0, 1, 64, 0, LIFE, 1).part()).isEqualTo(0);

    var smaller = book.renew("a", first.number(), 1, 64, 0, LIFE, 2);
    assertThat(smaller.part()).isCloseTo(0.5, within(1e-9));
    assertThat(book.renew("b", 1, 1, 64, 0, LIFE, 3).part()).isEqualTo(0);

    book.renew("a", smaller.number(), 1, 64, 0, LIFE, 4);
    var other = book.renew("b", 2, 1, 64, 0, LIFE, 5);
    assertThat(other.part()).isCloseTo(0.5, within(1e-9));
    assertThat(other.slots()).isEqualTo(32);
  }

  @Test
  void aSilentNodesPartIsFreeWhenItsLeaseHasEnded() {
    var book = new LeaseBook(METERS, null, Map.of(), 0, 0);
    book.renew("a", 0, 1, 0, 0, LIFE, 0);
    assertThat(book.renew("b", 0, 1, 0, 0, LIFE, LIFE).part()).isEqualTo(0);
    assertThat(book.renew("b", 1, 1, 0, 0, LIFE, LIFE + 1).part()).isEqualTo(1);
  }

  @Test
  void aNewOwnerLendsNothingWhileLeasesOfTheOldOneMayBeInForce() {
    var book = new LeaseBook(METERS, 8, Map.of(), LIFE, 0);
    assertThat(book.renew("a", 0, 1, 8, 0, LIFE, LIFE - 1).part()).isEqualTo(0);
    assertThat(book.renew("a", 1, 1, 8, 0, LIFE, LIFE).part()).isEqualTo(1);
  }

  @Test
  void whoWantsLittleLeavesTheRestToTheOthers() {
    var book = new LeaseBook(METERS, null, Map.of(), 0, 0);
    var numbers = new HashMap<String, Long>();
    Map<String, Double> demands = Map.of("a", 0.1, "b", 1.0, "c", 1.0);
    Map<String, Double> parts = new HashMap<>();
    for (int round = 0; round < 10; round++) {
      for (var node : List.of("a", "b", "c")) {
        var terms =
            book.renew(
                node,
                numbers.getOrDefault(node, 0L),
                demands.getOrDefault(node, 0.0),
                0,
                0,
                LIFE,
                round);
        numbers.put(node, terms.number());
        parts.put(node, terms.part());
      }
    }
    assertThat(parts.get("a")).isCloseTo(0.1, within(1e-6));
    assertThat(parts.get("b")).isCloseTo(0.45, within(1e-6));
    assertThat(parts.get("c")).isCloseTo(0.45, within(1e-6));
  }

  @Test
  void neverIsMoreLentThanThereIsWhateverMessagesAreLost() {
    for (int seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      int slots = 1 + random.nextInt(20);
      var book = new LeaseBook(METERS, slots, Map.of(LimitKey.RPS, 50.0), 0, 0);
      var inForce = new HashMap<String, LeaseBook.Terms>();
      var ends = new HashMap<String, Long>();
      double gifts = 0;
      long now = 0;
      for (int i = 0; i < 500; i++) {
        now += random.nextInt(500) * SECOND / 1000;
        long time = now;
        inForce.keySet().removeIf(node -> time > ends.getOrDefault(node, 0L));
        var node = "n" + random.nextInt(4);
        var current = inForce.get(node);
        long confirmed = current == null ? 0 : current.number();
        if (random.nextInt(20) == 0) {
          book.returned(node, Map.of(), now);
          inForce.remove(node);
        } else {
          var terms =
              book.renew(node, confirmed, random.nextDouble(), random.nextInt(30), 0, LIFE, now);
          gifts += terms.gift().getOrDefault(LimitKey.RPS, 0.0);
          // half of the answers are lost on the way
          if (random.nextBoolean()) {
            inForce.put(node, terms);
            ends.put(node, now + LIFE);
          }
        }
        assertThat(inForce.values().stream().mapToDouble(LeaseBook.Terms::part).sum())
            .as("seed %d", seed)
            .isLessThanOrEqualTo(1 + 1e-9);
        assertThat(inForce.values().stream().mapToInt(t -> t.slots() == null ? 0 : t.slots()).sum())
            .as("seed %d", seed)
            .isLessThanOrEqualTo(slots);
        assertThat(gifts).isLessThanOrEqualTo(50 + 100.0 * now / SECOND + 1e-6);
      }
    }
  }
}
