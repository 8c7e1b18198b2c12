package dev.windlass.engine.results;

import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.partition.PartitionEvent;
import dev.windlass.engine.partition.RunViews;
import dev.windlass.engine.protocol.Ids.Whereabouts;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Single runs out of the journal, with all their steps. Waits: for virtual threads alone. */
final class RunReader {
  private final Library library;

  RunReader(Library library) {
    this.library = library;
  }

  static Refusal noJob(String job) {
    return Refusal.of(Refusal.Kind.NOT_FOUND, "there is no job " + job);
  }

  private static <T> Reply<T> noRun(String what) {
    return Reply.refused(Refusal.of(Refusal.Kind.NOT_FOUND, "there is no " + what));
  }

  Reply<RunView> byId(String tenant, String id) {
    var where = library.ids.find(id);
    if (where.isEmpty()) {
      return noRun("run " + id);
    }
    return switch (where.get()) {
      case Whereabouts.InJob(var job, long line) -> byLine(tenant, job, line, "run " + id);
      case Whereabouts.Alone(var partition, int index) -> alone(tenant, partition, index, id);
    };
  }

  private Reply<RunView> byLine(String tenant, String job, long line, String what) {
    var fold = library.job(tenant, job);
    if (fold == null) {
      return noRun(what);
    }
    try {
      var view = view(job, fold, line);
      return view == null ? noRun(what) : Reply.ok(view);
    } finally {
      library.jobs.put(job, fold);
    }
  }

  /** The run of that line as it stands, or null when the job has no such line. */
  @Nullable RunView view(String job, JobFold fold, long line) {
    var stretch = fold.stretchOf(line);
    if (stretch == null) {
      return null;
    }
    int index = (int) (line - stretch.firstLine());
    var partition = new PartitionFold(index, index + 1);
    library.catchUp(Library.entity(job, stretch), partition);
    var run = partition.run(index);
    return run == null ? null : library.view(job, fold, line, run, 0, true);
  }

  Reply<RunView> byLineId(String tenant, String job, String lineId) {
    var fold = library.job(tenant, job);
    if (fold == null) {
      return Reply.refused(noJob(job));
    }
    try {
      var view = byLineId(job, fold, lineId);
      return view == null ? noRun("line \"" + lineId + "\" in " + job) : Reply.ok(view);
    } finally {
      library.jobs.put(job, fold);
    }
  }

  private @Nullable RunView byLineId(String job, JobFold fold, String lineId) {
    // a number is mostly the line's own, as its id when it brought none
    long guess = number(lineId.startsWith("#") ? lineId.substring(1) : lineId);
    if (guess > 0) {
      var view = view(job, fold, guess);
      if (view != null && lineId.equals(view.lineId())) {
        return view;
      }
    }
    for (var stretch : fold.stretches()) {
      long line = search(job, stretch, lineId);
      if (line > 0) {
        return view(job, fold, line);
      }
    }
    return null;
  }

  private static long number(String text) {
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    return Long.parseLong(text);
  }

  /** The number of the partition's line with this id, or 0. Reads no further than its lines. */
  private long search(String job, JobFold.Stretch stretch, String lineId) {
    var fold = PartitionFold.whole();
    try (var walk = library.events.ofPartition(Library.entity(job, stretch), 1, Long.MAX_VALUE)) {
      for (var event = walk.next(); event != null; event = walk.next()) {
        fold.apply(walk.number(), event);
        for (var each : fold.runs().entrySet()) {
          long line = stretch.firstLine() + each.getKey();
          if (stretch.has(line) && Library.lineId(each.getValue(), line).equals(lineId)) {
            return line;
          }
        }
        fold.forget();
        if (fold.seen() >= stretch.lines()) {
          return 0;
        }
      }
    }
    return 0;
  }

  private Reply<RunView> alone(String tenant, String entity, int index, String id) {
    var partition = new PartitionFold(index, index + 1);
    library.catchUp(entity, partition);
    var run = partition.run(index);
    return run == null || !tenant.equals(partition.tenant())
        ? noRun("run " + id)
        : Reply.ok(aloneView(entity, partition, run, index, true));
  }

  /** All runs of a partition of single runs, in order, a window of them in memory at a time. */
  List<RunView> alone(String tenant, String entity) {
    var views = new ArrayList<RunView>();
    int from = 0;
    while (true) {
      var partition = new PartitionFold(from, Integer.MAX_VALUE);
      library.catchUp(entity, partition);
      if (!tenant.equals(partition.tenant())) {
        return List.of();
      }
      int to = Math.min(partition.to(), partition.seen());
      for (int index = from; index < to; index++) {
        var run = partition.run(index);
        if (run != null) {
          views.add(aloneView(entity, partition, run, index, false));
        }
      }
      if (to >= partition.seen()) {
        return views;
      }
      from = to;
    }
  }

  private RunView aloneView(
      String entity, PartitionFold partition, RunFold run, int index, boolean steps) {
    var pinned = partition.chain(run.line().chain());
    if (pinned == null) {
      throw new IllegalStateException(entity + " holds a run and not its chain");
    }
    var name = pinned.reference().split("@", 2)[0];
    var id = library.ids.runIn(entity, index);
    var place =
        new RunViews.Place(
            id, pinned.reference(), null, null, 0, 0, run.acceptedAt(), run.endedAt());
    var built =
        Library.build(
            PersistenceIds.partition(entity),
            index,
            () -> run.build(JobFold.Chains.read(pinned.source(), name), library.defaults));
    return RunViews.of(place, run.line(), built, run.status(), run.take(), run.records(), steps);
  }

  /** The lines that a job's partition holds, in order. */
  List<Line> lines(String entity) {
    var lines = new ArrayList<Line>();
    try (var walk = library.events.ofPartition(entity, 1, Long.MAX_VALUE)) {
      for (var event = walk.next(); event != null; event = walk.next()) {
        if (event instanceof PartitionEvent.LinesAccepted(int from, var accepted, var at)) {
          lines.subList(Math.min(from, lines.size()), lines.size()).clear();
          lines.addAll(accepted);
        }
      }
    }
    return lines;
  }
}
