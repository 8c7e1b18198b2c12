package dev.windlass.engine.job;

import dev.windlass.engine.intake.IntakeTarget.PartitionFill;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.partition.PartitionReport;
import dev.windlass.engine.protocol.Counts;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.simulation.Disk;
import dev.windlass.simulation.Post;
import dev.windlass.simulation.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A job as its shell runs it, without actors. */
public final class JobSim {
  private static final Duration BEAT = Duration.ofSeconds(2);
  private static final Duration GATHER = Duration.ofMillis(200);
  private static final Duration UPLOAD_ALIVE = Duration.ofSeconds(2);
  private static final Duration RETAKE_TIMEOUT = Duration.ofSeconds(10);

  /**
   * What an upload begins with.
   *
   * @param last the partition that was filled last, or null
   */
  public record Opening(long epoch, int lines, @Nullable PartitionFill last) {}

  /** What all jobs of a process share. */
  public record Around(
      World world, Disk disk, Post post, BiConsumer<Integer, PartitionCommand> partitions) {}

  private final String id;
  private final int window;
  private final Around around;
  private final World world;
  private final String stream;
  private final ActorRef<PartitionReport> address;
  private final ArrayDeque<Runnable> stash = new ArrayDeque<>();
  private Job job;
  private Crew crew;
  private UploadGate gate = new UploadGate(UPLOAD_ALIVE);
  private @Nullable RetryRound round;
  private boolean busy;
  private boolean gatherAhead;
  private boolean abort;

  public JobSim(String id, int window, Around around) {
    this.id = id;
    this.window = window;
    this.around = around;
    world = around.world();
    stream = PersistenceIds.job(id);
    address = around.post().address(report -> on(() -> report(report)));
    job = read();
    crew = new Crew(window, 2, 3);
    begin();
    world.every(BEAT, () -> on(this::beat));
  }

  private Job read() {
    var fresh = new Job(id);
    for (var event : around.disk().read(stream)) {
      fresh.apply((JobChange) event);
    }
    return fresh;
  }

  private void begin() {
    send(crew.follow(job));
    listSoon();
  }

  /** A write failed: nothing of before is believed. */
  private void again() {
    world.later(
        world.between(200, 1_000),
        () -> {
          job = read();
          crew = new Crew(window, 2, 3);
          gate = new UploadGate(UPLOAD_ALIVE);
          round = null;
          abort = false;
          busy = false;
          begin();
          goOn();
        });
  }

  private void report(PartitionReport report) {
    switch (report) {
      case PartitionReport.Held(int p) -> crew.heardHeld(p);
      case PartitionReport.Cancelling(int p) -> crew.heardCancelling(p);
      case PartitionReport.Progress progress -> send(crew.heard(job, progress));
    }
    var retrying = round;
    if (retrying != null) {
      retrying.see(job, crew);
      send(crew.follow(job));
      retakeMore(retrying);
      if (retrying.done()) {
        round = null;
        decide(new JobVerb.RetryDone(retrying.lines(), crew.takeNews()));
        return;
      }
    }
    gatherSoon();
  }

  public void pause() {
    on(() -> decide(new JobVerb.Pause("user")));
  }

  public void resume() {
    on(() -> decide(new JobVerb.Resume()));
  }

  public void cancel(boolean cut) {
    on(() -> {
      abort = cut;
      decide(new JobVerb.Cancel());
    });
  }

  public void retry(boolean fromStart, boolean cancelledToo) {
    on(() -> decide(new JobVerb.Retry(null, Set.of(), fromStart, null, cancelledToo)));
  }

  public void openUpload(Consumer<Opening> opened) {
    on(() -> {
      var refusal =
          job.takesLines() || job.sealed()
              ? gate.enter(id, world.instant())
              : JobRules.noMoreLines(job);
      if (refusal == null) {
        var facts = job.facts();
        int p = facts.size() - 1;
        var last =
            p < 0
                ? null
                : new PartitionFill(
                    p, facts.firstLine(p), facts.lines(p), facts.rejected(p), facts.bytes(p));
        opened.accept(new Opening(gate.epoch(), (int) facts.lines(), last));
      }
    });
  }

  public void record(long epoch, PartitionFill fill, Runnable done) {
    upload(epoch, new JobVerb.AddLines(fill), done);
  }

