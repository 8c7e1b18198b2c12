package dev.windlass.engine.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.partition.Line;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TakenIdsTest {
  @Test
  void aSecondUseOfAnIdIsTheLaterLinesFault() {
    assertThat(settled("a", "b", "a", "A")).containsExactly("a", "b", "#3!", "A");
  }

  @Test
  void aLineWithoutAnIdHasItsNumber() {
    assertThat(settled(null, null)).containsExactly(null, null);
    assertThat(settled("1", "2")).containsExactly(null, null);
  }

  @Test
  void numbersAndIdsThatLookLikeNumbersMeet() {
    assertThat(settled(null, "1")).containsExactly(null, "#2!");
    assertThat(settled("2", null)).containsExactly("2", "#2!");
    assertThat(settled("2", "1", null)).containsExactly("2", "1", null);
    assertThat(settled("3", "3", null)).containsExactly("3", "#2!", "#3!");
    assertThat(settled(null, "01", "1 ")).containsExactly(null, "01", "1 ");
  }

  @Test
  void idsFromZeroOnAreAllDifferent() {
    var ids = new String[10_000];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = Integer.toString(i);
    }
    assertThat(settled(ids)).containsExactly(ids);
  }

  @Test
  void whatWasRememberedIsTaken() {
    var taken = new TakenIds();
    taken.remember(line(null), 1);
    taken.remember(line("x"), 2);
    assertThat(taken.settle(line("x"), 3).id()).isEqualTo("#3");
    assertThat(taken.settle(line("1"), 4).id()).isEqualTo("#4");
    assertThat(taken.settle(line("y"), 5).id()).isEqualTo("y");
  }

  @Test
  void aLineThatWasBadAlreadyKeepsItsFault() {
    var taken = new TakenIds();
    taken.settle(line("x"), 1);
    var bad = new Line("x", "{", new Line.Fault("missing-variable", "m"), null, 0, 0);
    assertThat(taken.settle(bad, 2))
        .isEqualTo(new Line("#2", "{", new Line.Fault("missing-variable", "m"), null, 0, 0));
  }

  @Test
  void aLongSetHoldsWhatWasAddedAndNothingElse() {
    var set = new LongSet();
    for (long i = 0; i < 100_000; i++) {
      assertThat(set.add(i * 0x9E3779B97F4A7C15L)).isTrue();
    }
    for (long i = 0; i < 100_000; i++) {
      assertThat(set.add(i * 0x9E3779B97F4A7C15L)).isFalse();
    }
    assertThat(set.contains(7)).isFalse();
    assertThat(set.size()).isEqualTo(100_000);
  }

  /** The ids the lines keep; an exclamation mark stands for a fault. */
  private static List<@Nullable String> settled(@Nullable String... ids) {
    var taken = new TakenIds();
    var kept = new ArrayList<@Nullable String>();
    for (int i = 0; i < ids.length; i++) {
      var line = taken.settle(line(ids[i]), i + 1);
      kept.add(line.fault() == null ? line.id() : line.id() + "!");
    }
    return kept;
  }

  private static Line line(@Nullable String id) {
    return new Line(id, "{}", null, null, 0, 0);
  }
}
