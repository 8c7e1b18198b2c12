package dev.windlass.workers.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaseBookTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;
  private static final long LIFE = 2 * SECOND;
  private static final List<Meter> METERS = List.of(new Meter(LimitKey.RPS, 100, 50, 1));

  @Test
  void aLoneNodeGetsAllOfIt() {
    var book = book(METERS, 64, Map.of(LimitKey.RPS, 50.0));
    var terms = renew(book, "a", 0, 0, 10, 0);
    assertThat(terms.part()).isEqualTo(1);
    assertThat(terms.slots()).isEqualTo(64);
    assertThat(terms.gift()).isEqualTo(Map.of(LimitKey.RPS, 50.0));
  }

  @Test
  void whatOneNodeHasIsLentToAnotherOnlyWhenItHasLetGo() {
    var book = book(METERS, 64, Map.of());
    var first = renew(book, "a", 0, 1, 64, 0);
    assertThat(renew(book, "b", 0, 1, 64, 1).part()).isEqualTo(0);

    var smaller = renew(book, "a", first.number(), 1, 64, 2);
    assertThat(smaller.part()).isCloseTo(0.5, within(1e-9));
    assertThat(renew(book, "b", 0, 1, 64, 3).part()).isEqualTo(0);

    renew(book, "a", smaller.number(), 1, 64, 4);
    var other = renew(book, "b", 0, 1, 64, 5);
    assertThat(other.part()).isCloseTo(0.5, within(1e-9));
    assertThat(other.slots()).isEqualTo(32);
  }

  @Test
  void aLeaseThatMayStillArriveCountsUntilItIsOver() {
    var book = book(METERS, null, Map.of());
    renew(book, "b", 0, 1, 0, 0);
    var small = renew(book, "a", 0, 0, 0, 1);
    renew(book, "b", 1, 0, 0, 2);
    renew(book, "b", 3, 0, 0, 3);
    var large = renew(book, "a", small.number(), 1, 0, 4);
    assertThat(large.part()).isGreaterThan(0.4);
    // its word was under way when the large one was sent, and the next, small one is lost
    renew(book, "a", small.number(), 0, 0, 5);
    assertThat(renew(book, "b", 4, 1, 0, 6).part()).isLessThanOrEqualTo(1 - large.part() + 1e-9);
  }

  @Test
  void aSilentNodesPartIsFreeWhenItsLeaseHasEnded() {
    var book = book(METERS, null, Map.of());
    renew(book, "a", 0, 1, 0, 0);
    assertThat(renew(book, "b", 0, 1, 0, LIFE).part()).isEqualTo(0);
    assertThat(renew(book, "b", 0, 1, 0, LIFE + 1).part()).isEqualTo(1);
  }

  @Test
  void whatALeaseLeftWhenItEndedUnheardIsSpent() {
    var book = book(METERS, null, Map.of(LimitKey.RPS, 50.0));
    assertThat(renew(book, "a", 0, 1, 0, 0).gift()).containsEntry(LimitKey.RPS, 50.0);
    var next = renew(book, "b", 0, 1, 0, LIFE + 1);
    assertThat(next.gift().get(LimitKey.RPS)).isCloseTo(0, within(1e-6));
  }

  @Test
  void aNewOwnerLendsNothingWhileLeasesOfTheOldOneMayBeInForce() {
    var book = new LeaseBook(METERS, 8, Map.of(), LIFE, LIFE, 0);
    hear(book, "a", 0, 1, 8, LIFE - 1);
    assertThat(book.isOpen(LIFE - 1)).isFalse();
    assertThat(book.restless(LIFE - 1)).isEmpty();
    assertThat(renew(book, "a", 0, 1, 8, LIFE).part()).isEqualTo(1);
  }

  @Test
  void whoWantsLittleLeavesTheRestToTheOthersAndWhoWantsNothingHasNothing() {
    var book = book(METERS, null, Map.of());
    var parts = settled(book, Map.of("a", 0.1, "b", 1.0, "c", 1.0, "d", 0.0));
    assertThat(parts.get("a")).isCloseTo(0.1, within(1e-6));
    assertThat(parts.get("b")).isCloseTo(0.45, within(1e-6));
    assertThat(parts.get("c")).isCloseTo(0.45, within(1e-6));
    assertThat(parts.get("d")).isZero();
  }

  @Test
  void aBucketOfOneCallIsNeverSplitAndEverybodyHasItInTurn() {
    var one = List.of(new Meter(LimitKey.RPM, 1.0 / 60, 1, 1));
    var book = book(one, null, Map.of(LimitKey.RPM, 1.0));
    var held = new HashMap<String, Long>();
    var numbers = new HashMap<String, Long>();
    var admitted = new HashMap<String, Long>();
    for (long now = 0; now < 20 * SECOND; now += 100 * MILLI) {
      for (var node : List.of("a", "b", "c")) {
        var wish = new Governing.Wish(1, 1, Map.of(), admitted.getOrDefault(node, 0L));
        book.hear(node, numbers.getOrDefault(node, 0L), Map.of(), wish, 0, Map.of(), now);
        var terms = book.offer(node, now);
        assertThat(terms.part()).isIn(0.0, 1.0);
        numbers.put(node, terms.number());
        if (terms.part() == 1) {
          held.merge(node, 1L, Long::sum);
          admitted.merge(node, 1L, Long::sum);
        }
      }
    }
    assertThat(held.values()).hasSize(3).allSatisfy(n -> assertThat(n).isBetween(50L, 80L));
  }

  @Test
  void aCallThatNeedsMoreThanASharePassesBecauseItsNodeHoldsEnough() {
    var tokens = List.of(new Meter(LimitKey.TPM, 1000, 1000, 60_000));
    var book = book(tokens, null, Map.of());
    var largest = Map.of(LimitKey.Unit.TOKENS, 600.0);
    for (var node : List.of("a", "b", "c")) {
      book.hear(node, 0, Map.of(), new Governing.Wish(1, 1, largest, 0), 0, Map.of(), 0);
    }
    var parts = List.of("a", "b", "c").stream().map(n -> book.offer(n, 1).part()).toList();
    assertThat(parts).containsExactly(1.0, 0.0, 0.0);

    var larger = Map.of(LimitKey.Unit.TOKENS, 5000.0);
    book.hear("a", 1, Map.of(), new Governing.Wish(1, 1, larger, 0), 0, Map.of(), 2);
    assertThat(book.offer("a", 2).meters().getFirst().capacity()).isEqualTo(5000);
  }

  @Test
  void aPlaceForOneCallGoesRound() {
    var book = book(List.of(), 1, Map.of());
    var numbers = new HashMap<String, Long>();
    var held = new HashMap<String, Integer>();
    for (long now = 0; now < 20 * SECOND; now += 100 * MILLI) {
      for (var node : List.of("a", "b")) {
        var wish = new Governing.Wish(1, 5, Map.of(), now);
        book.hear(node, numbers.getOrDefault(node, 0L), Map.of(), wish, 0, Map.of(), now);
        var terms = book.offer(node, now);
        numbers.put(node, terms.number());
        held.merge(node, terms.slots() == null ? 0 : terms.slots(), Integer::sum);
      }
    }
    assertThat(held.values()).allSatisfy(n -> assertThat(n).isBetween(70, 110));
  }

  @Test
  void aCallInFlightKeepsItsPlaceUntilItEnds() {
    var book = book(List.of(), 1, Map.of());
    var wish = new Governing.Wish(1, 5, Map.of(), 1);
    book.hear("a", 0, Map.of(), wish, 0, Map.of(), 0);
    var first = book.offer("a", 0);
    book.hear("b", 0, Map.of(), wish, 0, Map.of(), 1);
    assertThat(book.offer("b", 1).slots()).isZero();
    long later = SECOND;
    book.hear("a", first.number(), Map.of(), wish, 1, Map.of(), later);
    var none = book.offer("a", later);
    book.hear("a", none.number(), Map.of(), wish, 1, Map.of(), later + 1);
    book.hear("b", 2, Map.of(), wish, 0, Map.of(), later + 2);
    assertThat(book.offer("b", later + 2).slots()).isZero();
    book.hear("a", none.number(), Map.of(), wish, 0, Map.of(), later + 3);
    assertThat(book.offer("b", later + 3).slots()).isEqualTo(1);
  }

  @Test
  void whatAGateGivesBackIsLentOnOnce() {
    var book = book(METERS, null, Map.of(LimitKey.RPS, 50.0));
    var all = renew(book, "a", 0, 1, 0, 0);
    renew(book, "b", 0, 1, 0, 1);
    var half = renew(book, "a", all.number(), 1, 0, 2);
    for (int again = 0; again < 3; again++) {
      var wish = new Governing.Wish(1, 0, Map.of(), 0);
      book.hear("a", half.number(), Map.of(LimitKey.RPS, 25.0), wish, 0, Map.of(), 3);
    }
    assertThat(renew(book, "b", 0, 1, 0, 4).gift().get(LimitKey.RPS)).isCloseTo(25.0, within(1e-3));
  }

  @Test
  void onlyWhoCanBeHelpedOrHoldsTooMuchIsToldAtOnce() {
    var book = book(METERS, null, Map.of());
    var all = renew(book, "a", 0, 1, 0, 0);
    hear(book, "b", 0, 1, 0, 1);
    assertThat(book.restless(1)).containsExactly("a");
    var half = book.offer("a", 1);
    assertThat(half.number()).isGreaterThan(all.number());
    assertThat(book.restless(1)).isEmpty();
    hear(book, "a", half.number(), 1, 0, 2);
    assertThat(book.restless(2)).containsExactly("b");
    book.offer("b", 2);
    assertThat(book.restless(2)).isEmpty();
  }

  @Test
  void aDaysBucketOfADeadNodeComesBackButForWhatItMayHaveSpent() {
    var meters =
        List.of(new Meter(LimitKey.RPS, 10, 10, 1), new Meter(LimitKey.RPD, 0.01, 1000, 1000));
    var book = book(meters, null, Map.of(LimitKey.RPD, 1000.0));
    var wish = new Governing.Wish(1, 0, Map.of(), 0);
    book.hear("a", 0, Map.of(), wish, 0, Map.of(), 0);
    var terms = book.offer("a", 0);
    book.hear("a", terms.number(), Map.of(), wish, 0, Map.of(LimitKey.RPD, 900.0), SECOND);
    book.hear("b", 0, Map.of(), wish, 0, Map.of(), 10 * SECOND);
    // 10 at once and 10 a second for the 4 s that a lease and its end may be apart
    assertThat(book.offer("b", 10 * SECOND).gift().get(LimitKey.RPD)).isCloseTo(850, within(1.0));
  }

  @Test
  void neverIsMoreLentThanThereIsWhateverMessagesAreLost() {
    for (int seed = 0; seed < 100; seed++) {
      var random = new Random(seed);
      int slots = 1 + random.nextInt(20);
      var book = book(METERS, slots, Map.of(LimitKey.RPS, 50.0));
      var inForce = new HashMap<String, LeaseBook.Terms>();
      var ends = new HashMap<String, Long>();
      double gifts = 0;
      long now = 0;
      for (int i = 0; i < 500; i++) {
        now += random.nextInt(500) * MILLI;
        long time = now;
        inForce.keySet().removeIf(node -> time > ends.getOrDefault(node, 0L));
        var node = "n" + random.nextInt(4);
        var current = inForce.get(node);
        long confirmed = current == null ? 0 : current.number();
        if (random.nextInt(20) == 0) {
          book.returned(node, Map.of(), now);
          inForce.remove(node);
        } else {
          var terms = renew(book, node, confirmed, random.nextDouble(), random.nextInt(30), now);
          gifts += terms.gift().getOrDefault(LimitKey.RPS, 0.0);
          // half of the answers are lost on the way
          if (random.nextBoolean()) {
            inForce.put(node, terms);
            ends.put(node, now + LIFE);
          }
        }
        assertThat(book.broken(now)).as("seed %d", seed).isNull();
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

  private static LeaseBook book(
      List<Meter> meters, @Nullable Integer slots, Map<LimitKey, Double> levels) {
    return new LeaseBook(meters, slots, levels, LIFE, 0, 0);
  }

  private static void hear(
      LeaseBook book, String node, long confirmed, double demand, int slots, long now) {
    var wish = new Governing.Wish(demand, slots, Map.of(), 0);
    book.hear(node, confirmed, Map.of(), wish, 0, Map.of(), now);
  }

  private static LeaseBook.Terms renew(
      LeaseBook book, String node, long confirmed, double demand, int slots, long now) {
    hear(book, node, confirmed, demand, slots, now);
    return book.offer(node, now);
  }

  private static Map<String, Double> settled(LeaseBook book, Map<String, Double> demands) {
    var numbers = new HashMap<String, Long>();
    var parts = new HashMap<String, Double>();
    for (int round = 0; round < 10; round++) {
      int now = round;
      demands.forEach((node, demand) -> {
        var terms = renew(book, node, numbers.getOrDefault(node, 0L), demand, 0, now);
        numbers.put(node, terms.number());
        parts.put(node, terms.part());
      });
    }
    return parts;
  }
}
