package dev.windlass.engine.partition;

import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.run.Run;
import dev.windlass.engine.run.RunDefaults;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a partition, as much of it as memory needs: its line and what it was told until it is
 * under way, the {@link Run} while it is, and only how it ended afterwards.
 */
final class Entry {
  final int index;
  private @Nullable Line line;
  private List<Told> told = List.of();
  private @Nullable Run run;
  private @Nullable FailureClass kind;
  private RunStatus status = RunStatus.WAITING;
  private int take = 1;

  /** Open questions when last counted. */
  int open;

  /** Answers that its questions have had. */
  int steps;

  /** Its next questions may have been on the wire when a process died. */
  boolean mayBeAsked;

  /** Public id, while under way. */
  @Nullable String id;

  Entry(int index, Line line) {
    this.index = index;
    this.line = line;
  }

  Line line() {
    if (line == null) {
      throw new IllegalStateException("run " + index + " has ended, and its line was let go");
    }
    return line;
  }

  /** Remembers what the run is told, for when it is built. */
  void remember(Told what) {
    if (told.isEmpty()) {
      told = new ArrayList<>(4);
    }
    told.add(what);
  }

  boolean wasTold() {
    return !told.isEmpty();
  }

  /** The run as all that was journaled makes it. */
  Run rebuilt(Chain chain, RunDefaults defaults) {
    var built = new Run(chain, line().input(), defaults);
    told.forEach(each -> each.tell(built));
    return built;
  }

  void begin(Run as, String publicId) {
    run = as;
    id = publicId;
    told = List.of();
  }

  @Nullable Run run() {
    return run;
  }

  boolean underWay() {
    return run != null;
  }

  boolean ended() {
    return status.terminal();
  }

  RunStatus status() {
    return status;
  }

  @Nullable FailureClass kind() {
    return kind;
  }

  int take() {
    return take;
  }

  boolean faulty() {
    return line != null && line.fault() != null;
  }

  void end(RunStatus as, @Nullable FailureClass why) {
    status = as;
    kind = why;
    run = null;
    id = null;
    open = 0;
  }

  void again(Run.From from) {
    remember(new Told.Again(from));
    status = RunStatus.WAITING;
    kind = null;
    take++;
    mayBeAsked = false;
  }

  /** Only how it ended stays. */
  void letGo() {
    line = null;
    told = List.of();
  }
}
