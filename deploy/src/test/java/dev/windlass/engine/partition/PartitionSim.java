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
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A partition as its shell runs it, without actors: what it says goes out by functions. */
public final class PartitionSim {
  /** After the journal was read again. */
  private record Resume() implements PartitionCommand.Internal {}

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

  /** What all partitions of a process share. */
  public record Around(
      World world,
      Disk disk,
      Ids ids,
      ChainCache chains,
      Consumer<FromPartitions> dispatcher,
      Consumer<PartitionSim> left) {}

  private final String entity;
  private final Around around;
  private final World world;
  private final TestInbox<Dispatching.ToPartitions> address = TestInbox.create();
  private final ArrayDeque<PartitionCommand> stash = new ArrayDeque<>();
  private Partition core;
  private long events;
  private boolean busy;
  private boolean reportAhead;
  private Dispatching.Standing standing = Dispatching.Standing.NONE;
  private @Nullable PartitionCommand lastOrder;
  private PartitionCommand.@Nullable Retake toRetake;

  public PartitionSim(String entity, Around around) {
    this.entity = entity;
    this.around = around;
    world = around.world();
    core = read();
    tell(new Partition.GoOn());
  }

  private Partition read() {
    var fresh =
        new Partition(entity, around.ids(), new RunDefaults("p", "m"), around.chains(), SETTINGS);
    events = 0;
    for (var event : around.disk().read(PersistenceIds.partition(entity))) {
      fresh.apply((PartitionEvent) event);
      events++;
    }
    fresh.recovered();
    return fresh;
  }

  public String entity() {
    return entity;
  }

  /** The address that the dispatcher knows it by. */
  public ActorRef<Dispatching.ToPartitions> address() {
    return address.getRef();
  }

  public void hear(Dispatching.ToPartitions what) {
    tell(new Partition.FromDispatcher(what));
  }

  public void tell(PartitionCommand command) {
    stash.addLast(command);
    goOn();
  }

  private void goOn() {
    while (!busy && !stash.isEmpty()) {
      handle(stash.removeFirst());
    }
  }

  private void handle(PartitionCommand command) {
    switch (command) {
      case Resume resume -> resume();
      case PartitionCommand.Work work -> {
        boolean behind = work.knownUpTo() < events;
        lastOrder = work;
        var decision = decide(work);
        perform(decision, behind || decision.events().isEmpty());
      }
      case PartitionCommand.Cancel cancel -> {
        lastOrder = cancel;
        perform(decide(cancel), false);
      }
      case PartitionCommand.Retake retake -> {
        lastOrder = lastOrder instanceof PartitionCommand.Cancel ? null : lastOrder;
        perform(decide(retake), false);
      }
      case Partition.FromDispatcher(Dispatching.Standing now) -> {
        standing = now;
        perform(decide(command), false);
      }
      default -> perform(decide(command), false);
    }
  }

  private Decision decide(PartitionCommand command) {
    return core.decide(command, world.instant());
  }

  private void resume() {
    if (toRetake != null) {
      var retake = toRetake;
      toRetake = null;
      stash.addLast(new Resume());
      perform(decide(retake), false);
    } else {
      perform(decide(lastOrder != null ? lastOrder : new Partition.GoOn()), false);
    }
  }

  private void perform(Decision decision, boolean report) {
    if (decision.events().isEmpty()) {
      done(decision.actions(), report);
      return;
    }
    busy = true;
    around
        .disk()
        .write(
            PersistenceIds.partition(entity),
            decision.events(),
            () -> written(decision, report),
            () -> again(world.between(200, 1_000), false));
  }

  private void written(Decision decision, boolean report) {
    for (var event : decision.events()) {
      core.apply(event);
      events++;
    }
    busy = false;
    done(decision.actions(), report);
    goOn();
  }

  /** Reads the journal anew; commands that came meanwhile stay. */
  private void again(long pause, boolean first) {
    busy = true;
    world.later(
        pause,
        () -> {
          core = read();
          if (first) {
            stash.addFirst(new Resume());
          } else {
            stash.addLast(new Resume());
          }
          busy = false;
          goOn();
        });
  }

  private void done(List<Action> actions, boolean report) {
    for (var action : actions) {
      act(action);
    }
    if (report) {
      report();
    }
    core.letGo();
  }

  private void act(Action action) {
    var dispatcher = around.dispatcher();
    switch (action) {
      case Action.Tell<?> tell -> tell.tell();
      case Action.Offer(var steps, var terms) ->
          dispatcher.accept(new Dispatching.Offer(entity, steps, terms, address()));
      case Action.AskCache ask -> throw new IllegalStateException("no chain here has a cache");
      case Action.TellCache tell -> throw new IllegalStateException("no chain here has a cache");
      case Action.SetTerms(var name, var terms) ->
          dispatcher.accept(new Dispatching.SetTerms(name, terms));
      case Action.Withdraw(var steps) -> dispatcher.accept(new Dispatching.Withdraw(entity, steps));
      case Action.Recall(var steps) ->
          dispatcher.accept(new Dispatching.Recall(entity, steps, address()));
      case Action.Stored(long batch) -> dispatcher.accept(new Dispatching.Stored(entity, batch));
      case Action.Hold(var name, boolean abort) ->
          dispatcher.accept(new Dispatching.HoldJob(name, abort, address()));
      case Action.Release(var name) -> dispatcher.accept(new Dispatching.ReleaseJob(name));
      case Action.GoOnNext next -> world.later(0, () -> tell(new Partition.GoOn()));
      case Action.Report(boolean atOnce) -> reportSoon(atOnce);
      case Action.Reload(var then) -> {
        toRetake = then;
        again(world.between(0, 1), true);
      }
      case Action.Leave leave -> leave();
      case Action.Stop stop -> leave();
    }
  }

  private void leave() {
    around.dispatcher().accept(new Dispatching.Leave(entity));
    around.left().accept(this);
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
            if (!busy) {
              report();
            }
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
