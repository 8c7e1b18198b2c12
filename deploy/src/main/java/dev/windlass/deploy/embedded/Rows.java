package dev.windlass.deploy.embedded;

import dev.windlass.engine.ResultsDoor;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.results.ResultItem;
import dev.windlass.engine.results.ResultQuery;
import dev.windlass.engine.results.ResultQuery.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * The results of a job as they come, until the last one. They stand in the journal, and a chunk is
 * read when it is wanted: a reader that rests holds a chunk and keeps nobody from going on.
 */
final class Rows {
  /** How long one reading waits for a further row; then another goes on where it was. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final ResultsDoor results;
  private final String tenant;
  private final String job;
  private final Order order;
  private final Runnable whenEnded;

  /**
   * @param whenEnded run when the last row was read, on a thread of the engine
   */
  Rows(ResultsDoor results, String tenant, String job, Order order, Runnable whenEnded) {
    this.results = results;
    this.tenant = tenant;
    this.job = job;
    this.order = order;
    this.whenEnded = whenEnded;
  }

  Source<RunResult, NotUsed> all() {
    return from(null);
  }

  private Source<RunResult, NotUsed> from(@Nullable String cursor) {
    var query = new ResultQuery(tenant, job, order, cursor, null, false, PATIENCE, false);
    return Source.lazyCompletionStageSource(() -> open(query))
        .flatMapConcat(this::rows)
        .mapMaterializedValue(late -> NotUsed.getInstance());
  }

  private CompletionStage<Source<List<ResultItem>, NotUsed>> open(ResultQuery query) {
    return results
        .read(query)
        .thenApply(reply ->
            switch (reply) {
              case Reply.Ok<Source<List<ResultItem>, NotUsed>>(var items) -> items;
              case Reply.Refused<Source<List<ResultItem>, NotUsed>>(var why) ->
                  throw Refused.of(why);
            });
  }

  private Source<RunResult, NotUsed> rows(List<ResultItem> chunk) {
    var rows = new ArrayList<RunResult>(chunk.size());
    Source<RunResult, NotUsed> more = Source.empty();
    for (var item : chunk) {
      switch (item) {
        case ResultItem.Row(var at, var run) -> rows.add(RunResult.of(run));
        case ResultItem.More(var at) -> more = from(at);
        case ResultItem.End end -> whenEnded.run();
        case ResultItem.Gap gap -> {} // not asked for
      }
    }
    return rows.isEmpty() ? more : Source.from(rows);
  }
}