  public void seal(long epoch, Runnable done) {
    upload(epoch, new JobVerb.Seal(), done);
  }

  private void upload(long epoch, JobVerb verb, Runnable done) {
    on(() -> {
      if (gate.pass(id, epoch, world.instant()) == null) {
        decide(verb, done);
      }
    });
  }

  /** Whether no partition that was at work can start a call, where that was asked. */
  public boolean settled() {
    return !busy && crew.settled();
  }

  public JobState state() {
    return job.state();
  }

  /** Whether it has ended, and no retry is under way. */
  public boolean ended() {
    return !busy && stash.isEmpty() && job.state().terminal() && job.retry() == null;
  }

  public Counts counts() {
    return job.counts(0);
  }

  private void on(Runnable what) {
    stash.add(what);
    goOn();
  }

  private void goOn() {
    while (!busy && !stash.isEmpty()) {
      stash.removeFirst().run();
    }
  }

  private void beat() {
    send(crew.repeat(job));
    listSoon();
    decide(new JobVerb.Gather(List.of()));
  }

  /** The directory answers some time later, and then a retry may begin. */
  private void listSoon() {
    if (job.retry() != null && round == null) {
      world.later(world.between(1, 20), () -> on(this::beginRetry));
    }
  }

  private void beginRetry() {
    var retry = job.retry();
    if (retry != null && round == null) {
      round = new RetryRound(job, retry, 3);
      retakeMore(round);
    }
  }

  private void retakeMore(RetryRound of) {
    of.next().forEach(p -> retake(of, p));
  }

  private void retake(RetryRound of, int p) {
    boolean[] answered = {false};
    ActorRef<Reply<Integer>> replyTo =
        around
            .post()
            .reply(reply -> {
              if (!answered[0] && reply instanceof Reply.Ok<Integer>(var runs)) {
                answered[0] = true;
                on(() -> retaken(of, p, runs));
              }
            });
    around
        .partitions()
        .accept(
            p,
            new PartitionCommand.Retake(JobVoice.assignment(job, p), of.retaking(job, p), replyTo));
    world.later(
        RETAKE_TIMEOUT.toNanos(),
        () -> {
          if (!answered[0]) {
            answered[0] = true;
            on(() -> {
              if (round == of) {
                retake(of, p);
              }
            });
          }
        });
  }

  private void retaken(RetryRound of, int p, int runs) {
    if (round == of && of.retaken(p, runs)) {
      send(List.of(crew.survey(job, p)));
    }
  }

  private void gatherSoon() {
    if (job.retry() != null && job.state().terminal()) {
      return;
    }
    boolean last =
        (job.sealed() || job.state() == JobState.CANCELLING)
            && job.endedAfter(crew.news()) >= job.facts().lines();
    if (last) {
      decide(new JobVerb.Gather(crew.takeNews()));
    } else if (!gatherAhead) {
      gatherAhead = true;
      world.later(
          GATHER.toNanos(),
          () -> {
            gatherAhead = false;
            on(this::gather);
          });
    }
  }

  private void gather() {
    if (job.retry() == null || !job.state().terminal()) {
      decide(new JobVerb.Gather(crew.takeNews()));
    }
  }

  private void decide(JobVerb verb) {
    decide(verb, () -> {});
  }

  private void decide(JobVerb verb, Runnable then) {
    var decision = JobRules.decide(job, verb, world.instant());
    if (decision.refusal() != null) {
      return;
    }
    if (decision.events().isEmpty()) {
      then.run();
      return;
    }
    busy = true;
    around
        .disk()
        .write(
            stream,
            decision.events(),
            () -> {
              decision.events().forEach(job::apply);
              busy = false;
              send(crew.follow(job));
              listSoon();
              then.run();
              goOn();
            },
            this::again);
  }

  private void send(List<Crew.Order> orders) {
    for (var order : orders) {
      int p = order.partition();
      around
          .partitions()
          .accept(
              p,
              switch (order) {
                case Crew.Work(int same, boolean hold, boolean anew) ->
                    new PartitionCommand.Work(
                        JobVoice.assignment(job, p),
                        hold,
                        anew ? -1 : job.facts().upTo(p),
                        address);
                case Crew.Stop stop ->
                    new PartitionCommand.Cancel(JobVoice.assignment(job, p), abort, address);
                case Crew.LetGo go -> new PartitionCommand.Release();
              });
    }
  }
}
