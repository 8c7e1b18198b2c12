package dev.windlass.engine;

import dev.windlass.engine.job.DirectoryCommand;
import dev.windlass.engine.job.DirectoryCommand.Filter;
import dev.windlass.engine.job.DirectoryCommand.FoundJobs;
import dev.windlass.engine.job.DirectoryCommand.JobEntry;
import dev.windlass.engine.job.JobCommand;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * Pages of jobs. The directory knows which there are; how each stands now the job itself is asked,
 * so many at a time, and only the state of a job that has not ended is filtered by what it answers.
 */
final class JobPages {
  private static final int ASKED_AT_A_TIME = 16;

  private final Asking asking;
  private final Materializer materializer;
  private final PageTokens tokens;

  JobPages(Asking asking, Materializer materializer, PageTokens tokens) {
    this.asking = asking;
    this.materializer = materializer;
    this.tokens = tokens;
  }

  CompletionStage<Reply<Page<JobView>>> page(Jobs.Query query, int size, @Nullable String token) {
    var start = tokens.number(text(query), token);
    return start.isEmpty()
        ? Asking.refused(PageTokens.foreign())
        : fill(query, size, start.get(), new ArrayList<>());
  }

  private CompletionStage<Reply<Page<JobView>>> fill(
      Jobs.Query query, int size, long before, List<JobView> page) {
    int wanted = size - page.size();
    return Asking.<FoundJobs, Page<JobView>>then(
        asking.directory(
            query.tenant(), to -> new DirectoryCommand.FindJobs(filter(query), before, wanted, to)),
        found ->
            Asking.<List<JobView>, Page<JobView>>then(
                views(query, found.jobs()),
                views -> {
                  page.addAll(views);
                  if (found.next() == 0) {
                    return Asking.ok(new Page<>(page, null));
                  }
                  return page.size() < size
                      ? fill(query, size, found.next(), page)
                      : Asking.ok(
                          new Page<>(page, tokens.token(text(query), Long.toString(found.next()))));
                }));
  }

  private CompletionStage<Reply<List<JobView>>> views(Jobs.Query query, List<JobEntry> jobs) {
    return Source.from(jobs)
        .mapAsync(
            ASKED_AT_A_TIME,
            job -> asking.<JobView>job(job.id(), to -> new JobCommand.Get(query.tenant(), to)))
        .runWith(Sink.seq(), materializer)
        .thenApplyAsync(replies -> gather(query, replies), asking.executor());
  }

  private static Reply<List<JobView>> gather(Jobs.Query query, List<Reply<JobView>> replies) {
    var views = new ArrayList<JobView>(replies.size());
    for (var reply : replies) {
      switch (reply) {
        case Reply.Ok<JobView>(var view) -> {
          if (query.state() == null || query.state() == view.state()) {
            views.add(view);
          }
        }
        case Reply.Refused<JobView>(var why) -> {
          if (why.kind() != Refusal.Kind.NOT_FOUND) {
            return Reply.refused(why);
          }
        }
      }
    }
    return Reply.ok(views);
  }

  private static Filter filter(Jobs.Query query) {
    var state = query.state();
    boolean ended = state != null && state.terminal();
    return new Filter(
        state == null ? null : !ended,
        ended ? state : null,
        query.chain(),
        query.labels(),
        query.idempotencyKey());
  }

  private static String text(Jobs.Query query) {
    return String.join(
        "\0",
        "jobs",
        query.tenant(),
        String.valueOf(query.state()),
        String.valueOf(query.chain()),
        new TreeMap<>(query.labels()).toString(),
        String.valueOf(query.idempotencyKey()));
  }
}
