package dev.windlass.engine.results;

import dev.windlass.engine.results.Cursor.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows by the number of the line, each as it stands when its turn comes. A line that has not ended
 * is waited for, or marked as a gap where the client wants that.
 */
final class InputOrder implements Reader {
  private final Library library;
  private final ResultQuery query;
  private final Cursor cursor;
  private final Patience patience;
  private final JobFold job;

  private JobFold.@Nullable Stretch stretch;
  private @Nullable PartitionFold fold;
  private long line;
  private String lastCursor;
  private boolean finished;

  InputOrder(Library library, ResultQuery query, Cursor cursor, Place start, JobFold job) {
    this.library = library;
    this.query = query;
    this.cursor = cursor;
    this.job = job;
    this.line = start.event() + 1;
    this.lastCursor = query.cursor() == null ? cursor.of(start) : query.cursor();
    this.patience = new Patience(query.patience(), library.settings, library.signals);
  }

  @Override
  public @Nullable List<ResultItem> next() {
    if (finished) {
      return null;
    }
    var chunk = new Chunk(library.settings);
    boolean looked = false;
    if (query.gaps() && fold != null) {
      lookAgain(); // a mark is never taken back, so it should be true when it is made
    }
    while (!chunk.isFull()) {
      if (show(chunk)) {
        looked = false;
      } else if (!looked) {
        lookAgain();
        looked = true;
      } else if (!chunk.isEmpty()) {
        break;
      } else if (job.terminal() && (job.stretchOf(line) == null || job.abandoned())) {
        if (!skipAbandoned()) {
          return finish(new ResultItem.End(lastCursor));
        }
      } else if (patience.await(query.job(), job.position())) {
        looked = false;
      } else {
        return finish(new ResultItem.More(lastCursor));
      }
    }
    patience.renew();
    return chunk.items();
  }

  private List<ResultItem> finish(ResultItem last) {
    finished = true;
    return List.of(last);
  }

  /** Passes one line; false when there is nothing (yet) to be said of it. */
  private boolean show(Chunk chunk) {
    var run = run();
    if (run == null) {
      return false;
    }
    if (run.status().terminal()) {
      if (Library.wanted(query.status(), run.status())) {
        lastCursor = cursor.of(new Place(line, 0, 0));
        var view = library.view(query.job(), job, line, run, 0, query.steps());
        chunk.add(new ResultItem.Row(lastCursor, view), run.bytes());
      }
    } else if (query.gaps()) {
      lastCursor = cursor.of(new Place(line, 0, 0));
      var id = Library.lineId(run, line);
      chunk.add(new ResultItem.Gap(lastCursor, line, id, run.status()), 0);
    } else {
      return false;
    }
    pass();
    return true;
  }

  private void pass() {
    if (fold != null && stretch != null) {
      fold.drop((int) (line - stretch.firstLine()));
    }
    line++;
  }

  /** The run of the line whose turn it is; null when the line is not there (yet). */
  private @Nullable RunFold run() {
    var at = job.stretchOf(line);
    if (at == null) {
      return null;
    }
    int index = (int) (line - at.firstLine());
    var known = fold;
    if (known == null
        || stretch == null
        || stretch.partition() != at.partition()
        || index >= known.to()) {
      known = new PartitionFold(index, Integer.MAX_VALUE);
      library.catchUp(Library.entity(query.job(), at), known);
      fold = known;
    }
    stretch = at;
    return known.run(index);
  }

  private void lookAgain() {
    library.catchUp(query.job(), job);
    if (fold != null && stretch != null && stretch.has(line)) {
      library.catchUp(Library.entity(query.job(), stretch), fold);
    }
  }

  /** A line of a job that was given up has no end; false when there is no such line. */
  private boolean skipAbandoned() {
    if (job.stretchOf(line) == null) {
      return false;
    }
    pass();
    return true;
  }

  @Override
  public void stop() {
    patience.close();
  }

  @Override
  public void close() {
    library.jobs.put(query.job(), job);
  }
}
