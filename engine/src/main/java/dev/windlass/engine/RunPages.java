package dev.windlass.engine;

import dev.windlass.engine.job.DirectoryCommand;
import dev.windlass.engine.job.DirectoryCommand.FoundRuns;
import dev.windlass.engine.job.JobCommand;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.engine.results.ResultItem;
import dev.windlass.engine.results.ResultQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * Pages of runs: of a job in the order of its lines, of runs submitted alone newest first. Both are
 * read from the journal as far as the page needs, one partition after the other.
 */
final class RunPages {
  private final Asking asking;
  private final RunReads reads;
  private final ResultsDoor results;
  private final Ids ids;
  private final PageTokens tokens;

  RunPages(Asking asking, RunReads reads, ResultsDoor results, Ids ids) {
    this.asking = asking;
    this.reads = reads;
    this.results = results;
    this.ids = ids;
    this.tokens = new PageTokens(ids);
  }

  CompletionStage<Reply<Page<RunView>>> page(Runs.Query query, int size, @Nullable String token) {
    var place = token == null ? "" : tokens.place(text(query), token).orElse(null);
    if (place == null) {
      return Asking.refused(PageTokens.foreign());
    }
    var job = query.job();
    if (job != null) {
      return ofJob(query, job, size, place.isEmpty() ? null : place);
    }
    int colon = place.indexOf(':');
    long number = colon < 0 ? 0 : Long.parseLong(place.substring(0, colon));
    int below = colon < 0 ? Integer.MAX_VALUE : Integer.parseInt(place.substring(colon + 1));
    return alone(query, size, number, below, new ArrayList<>());
  }

  // runs of a job: its lines in order, those that have not ended as gaps

  private static final class Filling {
    final List<RunView> page = new ArrayList<>();
    @Nullable String next;
    boolean full;
  }

  private CompletionStage<Reply<Page<RunView>>> ofJob(
      Runs.Query query, String job, int size, @Nullable String cursor) {
    var read =
        new ResultQuery(
            query.tenant(), job, ResultQuery.Order.INPUT, cursor, null, true, Duration.ZERO, false);
    return Asking.<JobView, Page<RunView>>then(
        asking.job(job, to -> new JobCommand.Get(query.tenant(), to)),
        view ->
            Asking.<Source<List<ResultItem>, NotUsed>, Page<RunView>>then(
                results.read(read), rows -> fill(query, view, size, rows)));
  }

  private CompletionStage<Reply<Page<RunView>>> fill(
      Runs.Query query, JobView job, int size, Source<List<ResultItem>, NotUsed> rows) {
    return rows.mapConcat(chunk -> chunk)
        .takeWhile(item -> item instanceof ResultItem.Row || item instanceof ResultItem.Gap)
        .scan(
            new Filling(),
            (filling, item) -> {
              add(query, job, size, filling, item);
              return filling;
            })
        .takeWhile(filling -> !filling.full, true)
        .runWith(Sink.last(), asking.system())
        .thenApplyAsync(
            filling ->
                Reply.ok(
                    new Page<>(
                        filling.page,
                        filling.full && filling.next != null
                            ? tokens.token(text(query), filling.next)
                            : null)),
            asking.executor());
  }

  private void add(Runs.Query query, JobView job, int size, Filling filling, ResultItem item) {
    var run =
        switch (item) {
          case ResultItem.Row(var cursor, var view) -> view;
          case ResultItem.Gap gap -> open(job, gap);
          default -> null;
        };
    if (run != null && matches(query, run)) {
      filling.page.add(run);
    }
    filling.next = item.cursor();
    filling.full = filling.page.size() >= size;
  }

  /** A line that has not ended: no more is read of it than that. */
  private RunView open(JobView job, ResultItem.Gap gap) {
    return new RunView(
        ids.runOf(job.id(), gap.line()),
        job.chain(),
        job.id(),
        gap.lineId(),
        gap.line(),
        0,
        gap.status(),
        1,
        0,
        null,
        List.of(),
        null,
        Usage.NONE,
        Map.of(),
        job.createdAt(),
        null,
        null,
        null,
        List.of());
  }

  // runs alone: partitions newest first, and the runs of each from the last

  private CompletionStage<Reply<Page<RunView>>> alone(
      Runs.Query query, int size, long number, int below, List<RunView> page) {
    // a page that ended within a partition goes on in it: numbers below the next one
    long before = below == Integer.MAX_VALUE ? number : number + 1;
    return Asking.<FoundRuns, Page<RunView>>then(
        asking.directory(query.tenant(), to -> new DirectoryCommand.FindRuns(false, before, 1, to)),
        found -> {
          if (found.partitions().isEmpty()) {
            return Asking.ok(new Page<>(page, null));
          }
          long at = found.numbers().getFirst();
          return Asking.<List<RunView>, Page<RunView>>then(
              reads.alone(query.tenant(), found.partitions().getFirst()),
              runs -> take(query, size, at, at == number ? below : Integer.MAX_VALUE, runs, page));
        });
  }

  private CompletionStage<Reply<Page<RunView>>> take(
      Runs.Query query, int size, long number, int below, List<RunView> runs, List<RunView> page) {
    for (int i = Math.min(below, runs.size()) - 1; i >= 0; i--) {
      if (matches(query, runs.get(i))) {
        page.add(runs.get(i));
      }
      if (page.size() == size) {
        return Asking.ok(new Page<>(page, tokens.token(text(query), number + ":" + i)));
      }
    }
    return alone(query, size, number, Integer.MAX_VALUE, page);
  }

  private static boolean matches(Runs.Query query, RunView run) {
    RunStatus status = query.status();
    var prefix = query.prefix();
    var line = run.lineId();
    return (status == null || status == run.status())
        && run.labels().entrySet().containsAll(query.labels().entrySet())
        && (prefix == null
            || run.id().startsWith(prefix)
            || (line != null && line.startsWith(prefix)));
  }

  private static String text(Runs.Query query) {
    return String.join(
        "\0",
        "runs",
        query.tenant(),
        String.valueOf(query.job()),
        String.valueOf(query.status()),
        new TreeMap<>(query.labels()).toString(),
        String.valueOf(query.prefix()));
  }
}
