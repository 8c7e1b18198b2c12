package dev.windlass.engine.partition;

import dev.windlass.engine.partition.PartitionCommand.Retaking;
import dev.windlass.engine.partition.PartitionEvent.ChainPinned;
import dev.windlass.engine.partition.PartitionEvent.EndMark;
import dev.windlass.engine.partition.PartitionEvent.LinesAccepted;
import dev.windlass.engine.partition.PartitionEvent.Opened;
import dev.windlass.engine.partition.PartitionEvent.OutcomesRecorded;
import dev.windlass.engine.partition.PartitionEvent.RunsCancelled;
import dev.windlass.engine.partition.PartitionEvent.RunsRetaken;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.engine.run.Run;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the journal says of a partition. {@link #apply} alone changes it; what was once decided is
 * here only remembered.
 *
 * <p>While the journal is read, everything is kept, for a run may have been taken up again; {@link
 * #letGo} then drops the lines and answers of the runs that have ended. From then on the runs under
 * way have heard their answers before these are applied, and only the ends matter here.
 */
final class Ledger {
  private final List<Entry> entries = new ArrayList<>();
  private final List<ChainPinned> chains = new ArrayList<>(1);
  private @Nullable Opened opened;
  private boolean begun;
  private boolean replaying = true;
  private boolean whole = true;
  private long rows;
  private final Map<RunStatus, Integer> ended = new EnumMap<>(RunStatus.class);
  private Usage usage = Usage.NONE;
  private long steps;
  private long stepsOfEnded;
  private long calls;

  void apply(PartitionEvent event) {
    switch (event) {
      case LinesAccepted(int from, var lines, var at) -> accept(from, lines);
      case Opened anew -> opened = anew;
      case ChainPinned chain -> chains.add(chain);
      case OutcomesRecorded(var steps, var ended, var at) -> {
        begun = true;
        steps.forEach(this::record);
        ended.forEach(this::end);
      }
      case RunsRetaken(var runs, boolean fromStart, var fromStep, var at) -> {
        var from = from(fromStart, fromStep);
        runs.forEach(run -> again(entries.get(run), from));
      }
      case RunsCancelled(var runs, var at) ->
          runs.forEach(run -> {
            if (replaying) {
              entries.get(run).remember(new Told.Cancelled());
            }
            end(new EndMark(run, RunStatus.CANCELLED, null));
          });
    }
  }

  static Run.From from(boolean fromStart, @Nullable String fromStep) {
    if (fromStep != null) {
      return new Run.From.Step(fromStep);
    }
    return fromStart ? new Run.From.Start() : new Run.From.Failed();
  }

  private void accept(int from, List<Line> lines) {
    entries.subList(from, entries.size()).clear();
    for (var line : lines) {
      entries.add(new Entry(entries.size(), line));
    }
  }

  private void record(StepRecord step) {
    usage = usage.plus(step.usage());
    steps++;
    calls += step.attempts().size();
    var entry = entries.get(step.run());
    entry.steps++;
    if (replaying) {
      entry.remember(new Told.Outcome(step));
    }
  }

  private void end(EndMark mark) {
    var entry = entries.get(mark.run());
    entry.end(mark.status(), mark.kind());
    if (!replaying) {
      entry.letGo();
    }
    ended.merge(mark.status(), 1, Integer::sum);
    stepsOfEnded += entry.steps;
    rows++;
  }

  private void again(Entry entry, Run.From from) {
    ended.merge(entry.status(), -1, Integer::sum);
    stepsOfEnded -= entry.steps;
    entry.again(from);
  }

  /**
   * The journal is read.
   *
   * @param atOnce most runs that were ever under way together; as runs begin in order, only the
   *     first so many that have not ended can have been asked anything
   */
  void recovered(int atOnce) {
    replaying = false;
    int left = begun || opened != null ? atOnce : 0;
    for (var entry : entries) {
      if (!entry.ended() && (left-- > 0 || entry.wasTold())) {
        entry.mayBeAsked = true;
      }
    }
  }

  /** Whether the lines and answers of ended runs are still here. */
  boolean whole() {
    return whole;
  }

  void letGo() {
    if (whole) {
      whole = false;
      entries.stream().filter(Entry::ended).forEach(Entry::letGo);
    }
  }

  boolean begun() {
    return begun;
  }

  @Nullable Opened opened() {
    return opened;
  }

  List<ChainPinned> chains() {
    return chains;
  }

  int size() {
    return entries.size();
  }

  @Nullable Entry entry(int index) {
    return index >= 0 && index < entries.size() ? entries.get(index) : null;
  }

  /** The first so many entries. */
  List<Entry> entries(int count) {
    return entries.subList(0, Math.min(count, entries.size()));
  }

  private int count(RunStatus status) {
    return ended.getOrDefault(status, 0);
  }

  int ended() {
    return count(RunStatus.SUCCEEDED) + count(RunStatus.FAILED) + count(RunStatus.CANCELLED);
  }

  /**
   * @param stepsALine answers that a line is expected to take
   */
  PartitionReport.Progress progress(
      int partition, int lines, long upTo, double stepsALine, Dispatching.Standing standing) {
    return new PartitionReport.Progress(
        partition,
        upTo,
        rows,
        lines,
        count(RunStatus.SUCCEEDED),
        count(RunStatus.FAILED),
        count(RunStatus.CANCELLED),
        usage,
        new PartitionReport.Steps(steps, stepsOfEnded, calls, stepsALine),
        standing);
  }

  /** Whether another take is wanted of it and may end otherwise. */
  static boolean retakable(Entry entry, Retaking what) {
    var only = what.runs();
    if (entry.faulty() || (only != null && !only.contains(entry.index))) {
      return false;
    }
    var kind = entry.kind();
    return switch (entry.status()) {
      case FAILED ->
          kind != null
              && kind != FailureClass.LINE_INVALID
              && (what.classes().isEmpty() || what.classes().contains(kind.wireName()));
      case CANCELLED -> what.cancelledToo();
      case WAITING, RUNNING, SUCCEEDED -> false;
    };
  }
}
