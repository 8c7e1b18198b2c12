package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.Demand;
import dev.windlass.engine.protocol.Dispatching.Flow;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.Dispatching.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;

/** How a pool divides its demand of one lane, with dispatchers that are numbers. */
public final class NodeLanes {
  private final Lanes lanes = new Lanes(5_000_000_000L, 500_000_000L);
  private final List<Side> sides = new ArrayList<>();
  private final String lane;

  public NodeLanes(String lane, int dispatchers) {
    this.lane = lane;
    for (int i = 0; i < dispatchers; i++) {
      sides.add(
          new Side(
              TestInbox.<Dispatching.FromPools>create().getRef(),
              TestInbox.<Dispatching.ToPools>create().getRef(),
              0));
    }
  }

  public void opened(int dispatcher, List<Flow> waiting, long nanos) {
    lanes.opened(lane, sides.get(dispatcher), waiting, nanos);
  }

  public void backlog(int dispatcher, List<Flow> waiting, long nanos) {
    lanes.backlog(lane, sides.get(dispatcher), waiting, nanos);
  }

  public void granted(int dispatcher, List<Granted> steps, long nanos) {
    lanes.granted(lane, sides.get(dispatcher), steps, nanos);
  }

  public void settled(int dispatcher, int priority, double more) {
    lanes.settled(lane, sides.get(dispatcher), priority, more);
  }

  public void ask(int wanted, long nanos, BiConsumer<Integer, Demand> tell) {
    for (var ask : lanes.asks(wanted, nanos)) {
      tell.accept(
          sides.indexOf(ask.side()),
          new Demand(lane, ask.steps(), ask.received(), ask.side().link()));
    }
  }

  public void spread(BiConsumer<Integer, List<Part>> tell) {
    lanes.spreads().forEach(spread -> tell.accept(sides.indexOf(spread.side()), spread.parts()));
  }
}
