package dev.windlass.engine.results;

import com.typesafe.config.Config;
import dev.windlass.engine.ResultsDoor;
import dev.windlass.engine.RunReads;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.results.Cursor.Place;
import dev.windlass.engine.results.ResultQuery.Order;
import dev.windlass.engine.run.RunDefaults;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The door to results. Each reading is plain code that waits, on a virtual thread for each chunk,
 * and goes on only when its client asks for more. Thread-safe.
 */
public final class Results implements ResultsDoor, RunReads {
  private final Library library;
  private final RunReader runs;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("windlass-results-", 0).factory());

  /**
   * @param readJournal id of the read journal, see {@code Journals}
   * @param config the whole configuration
   */
  public Results(
      ClassicActorSystemProvider system,
      String readJournal,
      Ids ids,
      RunDefaults defaults,
      Signals signals,
      Config config) {
    var settings = ResultsSettings.of(config);
    var events = new Events(system, readJournal, settings.readTimeout());
    this.library = new Library(events, ids, defaults, settings, signals);
    this.runs = new RunReader(library);
  }

  @Override
  public CompletionStage<Reply<Source<List<ResultItem>, NotUsed>>> read(ResultQuery query) {
    return CompletableFuture.supplyAsync(() -> open(query).map(this::source), threads);
  }

  private Reply<Reader> open(ResultQuery query) {
    if (query.gaps() && query.order() != Order.INPUT) {
      return Reply.refused(
          Refusal.of(Refusal.Kind.INVALID_REQUEST, "gaps are marked only in input order"));
    }
    var cursor = new Cursor(library.ids, query);
    var start = query.cursor() == null ? Optional.of(Place.START) : cursor.read(query.cursor());
    long event = start.map(Place::event).orElse(0L);
    var job =
        query.order() == Order.INPUT
            ? library.job(query.tenant(), query.job())
            : library.jobBefore(query.tenant(), query.job(), event);
    if (job == null) {
      return Reply.refused(RunReader.noJob(query.job()));
    }
    if (start.isEmpty()) {
      return Reply.refused(
          Refusal.of(
              Refusal.Kind.CURSOR_INVALID,
              "the cursor was not given out for this job, order, status and gaps; start without"
                  + " one"));
    }
    return Reply.ok(
        query.order() == Order.INPUT
            ? new InputOrder(library, query, cursor, start.get(), job)
            : new CompletionOrder(library, query, cursor, start.get(), job));
  }

  private Source<List<ResultItem>, NotUsed> source(Reader reader) {
    var turn = new ReentrantLock();
    return Source.unfoldResourceAsync(
        () -> CompletableFuture.completedFuture(reader),
        open -> CompletableFuture.supplyAsync(() -> next(open, turn), threads),
        open -> {
          open.stop();
          return CompletableFuture.supplyAsync(() -> close(open, turn), threads);
        });
  }

  private static Optional<List<ResultItem>> next(Reader reader, ReentrantLock turn) {
    turn.lock();
    try {
      return Optional.ofNullable(reader.next());
    } finally {
      turn.unlock();
    }
  }

  private static Done close(Reader reader, ReentrantLock turn) {
    turn.lock();
    try {
      reader.close();
      return Done.getInstance();
    } finally {
      turn.unlock();
    }
  }

  @Override
  public CompletionStage<Reply<RunView>> one(String tenant, String job, String lineId) {
    return CompletableFuture.supplyAsync(() -> runs.byLineId(tenant, job, lineId), threads);
  }

  @Override
  public CompletionStage<Reply<RunView>> run(String tenant, String id) {
    return CompletableFuture.supplyAsync(() -> runs.byId(tenant, id), threads);
  }

  @Override
  public CompletionStage<Reply<List<RunView>>> alone(String tenant, String partition) {
    return CompletableFuture.supplyAsync(() -> Reply.ok(runs.alone(tenant, partition)), threads);
  }

  @Override
  public CompletionStage<Reply<List<Line>>> lines(String partition) {
    return CompletableFuture.supplyAsync(() -> Reply.ok(runs.lines(partition)), threads);
  }

  @Override
  public CompletionStage<Reply<List<FailureGroup>>> failures(String tenant, String job) {
    return CompletableFuture.supplyAsync(
        () -> new Failures(library, runs).of(tenant, job), threads);
  }
}
