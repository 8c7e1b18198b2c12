package dev.windlass.engine.job;

import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.partition.PartitionReport;
import dev.windlass.engine.protocol.Reply;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/** How a job's coordinator speaks to partitions and to the directory. Belongs to its thread. */
final class JobVoice {
  private final ActorContext<JobCommand> context;
  private final Neighbours neighbours;
  private final ActorRef<PartitionReport> reports;
  private final ActorRef<DirectoryCommand.Noted> notes;
  private final Duration askTimeout;

  JobVoice(
      ActorContext<JobCommand> context,
      Neighbours neighbours,
      ActorRef<PartitionReport> reports,
      ActorRef<DirectoryCommand.Noted> notes,
      Duration askTimeout) {
    this.context = context;
    this.neighbours = neighbours;
    this.reports = reports;
    this.notes = notes;
    this.askTimeout = askTimeout;
  }

  /**
   * @param abort whether a stop cuts calls
   */
  void tell(Job job, List<Crew.Order> orders, boolean abort) {
    for (var order : orders) {
      int p = order.partition();
      var command =
          switch (order) {
            case Crew.Work(int same, boolean hold, boolean anew) ->
                new PartitionCommand.Work(
                    assignment(job, p), hold, anew ? -1 : job.facts().upTo(p), reports);
            case Crew.Stop stop -> new PartitionCommand.Cancel(assignment(job, p), abort, reports);
            case Crew.LetGo go -> new PartitionCommand.Release();
          };
      partition(job, p, command);
    }
  }

  void partition(Job job, int p, PartitionCommand command) {
    neighbours.partition(PersistenceIds.partitionOf(job.id(), p), command);
  }

  void note(Job job, DirectoryCommand.JobEntry entry) {
    neighbours.directory(job.created().tenant(), new DirectoryCommand.Note(entry, notes));
  }

  /**
   * @param answer what the job tells itself then; given null where none came in time
   */
  <T> void ask(
      Job job,
      int p,
      Function<ActorRef<Reply<T>>, PartitionCommand> command,
      Function<@Nullable Reply<T>, JobCommand> answer) {
    context.pipeToSelf(
        neighbours.askPartition(PersistenceIds.partitionOf(job.id(), p), command, askTimeout),
        (reply, thrown) -> answer.apply(thrown == null ? reply : null));
  }

  static PartitionCommand.Assignment assignment(Job job, int p) {
    var made = job.created();
    return new PartitionCommand.Assignment(
        job.id(),
        p,
        made.tenant(),
        made.chainReference(),
        made.chain(),
        job.terms(),
        job.facts().firstLine(p),
        job.facts().lines(p));
  }
}
