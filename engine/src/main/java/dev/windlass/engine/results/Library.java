package dev.windlass.engine.results;

import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.RunViews;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.run.Run;
import dev.windlass.engine.run.RunDefaults;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every reader of results needs, and what they hand on to each other. Thread-safe. */
final class Library {
  private static final Logger LOG = LoggerFactory.getLogger(Library.class);

  /** A job's fold is small; this many bytes are counted for each, and so many are kept. */
  private static final long JOB_BYTES = 16 * 1024;

  private static final long JOBS_KEPT = 64;

  /** Under which name the folds of a partition in completion order are kept. */
  record Key(String job, int partition) {}

  final Events events;
  final Ids ids;
  final RunDefaults defaults;
  final ResultsSettings settings;
  final Signals signals;

  /** In completion order, at the end of an advance; what was shown is dropped from them. */
  final FoldCache<Key, PartitionFold> partitions;

  /** Of jobs, between two events. */
  final FoldCache<String, JobFold> jobs = new FoldCache<>(JOB_BYTES * JOBS_KEPT, fold -> JOB_BYTES);

  Library(Events events, Ids ids, RunDefaults defaults, ResultsSettings settings, Signals signals) {
    this.events = events;
    this.ids = ids;
    this.defaults = defaults;
    this.settings = settings;
    this.signals = signals;
    this.partitions = new FoldCache<>(settings.keptBytes(), PartitionFold::bytes);
  }

  /** The job as it stands now, or null when there is none of that tenant. */
  @Nullable JobFold job(String tenant, String job) {
    var known = jobs.take(job);
    var fold = known == null ? new JobFold() : known;
    catchUp(job, fold);
    var created = fold.created();
    return created != null && created.tenant().equals(tenant) ? fold : null;
  }

  /**
   * The job before this event (from 1), for a reader that goes on from there; null when there is
   * none of that tenant. It may be much further back: what lies between is for the reader to pass.
   */
  @Nullable JobFold jobBefore(String tenant, String job, long event) {
    var known = jobs.take(job);
    if (known != null && known.position() >= Math.max(2, event)) {
      jobs.put(job, known); // of use to others
      known = null;
    }
    var fold = known == null ? new JobFold() : known;
    if (fold.created() == null) {
      try (var walk = events.ofJob(job, 1)) {
        var first = walk.next();
        if (first != null) {
          fold.apply(walk.number(), first);
        }
      }
    }
    var created = fold.created();
    return created != null && created.tenant().equals(tenant) ? fold : null;
  }

  void catchUp(String job, JobFold fold) {
    try (var walk = events.ofJob(job, fold.position() + 1)) {
      for (var change = walk.next(); change != null; change = walk.next()) {
        fold.apply(walk.number(), change);
      }
    }
  }

  /** Reads on in a partition, as far as the journal goes. */
  void catchUp(String entity, PartitionFold fold) {
    try (var walk = events.ofPartition(entity, fold.position() + 1, Long.MAX_VALUE)) {
      for (var event = walk.next(); event != null; event = walk.next()) {
        fold.apply(walk.number(), event);
        narrow(fold);
      }
    }
  }

  /** Keeps a window within its bound: what lies behind it is read again when its turn comes. */
  private void narrow(PartitionFold fold) {
    while (fold.bytes() > settings.windowBytes() && fold.runs().size() > 1) {
      int last = fold.runs().keySet().stream().mapToInt(i -> i).max().orElse(fold.from());
      fold.narrow(fold.from() + Math.max(1, (last + 1 - fold.from()) / 2));
    }
  }

  static String entity(String job, JobFold.Stretch stretch) {
    return PersistenceIds.partitionOf(job, stretch.partition());
  }

  /** What a client reads of a run of a job. */
  RunView view(String job, JobFold of, long line, RunFold run, long seq, boolean steps) {
    var created = of.created();
    if (created == null) {
      throw new IllegalStateException(job + " has lines and no beginning");
    }
    var place =
        new RunViews.Place(
            ids.runOf(job, line),
            created.chainReference(),
            job,
            lineId(run, line),
            (line - 1) / of.chain().runsPerLine() + 1,
            seq,
            run.acceptedAt(),
            run.endedAt());
    int which = run.line().chain();
    var built = build(job, line, () -> run.build(of.chain().variant(which), defaults));
    var view =
        RunViews.of(place, run.line(), built, run.status(), run.take(), run.records(), steps);
    var grid = of.chain().grid();
    return grid == null
        ? view
        : view.with(
            view.model(), new RunView.Trial(grid.combination(which), grid.repetition(which)));
  }

  /** Builds a run again. */
  interface Build {
    @Nullable Run run();
  }

  /** One run that cannot be built any more harms its own row alone. */
  static @Nullable Run build(String where, long index, Build build) {
    try {
      return build.run();
    } catch (RuntimeException e) {
      LOG.error("run cannot be built from the journal: {} {}", where, index, e);
      return null;
    }
  }

  static String lineId(RunFold run, long line) {
    var id = run.line().id();
    if (id != null) {
      return id;
    }
    var fault = run.line().fault();
    return fault != null && fault.code().equals("duplicate") ? "#" + line : Long.toString(line);
  }

  static boolean wanted(@Nullable RunStatus only, RunStatus status) {
    return only == null || only == status;
  }
}
