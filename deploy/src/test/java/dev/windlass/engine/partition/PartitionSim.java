package dev.windlass.engine.partition;

import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.FromPartitions;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.run.RunDefaults;
import dev.windlass.simulation.Disk;
import dev.windlass.simulation.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A partition as its shell runs it, without actors: what it says goes out by functions. */
public final class PartitionSim {
  private static final Dispatching.Standing NOTHING =
      new Dispatching.Standing(0, Map.of(), null, 0);
  private static final PartitionSettings SETTINGS =
      new PartitionSettings(
          12,
          20_000,
          1_000_000,
          1_000,
          Duration.ofMillis(100),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMillis(200),
          Duration.ofSeconds(5));

  private final String entity;
  private final World world;
  private final Disk disk;
  private final Consumer<FromPartitions> dispatcher;
  private final TestInbox<Dispatching.ToPartitions> address = TestInbox.create();
  private final ArrayDeque<PartitionCommand> stash = new ArrayDeque<>();
  private final Partition core;
  private long events;
  private boolean writing;
  private boolean reportAhead;
  private Dispatching.Standing standing = NOTHING;

  public PartitionSim(
      String entity,
      World world,
      Disk disk,
      Ids ids,
      ChainCache chains,
      Consumer<FromPartitions> dispatcher) {
    this.entity = entity;
    this.world = world;
    this.disk = disk;
    this.dispatcher = dispatcher;
    core = new Partition(entity, ids, new RunDefaults("p", "m"), chains, SETTINGS);
    for (var event : disk.read(PersistenceIds.partition(entity))) {
      core.apply((PartitionEvent) event);
      events++;
    }
    core.recovered();
    tell(new Partition.GoOn());
  }

  /** The address that the dispatcher knows it by. */
  public ActorRef<Dispatching.ToPartitions> address() {
    return address.getRef();
  }

  public void hear(Dispatching.ToPartitions what) {
    tell(new Partition.FromDispatcher(what));
  }

  public void tell(PartitionCommand command) {
    if (writing) {
      stash.add(command);
    } else {
      handle(command);
    }
  }

  private void handle(PartitionCommand command) {
    if (command instanceof Partition.FromDispatcher(Dispatching.Standing now)) {
      standing = now;
    }
    boolean behind = command instanceof PartitionCommand.Work work && work.knownUpTo() < events;
    var decision = core.decide(command, world.instant());
    if (decision.events().isEmpty()) {
      done(decision.actions());
      if (behind || command instanceof PartitionCommand.Work) {
        report();
      }
      return;
    }
    writing = true;
    disk.write(
        PersistenceIds.partition(entity), decision.events(), () -> written(decision, behind));
  }

  private void written(Decision decision, boolean report) {
    for (var event : decision.events()) {
      core.apply(event);
      events++;
    }
    done(decision.actions());
    if (report) {
      report();
    }
    writing = false;
    while (!writing && !stash.isEmpty()) {
      handle(stash.removeFirst());
    }
  }

  private void done(List<Action> actions) {
    for (var action : actions) {
      act(action);
    }
    core.letGo();
  }

  private void act(Action action) {
    switch (action) {
      case Action.Tell<?> tell -> tell.tell();
      case Action.Offer(var steps, int cap) ->
          dispatcher.accept(new Dispatching.Offer(entity, steps, cap, address()));
      case Action.Withdraw(var steps) -> dispatcher.accept(new Dispatching.Withdraw(entity, steps));
      case Action.Recall(var steps) ->
          dispatcher.accept(new Dispatching.Recall(entity, steps, address()));
      case Action.Stored(long batch) -> dispatcher.accept(new Dispatching.Stored(entity, batch));
      case Action.Hold(var name, boolean abort) ->
          dispatcher.accept(new Dispatching.HoldJob(name, abort, address()));
      case Action.Release(var name) -> dispatcher.accept(new Dispatching.ReleaseJob(name));
      case Action.GoOnNext next -> world.later(0, () -> tell(new Partition.GoOn()));
      case Action.Report(boolean atOnce) -> reportSoon(atOnce);
      case Action.Reload reload -> throw new IllegalStateException("no run is taken up again here");
      case Action.Leave leave -> dispatcher.accept(new Dispatching.Leave(entity));
    }
  }

  private void reportSoon(boolean atOnce) {
    if (atOnce) {
      report();
    } else if (!reportAhead) {
      reportAhead = true;
      world.later(
          SETTINGS.reportEvery().toNanos(),
          () -> {
            reportAhead = false;
            report();
          });
    }
  }

  private void report() {
    @Nullable ActorRef<PartitionReport> job = core.job();
    if (job != null) {
      job.tell(core.progress(events, standing));
    }
  }
}
