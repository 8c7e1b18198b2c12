package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.KeptAnswers;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.workers.limits.Governing;
import dev.windlass.workers.limits.LimitGate;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.Pause;
import dev.windlass.workers.provider.ModelProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The pool of one limit on one node: the shell around {@link Desk}.
 *
 * <p>Each message only changes the desk. What follows from all of them, starting calls, sending
 * outcomes, asking for more, is done in one turn, by a message to itself that stands behind all
 * that are in the mailbox: at low load that is at once, at high load it makes batches.
 */
final class WorkerPool extends AbstractBehavior<WorkerPool.Message> implements Hands {
  sealed interface Message {}

  record Opened(String lane, Side side, List<Dispatching.Flow> waiting) implements Message {}

  /** What waits in a dispatcher's lane has changed. */
  record Waiting(String lane, Side side, List<Dispatching.Flow> waiting) implements Message {}

  record Granted(Side side, Dispatching.Grant grant) implements Message {}

  record Hold(String job, boolean abort, long hold, ActorRef<NodePools.Message> replyTo)
      implements Message {}

  /**
   * @param replyTo told which of its questions are being answered here, or have been
   */
  record SideGone(Side side, ActorRef<NodePools.Message> replyTo) implements Message {}

  /**
   * This dispatcher is asked these now, another may have been before.
   *
   * @param replyTo told which of them are being answered here, or have been; then that it has
   *     looked
   */
  record Seek(Side side, List<StepKey> steps, long number, ActorRef<NodePools.Message> replyTo)
      implements Message {}

  /** This dispatcher's journal takes nothing: what it granted and has not started goes back. */
  record CalledBack(Side side) implements Message {}

  /** Outcomes of these are stored. */
  record Durable(Side side, List<StepKey> steps) implements Message {}

  /** Where do these steps stand? */
  record Trace(List<StepKey> steps, ActorRef<Dispatching.Explained> replyTo) implements Message {}

  /** Take no more; stop when the last call has ended, or after this time. */
  record Drain(Duration longest) implements Message {}

  /** A worker's call ended. */
  record Ended(int worker, ModelProvider.CallResult result) implements Message {}

  /** The owner of the limit spoke. */
  record Told(Governing.ToGate what) implements Message {}

  private enum Own implements Message {
    TURN,
    WAKE,
    BEAT,
    DRAINED_TOO_LONG
  }

  /** Calls in flight from which on answers are gathered for a moment. */
  private static final int MANY = 64;

  private final PoolSetup setup;
  private final TimerScheduler<Message> timers;
  private final ActorRef<Message> self;
  private final LimitGate gate;
  private final OwnerLine owner;
  private final Desk desk;
  private final Endings endings;
  private final Lanes lanes;
  private final Staff staff;
  private final KeptAnswers kept;
  private final Outbox outbox;
  private final Pace pace;
  private final long longestPace;
  private final LaneStates states;
  private final long outcomeDelay;
  private final long gather;
  private boolean turnAhead;
  private boolean gathering;
  private long lastTurn;
  private final WakeUp wakeUp;
  private long lookAt;
  private boolean draining;

