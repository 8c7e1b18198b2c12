package dev.windlass.engine;

import dev.windlass.engine.EngineSettings.Bounds;
import dev.windlass.engine.intake.Intake;
import dev.windlass.engine.job.DirectoryCommand;
import dev.windlass.engine.job.DirectoryCommand.Filter;
import dev.windlass.engine.job.DirectoryCommand.FoundJobs;
import dev.windlass.engine.job.JobChange;
import dev.windlass.engine.job.JobCommand;
import dev.windlass.engine.job.JobCommand.Creation;
import dev.windlass.engine.job.JobCommand.Verb;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.JobEvent;
import dev.windlass.engine.protocol.JobPatch;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** The door to jobs. */
final class JobsDoor implements Jobs {
  /** Jobs that one key may make one after the other: rejected ones free it, and it ages. */
  private static final int MOST_OF_A_KEY = 1_000;

  /** A wait is answered a little before the question itself would be given up. */
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private final Asking asking;
  private final ChainSources sources;
  private final Ids ids;
  private final Clock clock;
  private final Bounds bounds;
  private final RunReads reads;
  private final Intake intake;
  private final Materializer materializer;
  private final JobPages pages;

  JobsDoor(Asking asking, ChainSources sources, EngineSettings settings) {
    this.asking = asking;
    this.sources = sources;
    this.ids = settings.ids();
    this.clock = settings.clock();
    this.bounds = settings.bounds();
    this.reads = settings.reads();
    this.intake = new Intake(settings.bounds().intake());
    this.materializer = Materializer.createMaterializer(asking.system());
    this.pages = new JobPages(asking, materializer, new PageTokens(settings.ids()));
  }

  @Override
  public CompletionStage<Reply<Created>> create(NewJob job) {
    var busy = asking.busy();
    return busy != null
        ? Asking.refused(busy)
        : Asking.<ChainSources.Found, Created>then(
            sources.find(job.tenant(), job.chain()), found -> create(job, found, 0));
  }

  /**
   * @param turn how many jobs this key has made and is free of again
   */
  private CompletionStage<Reply<Created>> create(NewJob job, ChainSources.Found found, int turn) {
    var key = job.idempotency();
    var id =
        key == null
            ? ids.newJob()
            : ids.jobOf(job.tenant(), turn == 0 ? key.key() : key.key() + "\0" + turn);
    var what =
        new JobChange.Created(
            job.tenant(),
            job.name(),
            found.reference(),
            found.chain().source(),
            job.labels(),
            job.priority(),
            job.weight(),
            job.startSealed() || job.strict(),
            job.strict(),
            job.concurrency(),
            key == null ? null : key.key(),
            key == null ? null : key.fingerprint(),
            clock.instant());
    return Asking.<Creation, Created>then(
        asking.job(id, to -> new JobCommand.Create(what, to)),
        creation -> {
          var made = creation.job();
          if (made != null) {
            return Asking.ok(new Created(made, creation.replayed()));
          }
          return turn < MOST_OF_A_KEY
              ? create(job, found, turn + 1)
              : Asking.refused(
                  Refusal.of(
                      Refusal.Kind.IDEMPOTENCY_KEY_REUSED,
                      "this Idempotency-Key has made "
                          + MOST_OF_A_KEY
                          + " jobs that were rejected; take a new key"));
        });
  }

  @Override
  public CompletionStage<Reply<JobView>> get(String tenant, String id) {
    return ask(id, bounds.ask(), to -> new JobCommand.Get(tenant, to));
  }

  @Override
  public CompletionStage<Reply<JobView>> awaitChange(
      String tenant, String id, long version, Duration wait) {
    return ask(id, wait.plus(MARGIN), to -> new JobCommand.AwaitChange(tenant, version, wait, to));
  }

  @Override
  public CompletionStage<Reply<Page<JobView>>> list(
      Query query, int pageSize, @Nullable String token) {
    return pages.page(query, PageTokens.size(pageSize), token);
  }

  @Override
  public CompletionStage<Reply<Uploaded>> upload(
      String tenant, String id, long offset, boolean seal, Source<ByteString, ?> body) {
    var busy = asking.busy();
    var why = busy != null ? busy : ids.isJob(id) ? null : none(id);
    if (why != null) {
      return Asking.refused(why);
    }
    var target = new JobIntake(asking, reads, tenant, id);
    return intake
        .run(target, offset, seal, body, materializer)
        .whenComplete((reply, thrown) -> target.ended());
  }

  @Override
  public CompletionStage<Reply<JobView>> seal(String tenant, String id) {
    return control(tenant, id, Verb.SEAL);
  }

  @Override
  public CompletionStage<Reply<JobView>> change(
      String tenant, String id, JobPatch patch, @Nullable Long version) {
    return ask(id, bounds.ask(), to -> new JobCommand.Steer(tenant, patch, version, to));
  }

  @Override
  public CompletionStage<Reply<JobView>> pause(String tenant, String id) {
    return control(tenant, id, Verb.PAUSE);
  }

  @Override
  public CompletionStage<Reply<JobView>> resume(String tenant, String id) {
    return control(tenant, id, Verb.RESUME);
  }

  @Override
  public CompletionStage<Reply<JobView>> cancel(String tenant, String id, boolean abort) {
    return control(tenant, id, abort ? Verb.ABORT : Verb.CANCEL);
  }

  private CompletionStage<Reply<JobView>> control(String tenant, String id, Verb verb) {
    return ask(id, bounds.control(), to -> new JobCommand.Control(tenant, verb, to));
  }

  @Override
  public CompletionStage<Reply<Long>> retryFailed(String tenant, String id, Retry retry) {
    var busy = asking.busy();
    return busy != null
        ? Asking.refused(busy)
        : ask(
            id,
            bounds.retry(),
            to ->
                new JobCommand.Retry(
                    tenant,
                    null,
                    retry.classes(),
                    retry.fromStart(),
                    retry.fromStep(),
                    retry.cancelledToo(),
                    to));
  }

  @Override
  public CompletionStage<Reply<Source<JobEvent, NotUsed>>> events(
      String tenant, String id, @Nullable Long after) {
    return Asking.<Boolean, Source<JobEvent, NotUsed>>then(
        ask(id, bounds.ask(), to -> new JobCommand.SeenEnd(tenant, after == null ? -1 : after, to)),
        seen ->
            Asking.ok(
                seen
                    ? Source.empty()
                    : Source.fromGraph(new JobEvents(asking, tenant, id, after))));
  }

  @Override
  public CompletionStage<List<String>> active(String tenant) {
    var filter = new Filter(true, null, null, Map.of(), null);
    return asking
        .<FoundJobs>directory(
            tenant, to -> new DirectoryCommand.FindJobs(filter, 0, Integer.MAX_VALUE, to))
        .thenApply(reply ->
            switch (reply) {
              case Reply.Ok<FoundJobs>(var found) ->
                  found.jobs().stream().map(DirectoryCommand.JobEntry::id).toList();
              case Reply.Refused<FoundJobs>(var why) -> throw new EngineUnavailable(why);
            });
  }

  private <T> CompletionStage<Reply<T>> ask(
      String id, Duration within, Function<ActorRef<Reply<T>>, JobCommand> command) {
    return ids.isJob(id) ? asking.job(id, command, within) : Asking.refused(none(id));
  }

  private static Refusal none(String id) {
    return Refusal.of(Refusal.Kind.NOT_FOUND, "there is no job " + id);
  }
}
