package dev.windlass.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.Inputs;
import dev.windlass.engine.job.JobCommand;
import dev.windlass.engine.live.LiveSettings;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.partition.PartitionCommand.Retaking;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.Ids.Whereabouts;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunEvent;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.protocol.Usage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** The door to single runs, and to the runs of jobs one by one. */
final class RunsDoor implements Runs {
  /** Open partitions that may turn out full under a run before it is given up. */
  private static final int TRIES = 5;

  private final Asking asking;
  private final ChainSources sources;
  private final Ids ids;
  private final Clock clock;
  private final RunReads reads;
  private final Duration patience;
  private final ActorRef<OpenPartitions.Command> open;
  private final RunWaits waits;
  private final RunPages pages;

  RunsDoor(
      Asking asking,
      ChainSources sources,
      EngineSettings settings,
      ActorRef<OpenPartitions.Command> open) {
    this.asking = asking;
    this.sources = sources;
    this.ids = settings.ids();
    this.clock = settings.clock();
    this.reads = settings.reads();
    this.patience = settings.bounds().ask();
    this.open = open;
    this.waits = new RunWaits(asking, settings.clock());
    this.pages = new RunPages(asking, reads, settings.results(), ids);
  }

  @Override
  public CompletionStage<Reply<Submitted>> submit(NewRun run, Duration wait) {
    var busy = asking.busy();
    if (busy != null) {
      return Asking.refused(busy);
    }
    return Asking.<ChainSources.Found, Submitted>then(
        sources.find(run.tenant(), run.chain()),
        found -> {
          if (found.chain().runsPerLine() > 1) {
            return Asking.refused(
                Refusal.of(
                    Refusal.Kind.INVALID_REQUEST,
                    "the chain "
                        + found.chain().name()
                        + " has "
                        + found.chain().runsPerLine()
                        + " runs for each input (grid, repeat_runs); submit it as a job"));
          }
          var fault = Inputs.check(found.chain(), run.input());
          return fault == null
              ? submit(run, found, wait, TRIES)
              : Asking.refused(ChainsDoor.missing(fault));
        });
  }

  private CompletionStage<Reply<Submitted>> submit(
      NewRun run, ChainSources.Found found, Duration wait, int tries) {
    var key = run.idempotency();
    var keyed = key == null ? null : ids.lonePartitionOf(run.tenant(), key.key());
    return Asking.<String, Submitted>then(
        where(run.tenant(), keyed, false),
        partition ->
            asking
                .<PartitionCommand.Submitted>partition(
                    partition,
                    to ->
                        new PartitionCommand.Submit(
                            run.tenant(),
                            line(run),
                            found.reference(),
                            found.chain().source(),
                            run.priority(),
                            key == null ? null : key.fingerprint(),
                            to))
                .thenCompose(reply -> submitted(run, found, wait, tries, partition, reply)));
  }

  private CompletionStage<Reply<Submitted>> submitted(
      NewRun run,
      ChainSources.Found found,
      Duration wait,
      int tries,
      String partition,
      Reply<PartitionCommand.Submitted> reply) {
    switch (reply) {
      case Reply.Ok<PartitionCommand.Submitted>(var in) -> {
        open.tell(new OpenPartitions.Came(run.tenant(), partition, in.run()));
        var id = ids.runIn(partition, in.run());
        return asking
            .ended(partition, in.run(), wait)
            .thenCompose(ended ->
                ended || in.replayed()
                    ? reads.run(run.tenant(), id)
                    : Asking.ok(begun(id, run, found)))
            .thenApply(read -> read.map(view -> new Submitted(view, in.replayed())));
      }
      case Reply.Refused<PartitionCommand.Submitted>(var why) -> {
        open.tell(new OpenPartitions.Came(run.tenant(), partition, -1));
        if (why.kind() != Refusal.Kind.WRONG_STATE || run.idempotency() != null || tries <= 1) {
          return Asking.refused(why);
        }
        open.tell(new OpenPartitions.Full(run.tenant(), partition));
        return submit(run, found, wait, tries - 1);
      }
    }
  }

  /** A run of which no more is known than that it is durable. */
  private RunView begun(String id, NewRun run, ChainSources.Found found) {
    return new RunView(
        id,
        found.reference(),
        null,
        null,
        0,
        0,
        RunStatus.WAITING,
        1,
        0,
        null,
        List.of(),
        null,
        Usage.NONE,
        run.labels(),
        clock.instant(),
        null,
        null,
        null,
        List.of());
  }

  private static Line line(NewRun run) {
    ObjectNode envelope = Json.object();
    if (run.stream()) {
      envelope.put(Line.STREAM, true);
    }
    envelope.set("input", run.input());
    if (!run.labels().isEmpty()) {
      var labels = envelope.putObject("labels");
      run.labels().forEach(labels::put);
    }
    return new Line(null, Json.write(envelope), null, null, 0, run.priority());
  }

