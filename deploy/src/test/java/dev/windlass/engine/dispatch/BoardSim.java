package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.Demand;
import dev.windlass.engine.protocol.Dispatching.Flow;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.WaitReason;
import dev.windlass.simulation.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;

/** A dispatcher as its shell runs it, without actors. */
public final class BoardSim {
  /** What it asks of the only pool. */
  public interface Pool {
    void grant(String lane, List<Granted> steps);

    void open(String lane);

    void hold(String job, boolean abort);
  }

  private static final String POOL = "pool";

  private final World world;
  private final Board<String, ActorRef<Dispatching.ToPartitions>> board;

  public BoardSim(
      World world,
      Pool pool,
      BiConsumer<ActorRef<Dispatching.ToPartitions>, Dispatching.ToPartitions> partitions) {
    this.world = world;
    board =
        new Board<>(tenant -> 1, 2_000, new Grants.Cut(512, 2 << 20), new Post(pool, partitions));
    board.register(POOL, Set.of("p"), false);
    world.every(Duration.ofMillis(250), () -> board.tick(ms()));
  }

  public void hear(Dispatching.FromPartitions message) {
    switch (message) {
      case Dispatching.Offer o ->
          board.offer(o.partition(), o.steps(), o.terms(), o.listener(), ms());
      case Dispatching.SetTerms t -> board.terms(t.job(), t.terms());
      case Dispatching.Stored s -> board.stored(s.partition(), s.batch());
      case Dispatching.Withdraw w -> board.withdraw(w.partition(), w.steps());
      case Dispatching.Recall r -> board.recall(r.partition(), r.steps(), r.replyTo());
      case Dispatching.Leave l -> board.leave(l.partition());
      case Dispatching.HoldJob h -> board.hold(h.job(), h.abort(), h.replyTo());
      case Dispatching.ReleaseJob r -> board.release(r.job());
      default -> throw new IllegalArgumentException(String.valueOf(message));
    }
    board.settle(ms());
  }

  public void demand(Demand demand) {
    board.demand(demand, POOL);
    board.settle(ms());
  }

  public void finished(List<StepOutcome> outcomes) {
    board.atPools().finished(outcomes, POOL);
    board.settle(ms());
  }

  public void handedBack(List<StepKey> steps) {
    board.atPools().handedBack(steps);
    board.settle(ms());
  }

  public void holdDone(String job) {
    board.holdDone(job, POOL);
    board.settle(ms());
  }

  private long ms() {
    return world.nanos() / 1_000_000;
  }

  private record Post(
      Pool pool, BiConsumer<ActorRef<Dispatching.ToPartitions>, Dispatching.ToPartitions> to)
      implements Outbox<String, ActorRef<Dispatching.ToPartitions>> {
    @Override
    public void open(String name, String lane, List<Flow> waiting) {
      pool.open(lane);
    }

    @Override
    public void backlog(String name, String lane, List<Flow> waiting) {}

    @Override
    public void grant(String name, String lane, List<Granted> steps) {
      pool.grant(lane, steps);
    }

    @Override
    public void hold(String name, String job, boolean abort) {
      pool.hold(job, abort);
    }

    @Override
    public void durable(String name, List<StepKey> steps) {}

    @Override
    public void outcomes(
        ActorRef<Dispatching.ToPartitions> partition, long batch, List<StepOutcome> outcomes) {
      to.accept(partition, new Dispatching.Outcomes(batch, outcomes));
    }

    @Override
    public void recalled(ActorRef<Dispatching.ToPartitions> partition, List<StepKey> steps) {
      to.accept(partition, new Dispatching.Recalled(steps));
    }

    @Override
    public void held(ActorRef<Dispatching.ToPartitions> partition, String job) {
      to.accept(partition, new Dispatching.JobHeld(job));
    }

    @Override
    public void lane(String lane, Map<WaitReason, Long> steps) {}

    @Override
    public void standing(
        ActorRef<Dispatching.ToPartitions> partition, Dispatching.Standing standing) {
      to.accept(partition, standing);
    }
  }
}
