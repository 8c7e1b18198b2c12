package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.Demand;
import dev.windlass.engine.protocol.Dispatching.Finished;
import dev.windlass.engine.protocol.Dispatching.Flow;
import dev.windlass.engine.protocol.Dispatching.FromPools;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.Dispatching.HandedBack;
import dev.windlass.engine.protocol.Dispatching.HoldJob;
import dev.windlass.engine.protocol.Dispatching.LaneState;
import dev.windlass.engine.protocol.Dispatching.Leave;
import dev.windlass.engine.protocol.Dispatching.Offer;
import dev.windlass.engine.protocol.Dispatching.Recall;
import dev.windlass.engine.protocol.Dispatching.Register;
import dev.windlass.engine.protocol.Dispatching.ReleaseJob;
import dev.windlass.engine.protocol.Dispatching.SetTerms;
import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.Dispatching.Stored;
import dev.windlass.engine.protocol.Dispatching.ToDispatcher;
import dev.windlass.engine.protocol.Dispatching.ToPartitions;
import dev.windlass.engine.protocol.Dispatching.ToPools;
import dev.windlass.engine.protocol.Dispatching.Withdraw;
import dev.windlass.engine.protocol.KeptAnswers;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.WaitReason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/** The shell around {@link Board}, one on each node with the engine's role. */
public final class Dispatcher extends AbstractBehavior<ToDispatcher> {
  private record Tick() implements ToDispatcher {}

  private record PoolLost(ActorRef<ToPools> pool) implements ToDispatcher {}

  /** What a lost pool had may be asked again. */
  private record PoolGone(ActorRef<ToPools> pool) implements ToDispatcher {}

  private final KeptAnswers kept;
  private final Board<ActorRef<ToPools>, ActorRef<ToPartitions>> board;
  private final TimerScheduler<ToDispatcher> timers;
  private final Duration lostAfter;
  private final InstantSource clock;
  private final BooleanSupplier journalTakes;
  private final DispatchMetrics metrics;

  /** As below, measuring nothing. */
  public static Behavior<ToDispatcher> create(
      DispatchSettings settings, InstantSource clock, BooleanSupplier journalTakes) {
    return create(settings, clock, journalTakes, DispatchMetrics.NONE);
  }

