package dev.windlass.engine.results;

import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.partition.StepRecord;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.run.Run;
import dev.windlass.engine.run.RunDefaults;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the journal said of one run so far, in the order in which it said it. */
final class RunFold {
  private static final int RECORD_OVERHEAD_BYTES = 200;

  /** What a run is told when it is built again. */
  private sealed interface Told {
    record Answer(StepRecord record) implements Told {}

    record Cancel() implements Told {}

    record Retake(Run.From from) implements Told {}
  }

  private final Line line;
  private final Instant acceptedAt;
  private final List<Told> told = new ArrayList<>();
  private RunStatus status = RunStatus.WAITING;
  private int take = 1;
  private @Nullable FailureClass kind;
  private @Nullable Instant endedAt;
  private long bytes;

  RunFold(Line line, Instant acceptedAt) {
    this.line = line;
    this.acceptedAt = acceptedAt;
    this.bytes = (long) RECORD_OVERHEAD_BYTES + (line.text() == null ? 0 : line.text().length());
  }

  void answer(StepRecord record) {
    told.add(new Told.Answer(record));
    var error = record.error();
    bytes += RECORD_OVERHEAD_BYTES;
    bytes += record.text() == null ? 0 : record.text().length();
    bytes += error == null || error.raw() == null ? 0 : error.raw().length();
    if (!status.terminal()) {
      status = RunStatus.RUNNING;
    }
  }

  void end(RunStatus how, @Nullable FailureClass why, Instant at) {
    status = how;
    kind = why;
    endedAt = at;
  }

  void cancel(Instant at) {
    told.add(new Told.Cancel());
    end(RunStatus.CANCELLED, FailureClass.CANCELLED, at);
  }

  void retake(Run.From from) {
    told.add(new Told.Retake(from));
    take++;
    status = RunStatus.WAITING;
    kind = null;
    endedAt = null;
  }

  Line line() {
    return line;
  }

  Instant acceptedAt() {
    return acceptedAt;
  }

  RunStatus status() {
    return status;
  }

  @Nullable FailureClass kind() {
    return kind;
  }

  @Nullable Instant endedAt() {
    return endedAt;
  }

  int take() {
    return take;
  }

  /** About what it takes in memory. */
  long bytes() {
    return bytes;
  }

  List<StepRecord> records() {
    var records = new ArrayList<StepRecord>();
    for (var each : told) {
      if (each instanceof Told.Answer(var record)) {
        records.add(record);
      }
    }
    return records;
  }

  /** The run as it stands; null for a line that can never run. */
  @Nullable Run build(Chain chain, RunDefaults defaults) {
    if (line.fault() != null) {
      return null;
    }
    var run = new Run(chain, line.input(), defaults);
    for (var each : told) {
      switch (each) {
        case Told.Answer(var record) -> answer(run, record);
        case Told.Cancel cancelled -> run.cancel("cancelled before it ended");
        case Told.Retake(var from) -> run.reopen(from);
      }
    }
    return run;
  }

  private static void answer(Run run, StepRecord record) {
    var error = record.error();
    var text = record.text();
    if (error != null) {
      run.unanswered(record.path(), record.ask(), error);
    } else if (text != null) {
      run.answered(record.path(), record.ask(), text, record.toolCalls());
    }
  }
}