  static Behavior<Message> create(PoolSetup setup) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new WorkerPool(context, timers, setup)));
  }

  private WorkerPool(
      ActorContext<Message> context, TimerScheduler<Message> timers, PoolSetup setup) {
    super(context);
    long now = setup.clock().nanos().getAsLong();
    this.setup = setup;
    this.timers = timers;
    this.self = context.getSelf();
    this.gate = new LimitGate(setup.random());
    this.desk =
        new Desk(
            new Desk.Setup(
                setup.limit(), setup.settings(), setup.estimate(), setup.metrics(), setup.random()),
            gate,
            this,
            now);
    desk.othersServe(setup.othersServe());
    this.owner =
        new OwnerLine(setup, gate, desk, context.messageAdapter(Governing.ToGate.class, Told::new));
    this.endings = new Endings(desk, setup.provider().simulated());
    this.pace = new Pace(setup.random(), setup.settings().pace());
    this.longestPace = setup.settings().pace().toNanos();
    this.states = new LaneStates(setup.limit());
    this.lanes =
        new Lanes(setup.settings().laneIdle().toNanos(), setup.settings().laneSilent().toNanos());
    this.wakeUp = new WakeUp(setup.alarm(), setup.clock().nanos(), () -> self.tell(Own.WAKE));
    this.staff = new Staff(context, setup.provider());
    this.kept = KeptAnswers.of(context.getSystem());
    this.outbox =
        new Outbox(
            setup.settings().largestBatch(), setup.settings().batchBytes(), Side::isRemote, kept);
    this.outcomeDelay = setup.settings().outcomeDelay().toNanos();
    this.gather = setup.settings().gather().toNanos();
    this.lastTurn = now;
    double drawn = setup.random().nextDouble();
    // pools that began together do not go on together
    var beat = setup.settings().beat();
    timers.startTimerWithFixedDelay(
        Own.BEAT, beat.dividedBy(2).plusNanos((long) (drawn * beat.toNanos() / 2)), beat);
    owner.renew(now);
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Ended.class, this::onEnded)
        .onMessageEquals(Own.TURN, this::onTurn)
        .onMessageEquals(Own.WAKE, this::turn)
        .onMessage(Granted.class, this::onGranted)
        .onMessage(Opened.class, this::onOpened)
        .onMessage(Waiting.class, this::onWaiting)
        .onMessageEquals(Own.BEAT, this::onBeat)
        .onMessage(Told.class, this::onTold)
        .onMessage(Hold.class, this::onHold)
        .onMessage(CalledBack.class, this::onCalledBack)
        .onMessage(Durable.class, this::onDurable)
        .onMessage(SideGone.class, this::onSideGone)
        .onMessage(Seek.class, this::onSeek)
        .onMessage(Trace.class, this::onTrace)
        .onMessage(Drain.class, this::onDrain)
        .onMessageEquals(Own.DRAINED_TOO_LONG, this::onDrainedTooLong)
        .onSignal(PostStop.class, signal -> onStopped())
        .build();
  }

  private Behavior<Message> onEnded(Ended ended) {
    long now = nanos();
    var step = staff.ended(ended.worker());
    if (step != null) {
      boolean tooMany = holdsTooMany();
      setup.live().ended(step.live, step.request, step.calls, ended.result());
      step.live = null;
      endings.called(step, ended.result(), now, setup.clock().wall().instant());
      if (tooMany && !draining) {
        owner.renew(now); // another gate waits for this place
      }
    }
    if (!desk.isLimited() || lookAt - now > longestPace) {
      return soon();
    }
    // the look that starts the next call will do, and this is the occasion for it
    return lookAt - now <= 0 ? turn() : this;
  }

  private Behavior<Message> onGranted(Granted granted) {
    long now = nanos();
    var grant = granted.grant();
    lanes.granted(grant.lane(), granted.side(), grant.steps(), now);
    for (var step : grant.steps()) {
      var key = step.request().key();
      var answered = outbox.claim(key);
      if (answered != null) {
        outbox.ended(granted.side(), answered);
      } else if (!desk.adopt(key, granted.side())) {
        desk.granted(granted.side(), step, now);
      }
    }
    return soon();
  }

  private Behavior<Message> onDurable(Durable durable) {
    outbox.durable(durable.side(), durable.steps());
    return draining ? soon() : this;
  }

  private Behavior<Message> onOpened(Opened opened) {
    lanes.opened(opened.lane(), opened.side(), opened.waiting(), nanos());
    return soon();
  }

  private Behavior<Message> onWaiting(Waiting waiting) {
    lanes.backlog(waiting.lane(), waiting.side(), waiting.waiting(), nanos());
    return soon();
  }

  private Behavior<Message> onTold(Told message) {
    owner.heard(message.what(), nanos());
    return soon();
  }

  private Behavior<Message> onHold(Hold hold) {
    desk.hold(hold.job(), hold.abort());
    outbox.flush();
    hold.replyTo().tell(new NodePools.Confirmed(hold.hold()));
    return soon();
  }

  private Behavior<Message> onCalledBack(CalledBack called) {
    desk.callBack(called.side());
    return soon();
  }

  private Behavior<Message> onSideGone(SideGone gone) {
    lanes.gone(gone.side());
    states.gone(gone.side());
    var steps = new ArrayList<>(desk.forget(gone.side()));
    steps.addAll(outbox.gone(gone.side()));
    if (!steps.isEmpty()) {
      gone.replyTo().tell(new NodePools.Orphaned(gone.side().key(), steps));
    }
    return soon();
  }

  private Behavior<Message> onSeek(Seek seek) {
    outbox.flush(); // what is gathered is kept only once it is said
    var steps = new HashSet<>(seek.steps());
    var found = new ArrayList<>(desk.release(steps, seek.side()));
    found.addAll(outbox.release(steps, seek.side()));
    if (!found.isEmpty()) {
      seek.replyTo().tell(new NodePools.Orphaned(seek.side().key(), found));
    }
    seek.replyTo().tell(new NodePools.Confirmed(seek.number()));
    return soon();
  }

  private Behavior<Message> onTrace(Trace trace) {
    trace.replyTo().tell(Tracing.of(setup.limit(), desk, trace.steps(), nanos()));
    return this;
  }

  /**
   * The turn comes when what is in the mailbox now has been read, or when it was long ago. With
   * many calls in flight answers come all the time, and a turn for each few of them would wake
   * dispatcher and partition for each few: so it is not sooner than so long after the last.
   */
  private Behavior<Message> soon() {
    if (!turnAhead) {
      turnAhead = true;
      long early = lastTurn + gather - nanos();
      gathering = early > 0 && desk.inFlight() >= MANY;
      if (gathering) {
        setup.alarm().ring(early, () -> self.tell(Own.TURN));
      } else {
        self.tell(Own.TURN);
      }
    } else if (nanos() - lastTurn > outcomeDelay) {
      turn();
    } else if (gathering && desk.inFlight() < MANY) {
      gathering = false;
      self.tell(Own.TURN);
    }
    return this;
  }

  private Behavior<Message> onTurn() {
    turnAhead = false;
    gathering = false;
    return turn();
  }

  private Behavior<Message> turn() {
    long now = nanos();
    lastTurn = now;
    long again = desk.pump(now, setup.clock().wall().instant());
    outbox.flush();
    owner.renewIfHungry(now);
    for (var ask : lanes.asks(desk.wanted(now), now)) {
      ask.side()
          .dispatcher()
          .tell(new Dispatching.Demand(ask.lane(), ask.steps(), ask.received(), ask.side().link()));
    }
    wake(again, now);
    boolean done = draining && desk.inFlight() == 0 && outbox.isDone();
    return done ? Behaviors.stopped() : this;
  }

  /** At the look's time any answer will do as its occasion; a while later the alarm must. */
  private void wake(long again, long now) {
    if (again == Long.MAX_VALUE) {
      return;
    }
    long finest = gate.finestPace();
    lookAt = pace.next(again, finest, now);
    wakeUp.at(desk.inFlight() == 0 ? lookAt : lookAt + Math.min(finest, longestPace));
  }

  private Behavior<Message> onBeat() {
    long now = nanos();
    gate.beat(now);
    desk.sweep(now);
    outbox.look(now);
    owner.renewIfDue(now);
    for (var spread : lanes.spreads()) {
      spread.side().dispatcher().tell(Lanes.message(spread));
    }
    states.count(desk);
    for (var lane : desk.lanes()) {
      states.tell(lane, desk, lanes.sides(lane.name), now);
    }
    var limit = setup.limit();
    setup.metrics().inFlight(limit.provider(), limit.model(), desk.inFlight());
    return turn();
  }

  /** More calls are in flight than the lease of now lets start. */
  private boolean holdsTooMany() {
    var slots = gate.slots();
    return slots != null && desk.inFlight() > slots;
  }

  private Behavior<Message> onDrain(Drain drain) {
    draining = true;
    desk.drain();
    timers.startSingleTimer(Own.DRAINED_TOO_LONG, drain.longest());
    return turn();
  }

  private Behavior<Message> onDrainedTooLong() {
    getContext()
        .getLog()
        .warn("calls cut at shutdown limit={} calls={}", setup.limit(), desk.inFlight());
    desk.abandon();
    outbox.giveUp();
    return turn();
  }

  private Behavior<Message> onStopped() {
    outbox.flush();
    outbox.giveUp(); // nobody is left to say it again
    owner.close(nanos());
    return this;
  }

  @Override
  public void start(HeldStep step) {
    step.sent = new SendStamp(setup.clock().nanos());
    step.live = setup.live().begin(step.request, step.calls);
    staff.start(
        step,
        new ModelProvider.Request(
            Together.call(step),
            step.idempotencyKey(),
            step.startedWall.plus(step.call().timeout()),
            owner.lease(),
            step.sent,
            step.request.tenant(),
            step.live));
  }

  @Override
  public void abort(HeldStep step) {
    staff.abort(step);
  }

  @Override
  public void giveUp(HeldStep step) {
    if (!kept.isFull()) { // else its answer may wait in a socket
      staff.giveUp(step);
    }
  }

  @Override
  public void ended(HeldStep step, StepOutcome outcome) {
    outbox.ended(step.origin, outcome);
    lanes.settled(step.lane.name, step.origin, step.request.priority(), more(step, outcome));
  }

  /** What the step cost beyond what was thought when it was granted. */
  private static double more(HeldStep step, StepOutcome outcome) {
    var usage =
        switch (outcome) {
          case StepOutcome.Answered answered -> answered.usage();
          case StepOutcome.Unanswered failed -> failed.usage();
        };
    long used = usage.inputTokens() + usage.outputTokens();
    boolean called = !outcome.attempts().isEmpty();
    return used > 0 || !called ? used - step.tokens : 0;
  }

  @Override
  public void handBack(HeldStep step) {
    outbox.handedBack(step.origin, step.lane.name, step.key());
    lanes.settled(step.lane.name, step.origin, step.request.priority(), -step.tokens);
  }

  @Override
  public void refused(Duration away, Pause.Cause cause) {
    owner.refused(away, cause, setup.clock().wall().instant());
  }

  @Override
  public void exceeded(LimitKey.Unit unit, double passed, long startedAt) {
    owner.exceeded(unit, passed, nanos() - startedAt);
  }

  @Override
  public void learned() {
    owner.renew(nanos());
  }

  private long nanos() {
    return setup.clock().nanos().getAsLong();
  }
}