  private CompletionStage<Reply<String>> where(
      String tenant, @Nullable String keyed, boolean again) {
    return asking.guarded(
        AskPattern.<OpenPartitions.Command, Reply<String>>ask(
            open,
            to -> new OpenPartitions.Where(tenant, keyed, again, to),
            patience,
            asking.system().scheduler()));
  }

  @Override
  public CompletionStage<Reply<RunView>> get(String tenant, String id) {
    var where = ids.find(id);
    return where.isEmpty()
        ? Asking.refused(none(id))
        : Asking.<RunView, RunView>then(
            reads.run(tenant, id),
            run ->
                run.status().terminal()
                    ? Asking.ok(run)
                    : waits
                        .of(tenant, where.get())
                        .thenApply(all -> Reply.ok(run.waitingFor(all))));
  }

  @Override
  public CompletionStage<Reply<Source<RunEvent, NotUsed>>> events(
      String tenant, String id, boolean tokens, boolean partials) {
    var where = ids.find(id);
    if (where.isEmpty()) {
      return Asking.refused(none(id));
    }
    var settings = LiveSettings.of(asking.system().settings().config(), tokens, partials);
    return Asking.<RunView, Source<RunEvent, NotUsed>>then(
        reads.run(tenant, id),
        run ->
            Asking.ok(
                run.status().terminal()
                    ? Source.from(List.of(new RunEvent.Snapshot(run), new RunEvent.End(run)))
                    : Source.fromGraph(
                        new RunEvents(asking, reads, tenant, where.get(), run, settings))));
  }

  @Override
  public CompletionStage<Reply<Page<RunView>>> list(
      Query query, int pageSize, @Nullable String token) {
    return pages.page(query, PageTokens.size(pageSize), token);
  }

  @Override
  public CompletionStage<Reply<RunView>> cancel(String tenant, String id, boolean abort) {
    return known(
        tenant,
        id,
        where ->
            switch (where) {
              case Whereabouts.InJob(var job, long line) ->
                  asking.<Integer>job(job, to -> new JobCommand.CancelRun(tenant, line, abort, to));
              case Whereabouts.Alone(var partition, int run) ->
                  asking.<Integer>partition(
                      partition, to -> new PartitionCommand.CancelRun(null, run, abort, to));
            });
  }

  @Override
  public CompletionStage<Reply<RunView>> retry(String tenant, String id, Jobs.Retry retry) {
    var busy = asking.busy();
    return busy != null
        ? Asking.refused(busy)
        : known(
            tenant,
            id,
            where ->
                switch (where) {
                  case Whereabouts.InJob(var job, long line) ->
                      asking
                          .<Long>job(
                              job,
                              to ->
                                  new JobCommand.Retry(
                                      tenant,
                                      line,
                                      retry.classes(),
                                      retry.fromStart(),
                                      retry.fromStep(),
                                      true,
                                      to))
                          .thenApply(reply -> reply.map(Long::intValue));
                  case Whereabouts.Alone(var partition, int run) ->
                      retryAlone(tenant, partition, run, retry);
                });
  }

  private CompletionStage<Reply<Integer>> retryAlone(
      String tenant, String partition, int run, Jobs.Retry retry) {
    var what =
        new Retaking(Set.of(run), retry.classes(), retry.fromStart(), retry.fromStep(), true);
    return Asking.<String, Integer>then(
        where(tenant, partition, true),
        known ->
            Asking.<Integer, Integer>then(
                    asking.partition(partition, to -> new PartitionCommand.Retake(null, what, to)),
                    taken ->
                        taken > 0
                            ? Asking.ok(taken)
                            : Asking.refused(
                                Refusal.of(
                                    Refusal.Kind.NOT_TERMINAL,
                                    "the run has not ended, or ended well: nothing to take up")))
                .whenComplete(
                    (reply, thrown) -> open.tell(new OpenPartitions.Came(tenant, partition, run))));
  }

  /** Does it to a run of this tenant, and shows the run then. */
  private CompletionStage<Reply<RunView>> known(
      String tenant, String id, Function<Whereabouts, CompletionStage<Reply<Integer>>> does) {
    var where = ids.find(id);
    if (where.isEmpty()) {
      return Asking.refused(none(id));
    }
    return Asking.<RunView, RunView>then(
        reads.run(tenant, id), // refuses what is another tenant's
        view ->
            Asking.<Integer, RunView>then(does.apply(where.get()), done -> reads.run(tenant, id)));
  }

  private static Refusal none(String id) {
    return Refusal.of(Refusal.Kind.NOT_FOUND, "there is no run " + id);
  }
}
