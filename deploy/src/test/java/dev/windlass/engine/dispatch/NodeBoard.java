package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching.Demand;
import dev.windlass.engine.protocol.Dispatching.Flow;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.Dispatching.Part;
import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Terms;
import dev.windlass.engine.protocol.WaitReason;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The dispatcher of one node of several, without actors; pools are numbers. */
public final class NodeBoard {
  /** What it tells the pools. */
  public interface ToPools {
    void grant(int pool, List<Granted> steps);

    void open(int pool, List<Flow> waiting);

    void backlog(int pool, List<Flow> waiting);
  }

  private final Board<Integer, String> board;

  public NodeBoard(int pools, ToPools to) {
    board = new Board<>(tenant -> 1, 2_000, new Grants.Cut(512, 2 << 20), new Post(to));
    for (int pool = 0; pool < pools; pool++) {
      board.register(pool, Set.of("p"), false);
    }
  }

  public void offer(StepRequest step, Terms terms, long now) {
    var partition = step.key().partition();
    board.offer(partition, List.of(step), terms, partition, now);
    board.settle(now);
  }

  public void demand(int pool, Demand demand, long now) {
    board.demand(demand, pool);
    board.settle(now);
  }

  public void finished(int pool, StepOutcome outcome, long now) {
    board.atPools().finished(List.of(outcome), pool);
    board.settle(now);
  }

  public void spread(String lane, List<Part> parts) {
    board.spread(lane, parts);
  }

  public void tick(long now) {
    board.tick(now);
  }

  private final class Post implements Outbox<Integer, String> {
    private final ToPools to;

    Post(ToPools to) {
      this.to = to;
    }

    @Override
    public void open(Integer pool, String lane, List<Flow> waiting) {
      to.open(pool, waiting);
    }

    @Override
    public void backlog(Integer pool, String lane, List<Flow> waiting) {
      to.backlog(pool, waiting);
    }

    @Override
    public void grant(Integer pool, String lane, List<Granted> steps) {
      to.grant(pool, steps);
    }

    @Override
    public void outcomes(String partition, long batch, List<StepOutcome> outcomes) {
      board.stored(partition, batch);
    }

    @Override
    public void durable(Integer pool, List<StepKey> steps) {}

    @Override
    public void hold(Integer pool, String job, boolean abort) {}

    @Override
    public void recalled(String partition, List<StepKey> steps) {}

    @Override
    public void lane(String lane, Map<WaitReason, Long> steps) {}

    @Override
    public void held(String partition, String job) {}

    @Override
    public void standing(String partition, Standing standing) {}
  }
}
