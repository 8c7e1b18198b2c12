package dev.windlass.engine.job;

import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.partition.PartitionReport;
import dev.windlass.engine.protocol.Counts;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.simulation.Disk;
import dev.windlass.simulation.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;

/** A job as its shell runs it, without actors. */
public final class JobSim {
  private static final Duration BEAT = Duration.ofSeconds(2);
  private static final Duration GATHER = Duration.ofMillis(200);

  private final World world;
  private final Disk disk;
  private final String stream;
  private final Job job;
  private final Crew crew;
  private final BiConsumer<Integer, PartitionCommand> partitions;
  private final TestInbox<PartitionReport> address = TestInbox.create();
  private final ArrayDeque<Runnable> stash = new ArrayDeque<>();
  private boolean writing;
  private boolean gatherAhead;
  private boolean abort;

  public JobSim(
      String id, World world, Disk disk, int window, BiConsumer<Integer, PartitionCommand> to) {
    this.world = world;
    this.disk = disk;
    this.partitions = to;
    stream = PersistenceIds.job(id);
    job = new Job(id);
    crew = new Crew(window, 2, 3);
    for (var event : disk.read(stream)) {
      job.apply((JobChange) event);
    }
    send(crew.follow(job));
    world.every(BEAT, () -> on(this::beat));
  }

  /** What partitions told this job since the last time this was asked. */
  public List<PartitionReport> takeReports() {
    return address.getAllReceived();
  }

  public void report(PartitionReport report) {
    on(() -> {
      switch (report) {
        case PartitionReport.Held(int p) -> crew.heardHeld(p);
        case PartitionReport.Cancelling(int p) -> crew.heardCancelling(p);
        case PartitionReport.Progress progress -> {
          send(crew.heard(job, progress));
          gatherSoon();
        }
      }
    });
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

  /** Whether no partition that was at work can start a call, where that was asked. */
  public boolean settled() {
    return !writing && crew.settled();
  }

  public JobState state() {
    return job.state();
  }

  public Counts counts() {
    return job.counts(0);
  }

  private void on(Runnable what) {
    if (writing) {
      stash.add(what);
    } else {
      what.run();
    }
  }

  private void beat() {
    if (!job.state().terminal()) {
      send(crew.repeat(job));
      decide(new JobVerb.Gather(List.of()));
    }
  }

  private void gatherSoon() {
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
            on(() -> decide(new JobVerb.Gather(crew.takeNews())));
          });
    }
  }

  private void decide(JobVerb verb) {
    var decision = JobRules.decide(job, verb, world.instant());
    if (decision.refusal() != null || decision.events().isEmpty()) {
      return;
    }
    writing = true;
    disk.write(
        stream,
        decision.events(),
        () -> {
          decision.events().forEach(job::apply);
          writing = false;
          send(crew.follow(job));
          while (!writing && !stash.isEmpty()) {
            stash.removeFirst().run();
          }
        });
  }

  private void send(List<Crew.Order> orders) {
    for (var order : orders) {
      int p = order.partition();
      partitions.accept(
          p,
          switch (order) {
            case Crew.Work(int same, boolean hold, boolean anew) ->
                new PartitionCommand.Work(
                    JobVoice.assignment(job, p),
                    hold,
                    anew ? -1 : job.facts().upTo(p),
                    address.getRef());
            case Crew.Stop stop ->
                new PartitionCommand.Cancel(JobVoice.assignment(job, p), abort, address.getRef());
            case Crew.LetGo go -> new PartitionCommand.Release();
          });
    }
  }
}
