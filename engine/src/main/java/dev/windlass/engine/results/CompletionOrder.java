package dev.windlass.engine.results;

import dev.windlass.engine.job.JobChange;
import dev.windlass.engine.results.Cursor.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as the lines ended. The order is that of the job's {@code Progressed} events, of the
 * advances in each, and of the end marks in each advance; it never changes, so a place in it is the
 * number of an event and a number of rows.
 */
final class CompletionOrder implements Reader {
  private final Library library;
  private final ResultQuery query;
  private final Cursor cursor;
  private final Patience patience;
  private final Place start;
  private final JobFold job;

  private Events.@Nullable Walk<JobChange> walk;
  private JobChange.@Nullable Progressed progress;
  private @Nullable Advances advances;
  private long event;
  private long row;
  private long seq;
  private String lastCursor;
  private boolean finished;

  /**
   * @param job the job at a moment before the start's event
   */
  CompletionOrder(Library library, ResultQuery query, Cursor cursor, Place start, JobFold job) {
    this.library = library;
    this.query = query;
    this.cursor = cursor;
    this.start = start;
    this.job = job;
    this.seq = start.seq();
    this.lastCursor = query.cursor() == null ? cursor.of(start) : query.cursor();
    this.patience = new Patience(query.patience(), library.settings, library.signals);
  }

  @Override
  public @Nullable List<ResultItem> next() {
    if (finished) {
      return null;
    }
    var chunk = new Chunk(library.settings);
    while (!chunk.isFull()) {
      if (advances != null) {
        rows(advances, chunk);
      } else if (!nextEvent()) {
        if (!chunk.isEmpty()) {
          break;
        }
        if (job.terminal()) {
          return finish(new ResultItem.End(lastCursor));
        }
        if (!patience.await(query.job(), job.position())) {
          return finish(new ResultItem.More(lastCursor));
        }
      }
    }
    patience.renew();
    return chunk.items();
  }

  private List<ResultItem> finish(ResultItem last) {
    finished = true;
    return List.of(last);
  }

  /** False when the journal has no more for now. */
  private boolean nextEvent() {
    var source = walk;
    if (source == null) {
      source = library.events.ofJob(query.job(), job.position() + 1);
      walk = source;
    }
    var change = source.next();
    if (change == null) {
      walk = null;
      return false;
    }
    event = source.number();
    row = 0;
    if (change instanceof JobChange.Progressed progressed && event >= start.event()) {
      progress = progressed;
      advances = new Advances(library, query.job(), job, progressed);
    } else {
      job.apply(event, change);
    }
    return true;
  }

  private void rows(Advances from, Chunk chunk) {
    while (!chunk.isFull()) {
      if (!from.next()) {
        passed();
        return;
      }
      row++;
      if (event == start.event() && row <= start.row()) {
        continue; // the client has it
      }
      seq++;
      var run = from.run();
      if (run != null && Library.wanted(query.status(), run.status())) {
        lastCursor = cursor.of(new Place(event, row, seq));
        var view = library.view(query.job(), job, from.line(), run, seq, query.steps());
        chunk.add(new ResultItem.Row(lastCursor, view), run.bytes());
      }
    }
  }

  /** All rows of the event are out: only now does the job's fold count it. */
  private void passed() {
    var whole = progress;
    if (whole != null) {
      job.apply(event, whole);
    }
    progress = null;
    advances = null;
  }

  @Override
  public void stop() {
    patience.close();
  }

  @Override
  public void close() {
    if (walk != null) {
      walk.close();
    }
    if (advances != null) {
      advances.close();
    }
    library.jobs.put(query.job(), job);
  }
}
