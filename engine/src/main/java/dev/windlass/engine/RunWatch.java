package dev.windlass.engine;

import dev.windlass.engine.partition.PartitionCommand;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Waits for the runs of one partition of single runs to end, says so when it is closed and all
 * have, and lets the partition go from memory then.
 */
final class RunWatch extends AbstractBehavior<RunWatch.Command> {
  sealed interface Command {}

  /** This run is under way. */
  record Await(int run) implements Command {}

  /** A run is on its way into it; {@link Came} tells what became of it. */
  record Expect() implements Command {}

  /**
   * @param run that is durable now, or -1 where none came of it
   */
  record Came(int run) implements Command {}

  /** No further run comes. */
  record Close() implements Command {}

  record Stop() implements Command {}

  private record Ended(int run) implements Command {}

  private record Closed(boolean done) implements Command {}

  private record Again() implements Command {}

  /** A partition that was restarted has forgotten who waits: it is asked again so often. */
  private static final Duration AGAIN = Duration.ofSeconds(60);

  private final String partition;
  private final Asking asking;
  private final ActorRef<OpenPartitions.Done> doneTo;
  private final OpenPartitions.Done done;
  private final ActorRef<PartitionCommand.Ended> ends;
  private final ActorRef<PartitionCommand.Closed> closes;
  private final Set<Integer> open = new HashSet<>();
  private int expected;
  private boolean closed;

  static Behavior<Command> create(
      String partition,
      boolean closed,
      Asking asking,
      ActorRef<OpenPartitions.Done> doneTo,
      OpenPartitions.Done done) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(
            timers -> new RunWatch(context, timers, partition, closed, asking, doneTo, done)));
  }

  private RunWatch(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String partition,
      boolean closed,
      Asking asking,
      ActorRef<OpenPartitions.Done> doneTo,
      OpenPartitions.Done done) {
    super(context);
    this.partition = partition;
    this.closed = closed;
    this.asking = asking;
    this.doneTo = doneTo;
    this.done = done;
    ends = context.messageAdapter(PartitionCommand.Ended.class, ended -> new Ended(ended.run()));
    closes = context.messageAdapter(PartitionCommand.Closed.class, told -> new Closed(told.done()));
    timers.startTimerWithFixedDelay(new Again(), AGAIN);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Await(int run) -> await(run);
      case Ended(int run) -> {
        open.remove(run);
        closeWhenDone();
      }
      case Closed(boolean done) -> {
        if (done && mayClose()) {
          doneTo.tell(this.done);
        }
      }
      case Close close -> {
        closed = true;
        closeWhenDone();
      }
      case Again again -> {
        List.copyOf(open).forEach(this::await);
        closeWhenDone();
      }
      case Expect expect -> expected++;
      case Came(int run) -> {
        expected--;
        if (run >= 0) {
          await(run);
        }
        closeWhenDone();
      }
      case Stop stop -> {
        asking.partition(partition, new PartitionCommand.Release());
        return Behaviors.stopped();
      }
    }
    return this;
  }

  private void await(int run) {
    open.add(run);
    asking.partition(partition, new PartitionCommand.AwaitEnd(run, ends));
  }

  /** The partition itself has the last word: another node may have put runs into it. */
  private void closeWhenDone() {
    if (mayClose()) {
      asking.partition(partition, new PartitionCommand.Close(closes));
    }
  }

  private boolean mayClose() {
    return closed && expected == 0 && open.isEmpty();
  }
}
