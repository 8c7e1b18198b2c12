package dev.windlass.engine.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windlass.engine.partition.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AcceptanceTest {
  /** Batches of 3 lines or 100 bytes, partitions of 5 lines or 200 bytes, jobs of 12 lines. */
  private static final IntakeSettings SMALL =
      new IntakeSettings(1024, 12, 3, 100, Duration.ofMillis(10), 1, 5, 200, 1, 2, 0);

  @Test
  void aBatchEndsAtItsLinesAndAtItsPartition() {
    assertThat(cut(null, 1, 1, 1, 1, 1, 1, 1)).containsExactly("p0+0:3", "p0+3:2", "p1+0:2");
  }

  @Test
  void aBatchEndsAtItsBytes() {
    assertThat(cut(null, 60, 60, 10)).containsExactly("p0+0:1", "p0+1:2");
    assertThat(cut(null, 500, 1)).containsExactly("p0+0:1", "p1+0:1");
    assertThat(cut(null, 90, 90, 30)).containsExactly("p0+0:1", "p0+1:1", "p1+0:1");
  }

  @Test
  void anUploadFillsTheLastPartitionFirst() {
    var last = new IntakeTarget.PartitionFill(2, 11, 4, 0, 40);
    assertThat(cut(last, 1, 1)).containsExactly("p2+4:1", "p3+0:1");
  }

  @Test
  void aFullJobTakesNoMore() {
    assertThatThrownBy(() -> cut(null, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1))
        .isInstanceOf(RefusedUpload.class)
        .hasMessageContaining("at most 12 lines");
  }

  @Test
  void badLinesAreCountedInTheirPartitionAndTheUpload() {
    var acceptance = new Acceptance(SMALL, new TakenIds(), false, 0, null);
    for (int i = 0; i < 6; i++) {
      acceptance.add(new Line(null, "[", new Line.Fault("wrong-type", "m"), null, 0, 0), 1);
    }
    acceptance.flush();
    var batches = drained(acceptance);
    assertThat(batches).extracting(Batch::rejectedSoFar).containsExactly(3L, 5L, 6L);
    assertThat(batches).extracting(b -> b.fill().rejected()).containsExactly(3, 5, 1);
    assertThat(batches.getLast().fill()).isEqualTo(new IntakeTarget.PartitionFill(1, 6, 1, 1, 1));
  }

  private static List<String> cut(IntakeTarget.@Nullable PartitionFill last, int... bytes) {
    long accepted = last == null ? 0 : last.firstLine() - 1 + last.lines();
    var settings = last == null ? SMALL : withRoom();
    var acceptance = new Acceptance(settings, new TakenIds(), false, accepted, last);
    for (int each : bytes) {
      acceptance.add(new Line(null, "{}", null, null, 0, 0), each);
    }
    acceptance.flush();
    return drained(acceptance).stream()
        .map(b -> "p" + b.fill().partition() + "+" + b.from() + ":" + b.lines().size())
        .toList();
  }

  private static IntakeSettings withRoom() {
    return new IntakeSettings(1024, 100, 3, 100, Duration.ofMillis(10), 1, 5, 200, 1, 2, 0);
  }

  private static List<Batch> drained(Acceptance acceptance) {
    var batches = new ArrayList<Batch>();
    for (var next = acceptance.poll(); next != null; next = acceptance.poll()) {
      batches.add(next);
    }
    return batches;
  }
}
