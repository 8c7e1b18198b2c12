package dev.windlass.engine.job;

import dev.windlass.engine.job.DirectoryCommand.Noted;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.protocol.Reply;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/**
 * The shell around {@link Directory}, one for each tenant. A job is noted here before anybody hears
 * that it exists, and again when it ends or goes on, so that a start of the engine finds whom to
 * wake.
 */
public final class JobDirectory
    extends EventSourcedBehavior<DirectoryCommand, DirectoryChange, Directory> {
  /** Under which cluster sharding finds them, by tenant. */
  public static final EntityTypeKey<DirectoryCommand> KEY =
      EntityTypeKey.create(DirectoryCommand.class, "directory");

  private static final int SNAPSHOT_EVERY = 2_000;
  private static final int SNAPSHOTS_KEPT = 2;

  private final Neighbours neighbours;
  private final Clock clock;
  private final int most;

  /**
   * @param most ended jobs that stay listed, and the same of partitions of single runs
   */
  public static Behavior<DirectoryCommand> create(
      String tenant, Neighbours neighbours, Clock clock, int most) {
    return Behaviors.setup(context -> new JobDirectory(tenant, neighbours, clock, most));
  }

  private JobDirectory(String tenant, Neighbours neighbours, Clock clock, int most) {
    super(
        PersistenceId.ofUniqueId(PersistenceIds.directory(tenant)),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(3), 0.1));
    this.neighbours = neighbours;
    this.clock = clock;
    this.most = most;
  }

  @Override
  public Directory emptyState() {
    return new Directory(most);
  }

  @Override
  public EventHandler<Directory, DirectoryChange> eventHandler() {
    return Directory::apply;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT);
  }

  @Override
  public SnapshotAdapter<Directory> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(Directory directory) {
        return directory.snapshot();
      }

      @Override
      public Directory fromJournal(Object kept) {
        return Directory.of((DirectorySnapshot) kept, most);
      }
    };
  }

  @Override
  public CommandHandler<DirectoryCommand, DirectoryChange, Directory> commandHandler() {
    return this::on;
  }

  private Effect<DirectoryChange, Directory> on(Directory directory, DirectoryCommand command) {
    return switch (command) {
      case DirectoryCommand.Note note -> note(directory, note);
      case DirectoryCommand.NoteRuns note -> noteRuns(directory, note);
      case DirectoryCommand.FindJobs(var filter, long before, int limit, var replyTo) -> {
        replyTo.tell(Reply.ok(directory.findJobs(filter, before, limit)));
        yield Effect().none();
      }
      case DirectoryCommand.FindRuns(boolean active, long before, int limit, var replyTo) -> {
        replyTo.tell(Reply.ok(directory.findRuns(active, before, limit)));
        yield Effect().none();
      }
      case DirectoryCommand.Wake wake -> {
        directory.activeJobs().forEach(id -> neighbours.job(id, new JobCommand.Wake()));
        directory
            .activeRuns()
            .forEach(entity -> neighbours.partition(entity, new PartitionCommand.Wake()));
        yield Effect().none();
      }
    };
  }

  private Effect<DirectoryChange, Directory> note(Directory directory, DirectoryCommand.Note note) {
    var job = note.job();
    if (directory.knows(job)) {
      note.replyTo().tell(new Noted(job));
      return Effect().none();
    }
    var change =
        directory.lists(job)
            ? new DirectoryChange.JobStood(job.id(), job.ended(), clock.instant())
            : new DirectoryChange.JobListed(job, clock.instant());
    return Effect().persist(change).thenRun(written -> note.replyTo().tell(new Noted(job)));
  }

  private Effect<DirectoryChange, Directory> noteRuns(
      Directory directory, DirectoryCommand.NoteRuns note) {
    var opened = new LinkedHashSet<>(note.opened());
    opened.removeIf(directory::knowsRuns);
    var ended = new HashSet<>(note.ended());
    ended.removeIf(partition -> !directory.activeRuns(partition) && !opened.contains(partition));
    var reopened = new HashSet<>(note.reopened());
    reopened.removeIf(directory::activeRuns);
    if (opened.isEmpty() && ended.isEmpty() && reopened.isEmpty()) {
      note.replyTo().tell(Reply.ok(true));
      return Effect().none();
    }
    return Effect()
        .persist(
            new DirectoryChange.RunsNoted(List.copyOf(opened), ended, reopened, clock.instant()))
        .thenRun(written -> note.replyTo().tell(Reply.ok(true)));
  }
}