  /**
   * @param clock for how long a step waited; never for when it may start
   * @param journalTakes whether answers can be stored; while they cannot, no step is granted
   */
  public static Behavior<ToDispatcher> create(
      DispatchSettings settings,
      InstantSource clock,
      BooleanSupplier journalTakes,
      DispatchMetrics metrics) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          timers.startTimerWithFixedDelay(new Tick(), settings.tick());
          return new Dispatcher(context, timers, settings, clock, journalTakes, metrics);
        }));
  }

  private Dispatcher(
      ActorContext<ToDispatcher> context,
      TimerScheduler<ToDispatcher> timers,
      DispatchSettings settings,
      InstantSource clock,
      BooleanSupplier journalTakes,
      DispatchMetrics metrics) {
    super(context);
    this.metrics = metrics;
    this.timers = timers;
    this.lostAfter = settings.lostAfter();
    this.clock = clock;
    this.journalTakes = journalTakes;
    kept = KeptAnswers.of(context.getSystem());
    board =
        new Board<>(
            settings::tenantWeight,
            settings.remindAfter().toMillis(),
            settings.seekAtMost().toMillis(),
            settings.cut(),
            kept,
            new Post());
    context
        .getSystem()
        .receptionist()
        .tell(Receptionist.register(Dispatching.DISPATCHERS, context.getSelf().narrow()));
  }

  @Override
  public Receive<ToDispatcher> createReceive() {
    return newReceiveBuilder()
        .onMessage(
            Finished.class, m -> heard(() -> board.atPools().finished(m.outcomes(), m.pool())))
        .onMessage(Offer.class, this::offered)
        .onMessage(Stored.class, m -> heard(() -> board.stored(m.partition(), m.batch())))
        .onMessage(Demand.class, message -> heard(() -> board.demand(message, message.pool())))
        .onMessage(LaneState.class, this::laneState)
        .onMessage(Dispatching.Spread.class, this::spread)
        .onMessage(SetTerms.class, m -> heard(() -> board.terms(m.job(), m.terms())))
        .onMessage(
            HandedBack.class, message -> heard(() -> board.atPools().handedBack(message.steps())))
        .onMessage(Withdraw.class, m -> heard(() -> board.withdraw(m.partition(), m.steps())))
        .onMessage(Recall.class, this::recall)
        .onMessage(Leave.class, message -> heard(() -> board.leave(message.partition())))
        .onMessage(HoldJob.class, this::hold)
        .onMessage(ReleaseJob.class, message -> heard(() -> board.release(message.job())))
        .onMessage(Dispatching.HoldDone.class, this::holdDone)
        .onMessage(Register.class, this::register)
        .onMessage(Dispatching.Orphaned.class, this::orphaned)
        .onMessage(
            Dispatching.Sought.class,
            m -> heard(() -> board.seeking().sought(m.search(), m.pool())))
        .onMessage(PoolLost.class, this::poolLost)
        .onMessage(PoolGone.class, message -> heard(() -> board.atPools().lost(message.pool())))
        .onMessage(Dispatching.DescribeQueues.class, this::describe)
        .onMessage(Dispatching.Explain.class, this::explain)
        .onMessage(Tick.class, tick -> tick())
        .onSignal(PreRestart.class, signal -> close())
        .onSignal(PostStop.class, signal -> close())
        .build();
  }

  private Behavior<ToDispatcher> close() {
    board.close();
    return this;
  }

  private Behavior<ToDispatcher> heard(Runnable what) {
    what.run();
    settle(clock.millis());
    return this;
  }

  /** Asks the journal first: no call starts while a write is too old, not even until a tick. */
  private void settle(long now) {
    board.suspend(kept.isFull() || !journalTakes.getAsBoolean());
    board.settle(now);
  }

  private Behavior<ToDispatcher> offered(Offer offer) {
    long now = clock.millis();
    board.offer(offer.partition(), offer.steps(), offer.terms(), offer.listener(), now);
    settle(now);
    return this;
  }

  private Behavior<ToDispatcher> laneState(LaneState state) {
    board.laneState(state, state.pool(), clock.millis());
    return this;
  }

  private Behavior<ToDispatcher> describe(Dispatching.DescribeQueues describe) {
    var queues = Queues.of(board, board.reasons(), clock.millis());
    describe.replyTo().tell(new Dispatching.Queues(queues));
    return this;
  }

  private Behavior<ToDispatcher> explain(Dispatching.Explain explain) {
    var where = Whereabouts.of(board, explain.steps(), clock.millis());
    var asked = where.atPools();
    var here = new ArrayList<>(explain.known());
    here.addAll(where.here());
    if (asked.isEmpty()) {
      explain.replyTo().tell(new Dispatching.Explained(here));
    } else {
      getContext()
          .spawnAnonymous(
              Explaining.create(
                  here,
                  asked.size(),
                  answers ->
                      asked.forEach((at, steps) ->
                          at.pool().tell(new Dispatching.Trace(at.lane(), steps, answers))),
                  explain.replyTo()));
    }
    return this;
  }

  private Behavior<ToDispatcher> spread(Dispatching.Spread spread) {
    board.spread(spread.lane(), spread.parts());
    return this;
  }

  private Behavior<ToDispatcher> recall(Recall recall) {
    return heard(() -> board.recall(recall.partition(), recall.steps(), recall.replyTo()));
  }

  private Behavior<ToDispatcher> hold(HoldJob hold) {
    return heard(() -> board.hold(hold.job(), hold.abort(), hold.replyTo()));
  }

  private Behavior<ToDispatcher> holdDone(Dispatching.HoldDone done) {
    return heard(() -> board.holdDone(done.job(), done.pools()));
  }

  private Behavior<ToDispatcher> register(Register register) {
    getContext().watchWith(register.pools(), new PoolLost(register.pools()));
    boolean remote = Dispatching.isRemote(register.pools());
    return heard(() -> board.register(register.pools(), register.providers(), remote));
  }

  /**
   * A pool on another node is lost when that node is taken out of the cluster, or this one: then
   * this one ends in a moment, and must not ask again what the others go on with.
   */
  private Behavior<ToDispatcher> poolLost(PoolLost lost) {
    if (Dispatching.isRemote(lost.pool())) {
      timers.startSingleTimer(new PoolGone(lost.pool()), lostAfter);
      return heard(() -> board.atPools().deaf(lost.pool()));
    }
    return heard(() -> board.atPools().lost(lost.pool()));
  }

  private Behavior<ToDispatcher> orphaned(Dispatching.Orphaned orphaned) {
    board.atPools().orphaned(orphaned.steps(), orphaned.pool(), clock.millis());
    return this;
  }

  private Behavior<ToDispatcher> tick() {
    board.suspend(kept.isFull() || !journalTakes.getAsBoolean());
    board.tick(clock.millis());
    return this;
  }

  /** Carries out what the board decided. */
  private final class Post implements Outbox<ActorRef<ToPools>, ActorRef<ToPartitions>> {
    private final ActorRef<FromPools> self = getContext().getSelf().narrow();

    @Override
    public void open(ActorRef<ToPools> pool, String lane, List<Flow> waiting) {
      pool.tell(new Dispatching.LaneOpen(lane, waiting, self));
    }

    @Override
    public void backlog(ActorRef<ToPools> pool, String lane, List<Flow> waiting) {
      pool.tell(new Dispatching.LaneBacklog(lane, waiting, self));
    }

    @Override
    public void grant(ActorRef<ToPools> pool, String lane, List<Granted> steps) {
      pool.tell(new Dispatching.Grant(lane, steps));
    }

    @Override
    public void hold(ActorRef<ToPools> pool, String job, boolean abort) {
      pool.tell(new Dispatching.Hold(job, abort, self));
    }

    @Override
    public void callBack(ActorRef<ToPools> pool) {
      pool.tell(new Dispatching.CallBack());
    }

    @Override
    public void seek(ActorRef<ToPools> pool, long search, List<StepKey> steps) {
      pool.tell(new Dispatching.Seek(search, steps, self));
    }

    @Override
    public void durable(ActorRef<ToPools> pool, List<StepKey> steps) {
      pool.tell(new Dispatching.Durable(List.copyOf(steps)));
    }

    @Override
    public void outcomes(ActorRef<ToPartitions> to, long batch, List<StepOutcome> outcomes) {
      to.tell(new Dispatching.Outcomes(batch, outcomes));
    }

    @Override
    public void recalled(ActorRef<ToPartitions> to, List<StepKey> steps) {
      to.tell(new Dispatching.Recalled(steps));
    }

    @Override
    public void held(ActorRef<ToPartitions> to, String job) {
      to.tell(new Dispatching.JobHeld(job));
    }

    @Override
    public void standing(ActorRef<ToPartitions> to, Standing standing) {
      to.tell(standing);
    }

    @Override
    public void lane(String lane, Map<WaitReason, Long> steps) {
      metrics.standing(lane, steps);
    }
  }
}
