package dev.windlass.engine.results;

import dev.windlass.engine.partition.Line;
import dev.windlass.engine.partition.PartitionEvent;
import dev.windlass.engine.partition.StepRecord;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.run.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A partition as its events tell it, up to one of them. Only the runs of a window are kept, and
 * those that somebody has done with can be dropped; of the others it is not known what they said.
 * Pure but for its own state; used by one thread at a time.
 */
final class PartitionFold {
  private final Map<Integer, RunFold> runs = new HashMap<>();
  private final Map<Integer, PartitionEvent.ChainPinned> chains = new TreeMap<>();
  private final int from;
  private int to;
  private long position;
  private int seen;
  private long bytes;
  private @Nullable String tenant;

  /**
   * @param from index of the first run that is kept
   * @param to behind the last
   */
  PartitionFold(int from, int to) {
    this.from = from;
    this.to = to;
  }

  static PartitionFold whole() {
    return new PartitionFold(0, Integer.MAX_VALUE);
  }

  /** The number of the last event it has heard of. */
  long position() {
    return position;
  }

  /** About what it takes in memory. */
  long bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** Of a partition of single runs; null for one of a job. */
  @Nullable String tenant() {
    return tenant;
  }

  PartitionEvent.@Nullable ChainPinned chain(int index) {
    return chains.get(index);
  }

  /** Null when it is not in the window, was dropped, or never was. */
  @Nullable RunFold run(int index) {
    return runs.get(index);
  }

  Map<Integer, RunFold> runs() {
    return runs;
  }

  void drop(int index) {
    var gone = runs.remove(index);
    if (gone != null) {
      bytes -= gone.bytes();
    }
  }

  /** Drops everything; what comes later is kept. */
  void forget() {
    runs.clear();
    bytes = 0;
  }

  /** How many lines the partition has, kept or not. */
  int seen() {
    return seen;
  }

  /** Keeps only the runs before this one; the others are forgotten. */
  void narrow(int newTo) {
    to = newTo;
    runs.keySet().stream().filter(index -> index >= newTo).toList().forEach(this::drop);
  }

  /**
   * Goes on by one event.
   *
   * @return the rows it adds to the order of completion, as indexes of runs, also of such as are
   *     not kept
   */
  List<Integer> apply(long number, PartitionEvent event) {
    position = number;
    return switch (event) {
      case PartitionEvent.Opened opened -> {
        tenant = opened.tenant();
        yield List.of();
      }
      case PartitionEvent.ChainPinned pinned -> {
        chains.put(pinned.index(), pinned);
        yield List.of();
      }
      case PartitionEvent.LinesAccepted(int first, var lines, var at) -> {
        accept(first, lines, at);
        yield List.of();
      }
      case PartitionEvent.OutcomesRecorded(var steps, var ended, var at) -> {
        steps.forEach(this::answer);
        var rows = new ArrayList<Integer>(ended.size());
        for (var mark : ended) {
          end(mark.run(), mark.status(), mark.kind(), at);
          rows.add(mark.run());
        }
        yield rows;
      }
      case PartitionEvent.RunsRetaken again -> {
        var where = from(again);
        again.runs().forEach(index -> retake(index, where));
        yield List.of();
      }
      case PartitionEvent.RunsCancelled(var cancelled, var at) -> {
        for (int index : cancelled) {
          var run = runs.get(index);
          if (run != null) {
            run.cancel(at);
          }
        }
        yield cancelled;
      }
    };
  }

  private void accept(int first, List<Line> lines, Instant at) {
    // what was there from here on never ran and gives way
    runs.keySet().stream().filter(index -> index >= first).toList().forEach(this::drop);
    seen = first + lines.size();
    for (int i = 0; i < lines.size(); i++) {
      int index = first + i;
      if (index >= from && index < to) {
        var run = new RunFold(lines.get(i), at);
        runs.put(index, run);
        bytes += run.bytes();
      }
    }
  }

  private void answer(StepRecord record) {
    var run = runs.get(record.run());
    if (run != null) {
      bytes -= run.bytes();
      run.answer(record);
      bytes += run.bytes();
    }
  }

  private void end(int index, RunStatus how, @Nullable FailureClass why, Instant at) {
    var run = runs.get(index);
    if (run != null) {
      run.end(how, why, at);
    }
  }

  private void retake(int index, Run.From where) {
    var run = runs.get(index);
    if (run != null) {
      run.retake(where);
    }
  }

  private static Run.From from(PartitionEvent.RunsRetaken again) {
    var step = again.fromStep();
    if (again.fromStart()) {
      return new Run.From.Start();
    }
    return step == null ? new Run.From.Failed() : new Run.From.Step(step);
  }
}
