package dev.windlass.workers.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.Demand;
import dev.windlass.engine.protocol.Dispatching.Finished;
import dev.windlass.engine.protocol.Dispatching.FromPools;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.Dispatching.HandedBack;
import dev.windlass.engine.protocol.Dispatching.HoldDone;
import dev.windlass.engine.protocol.Dispatching.LaneState;
import dev.windlass.engine.protocol.Dispatching.Register;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.LimitsDoor.BlockedJob;
import dev.windlass.engine.protocol.LimitsDoor.LimitChange;
import dev.windlass.engine.protocol.LimitsDoor.LimitView;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.WaitReason;
import dev.windlass.workers.limits.LimitFlags;
import dev.windlass.workers.limits.LimitOwnersAtHand;
import dev.windlass.workers.limits.LimitSettings;
import dev.windlass.workers.limits.TokenEstimate;
import dev.windlass.workers.provider.ModelProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private static final String LANE = "sim/m";

  private final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString(LimitOwnersAtHand.JOURNAL)
              .withFallback(ManualTime.config())
              .withFallback(ConfigFactory.load()));
  private final ManualTime timers = ManualTime.get(kit.system());
  private final AtomicLong nanos = new AtomicLong(1_000_000_000L);
  private final FakeProvider provider = new FakeProvider();
  private final TestProbe<FromPools> dispatcher = kit.createTestProbe(FromPools.class);
  private final List<FromPools> passedOver = new ArrayList<>();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void aStepThatIsGrantedIsCalledAndItsOutcomeComesBackWithItsAttempt() throws Exception {
    var pools = started("rps=10");
    pools.tell(new Dispatching.LaneOpen(LANE, List.of(), dispatcher.ref()));
    assertThat(next(Demand.class).steps()).isGreaterThanOrEqualTo(2);

    pools.tell(grant(1));
    var call = provider.next();
    assertThat(call.request.idempotencyKey()).isEqualTo("run_1/0/1");
    assertThat(call.request.lease()).startsWith("sim/m/");
    pass(Duration.ofMillis(300));
    call.end(Steps.answer());

    var outcome = (StepOutcome.Answered) next(Finished.class).outcomes().getFirst();
    assertThat(outcome.text()).isEqualTo("yes");
    assertThat(outcome.model()).isEqualTo(LANE);
    assertThat(outcome.attempts()).hasSize(1);
    assertThat(outcome.attempts().getFirst().callMs()).isEqualTo(300);
    assertThat(outcome.attempts().getFirst().queuedMs()).isEqualTo(7);
  }

  @Test
  void callsGoWhenTheLimitAllowsAndTheDispatcherHearsWhyTheyWait() throws Exception {
    var pools = started("rps=10,burst=1");
    open(pools);
    pools.tell(grant(1, 2));
    provider.next();
    settle(pools);
    assertThat(provider.made).isEmpty();

    pass(Duration.ofMillis(99));
    settle(pools);
    assertThat(provider.made).isEmpty();
    pass(Duration.ofMillis(10));
    provider.next();

    pools.tell(grant(3, 4, 5));
    settle(pools);
    passedOver.clear();
    pass(Duration.ofMillis(250));
    var state = next(LaneState.class);
    assertThat(state.reason()).isEqualTo(WaitReason.REQUESTS);
    assertThat(state.limit()).isEqualTo("sim/m rps");
  }

  @Test
  void aHoldIsDoneWhenNothingOfTheJobCanStartAndAbortCutsItsCalls() throws Exception {
    var pools = started("concurrency=1");
    open(pools);
    pools.tell(grant(1, 2, 3));
    provider.next();

    pools.tell(new Dispatching.Hold("job", true, dispatcher.ref()));
    assertThat(next(HandedBack.class).steps()).hasSize(2);
    assertThat(next(HoldDone.class).pools()).isEqualTo(pools);
    var outcome = (StepOutcome.Unanswered) next(Finished.class).outcomes().getFirst();
    assertThat(outcome.error().kind()).isEqualTo(FailureClass.CANCELLED);
    assertThat(provider.inFlight).isEmpty();
    pass(Duration.ofSeconds(5));
    settle(pools);
    assertThat(provider.made).isEmpty();
  }

  @Test
  void aHoldOfWhatNobodyHasIsDoneAtOnce() {
    var pools = started("rps=1");
    pools.tell(new Dispatching.Hold("another", false, dispatcher.ref()));
    assertThat(next(HoldDone.class).job()).isEqualTo("another");
  }

  @Test
  void aChangedLimitIsInForceWhenItsAnswerComes() throws Exception {
    var workers = new Workers[1];
    var pools = started("rps=1,burst=1", workers);
    open(pools);
    pools.tell(grant(1, 2, 3));
    provider.next();

    var changed =
        workers[0].change(
            "sim", List.of(new LimitChange("*", Map.of("rps", 100.0, "burst", 10.0))));
    waitsAtTheDispatcher();
    var reply = await(changed);
    assertThat(reply).isInstanceOf(Reply.Ok.class);
    pass(Duration.ofMillis(100));
    provider.next();
    provider.next();
  }

  @Test
  void aChangeThatMakesNoSenseIsRefusedWithWhatIsAllowed() throws Exception {
    var workers = new Workers[1];
    started("rps=1", workers);
    var reply = await(workers[0].change("sim", List.of(new LimitChange("*", Map.of("qps", 1.0)))));
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            r -> assertThat(r.refusal().detail()).contains("there is no 'qps'"));
    assertThat(await(workers[0].change("nobody", List.of()))).isInstanceOf(Reply.Refused.class);
  }

  @Test
  void aViewSaysWhatIsConfiguredUsedAndWaitedFor() throws Exception {
    var workers = new Workers[1];
    var pools = started("rps=1,burst=1", workers);
    var unused = workers[0].limits("sim");
    waitsAtTheDispatcher();
    assertThat(await(unused))
        .extracting(LimitView::model, LimitView::limit, LimitView::configured)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("*", "rps", 1.0));

    open(pools);
    pools.tell(grant(1, 2));
    provider.next().end(Steps.refused(Duration.ofSeconds(5), Map.of()));
    settle(pools);
    pass(Duration.ofMillis(500));
    settle(pools);
    var views = workers[0].limits(null);
    waitsAtTheDispatcher(
        new Dispatching.Queue(
            LANE,
            WaitReason.BACKOFF,
            "sim/m backoff",
            40,
            9_000,
            List.of(new Dispatching.JobQueue("default", "job_1", 40))),
        new Dispatching.Queue(LANE, WaitReason.PAUSED, null, 7, 0, List.of()));
    var view = row(await(views), "m", "rps");
    assertThat(view.used()).isEqualTo(1);
    assertThat(view.waiting()).as("two in the pool and those at the dispatcher").isEqualTo(42);
    assertThat(view.waitingSince()).isNotNull();
    assertThat(view.paused()).isEqualTo("backoff");
    assertThat(view.blockedJobs()).containsExactly(new BlockedJob("default", "job_1", 40));
    assertThat(view.last429At()).isNotNull();
    assertThat(view.retryAfterMs()).isBetween(4000L, 5000L);
    assertThat(view.owner()).isEqualTo("node");
  }

  @Test
  void whereAStepOfAPoolStandsIsTold() throws Exception {
    var pools = started("rps=1,burst=1");
    open(pools);
    pools.tell(grant(1, 2));
    provider.next();
    pass(Duration.ofMillis(300));
    settle(pools);

    var asker = kit.createTestProbe(Dispatching.Explained.class);
    var keys = List.of(Steps.step(1, "job").key(), Steps.step(2, "job").key());
    pools.tell(new Dispatching.Trace(LANE, keys, asker.ref()));

    assertThat(asker.receiveMessage().steps())
        .containsExactlyInAnyOrder(
            new Dispatching.StepWait(keys.getFirst(), WaitReason.CALLING, null, 300, -1),
            new Dispatching.StepWait(keys.getLast(), WaitReason.REQUESTS, "sim/m rps", 300, -1));
  }

  /** Answers the question for what is queued. */
  private void waitsAtTheDispatcher(Dispatching.Queue... queues) {
    next(Dispatching.DescribeQueues.class).replyTo().tell(new Dispatching.Queues(List.of(queues)));
  }

  @Test
  void whereAProviderHasAnotherKeyNoStepWaitsForTheLongPauseOfOne() throws Exception {
    var another = new FakeProvider();
    var first = started("rps=1,burst=1", List.of(provider, another), new Workers[1]);
    var second = next(Register.class).pools();
    open(first);
    first.tell(grant(1, 2));
    var call = firstOf(provider, another);
    var other = provider.inFlight.isEmpty() ? provider : another;

    call.end(Steps.refused(Duration.ofSeconds(20), Map.of()));

    var back = new HashSet<StepKey>();
    while (back.size() < 2) {
      back.addAll(next(HandedBack.class).steps());
    }
    open(second);
    second.tell(grant(1));
    assertThat(other.next().request.call().lane()).isEqualTo(LANE);
  }

  /** The links of two keys register in any order, so the first may be of either. */
  private static FakeProvider.Made firstOf(FakeProvider one, FakeProvider other)
      throws InterruptedException {
    for (int look = 0; look < 500; look++) {
      for (var each : List.of(one, other)) {
        var call = each.made.poll(5, TimeUnit.MILLISECONDS);
        if (call != null) {
          return call;
        }
      }
    }
    throw new AssertionError("no call was made");
  }

  @Test
  void aCallWhoseDispatcherIsGoneEndsForWhoeverAsksTheSameNext() throws Exception {
    var heirs = kit.createTestProbe(FromPools.class);
    var pools = started("concurrency=2");
    kit.system().receptionist().tell(Receptionist.register(Dispatching.DISPATCHERS, heirs.ref()));
    var inherited = heirs.expectMessageClass(Register.class).pools();
    open(pools);
    pools.tell(grant(1, 2, 3));
    var calls = new ArrayList<>(List.of(provider.next(), provider.next()));
    calls.sort(
        Comparator.comparing(call -> call.request.idempotencyKey())); // they began in any order
    dispatcher.stop();

    assertThat(told(heirs, Dispatching.Orphaned.class).steps())
        .containsExactlyInAnyOrder(key(1), key(2));
    calls.get(0).end(Steps.answer());
    settle(inherited);
    inherited.tell(grant(1, 2));
    assertThat(told(heirs, Finished.class).outcomes().getFirst().key()).isEqualTo(key(1));
    calls.get(1).end(Steps.answer());
    assertThat(told(heirs, Finished.class).outcomes().getFirst().key()).isEqualTo(key(2));
    assertThat(provider.made).as("three was not under way, and nobody asked again").isEmpty();

    var late = kit.createTestProbe(FromPools.class);
    kit.system().receptionist().tell(Receptionist.register(Dispatching.DISPATCHERS, late.ref()));
    var registered = late.expectMessageClass(Register.class).pools();
    var told = late.expectMessageClass(Dispatching.Orphaned.class);
    assertThat(told.pool()).isEqualTo(registered);
    assertThat(told.steps()).containsExactlyInAnyOrder(key(1), key(2));
  }

  @Test
  void aCallGoesOnForADispatcherThatLooksForItThoughTheOneThatGrantedItIsNotKnownToBeGone()
      throws Exception {
    var heir = kit.createTestProbe(FromPools.class);
    var pools = started("concurrency=1");
    kit.system().receptionist().tell(Receptionist.register(Dispatching.DISPATCHERS, heir.ref()));
    var inherited = heir.expectMessageClass(Register.class).pools();
    open(pools);
    pools.tell(grant(1, 2));
    var call = provider.next();

    inherited.tell(new Dispatching.Seek(7, List.of(key(1), key(2), key(3)), heir.ref()));

    assertThat(told(heir, Dispatching.Orphaned.class).steps()).containsExactly(key(1));
    assertThat(told(heir, Dispatching.Sought.class))
        .isEqualTo(new Dispatching.Sought(7, inherited));
    assertThat(next(HandedBack.class).steps()).containsExactly(key(2));
    inherited.tell(grant(1));
    settle(inherited);
    call.end(Steps.answer());
    assertThat(told(heir, Finished.class).outcomes().getFirst().key()).isEqualTo(key(1));
    assertThat(provider.made).isEmpty();
  }

  @Test
  void aDispatcherThatLooksWhereNothingIsIsToldSoAtOnce() throws Exception {
    var pools = started("concurrency=1");

    pools.tell(new Dispatching.Seek(1, List.of(key(1)), dispatcher.ref()));

    assertThat(next(Dispatching.Sought.class).search()).isEqualTo(1);
  }

  @Test
  void stoppingHandsBackWhatWaitsAndLetsCallsEnd() throws Exception {
    var workers = new Workers[1];
    var pools = started("concurrency=1", workers);
    open(pools);
    pools.tell(grant(1, 2));
    var call = provider.next();

    var stopped = workers[0].stop(Duration.ofSeconds(30));
    assertThat(next(HandedBack.class).steps()).hasSize(1);
    assertThat(stopped.toCompletableFuture().isDone()).isFalse();
    call.end(Steps.answer());
    assertThat(next(Finished.class).outcomes()).hasSize(1);
    await(stopped);
  }

  @Test
  void callsThatDoNotEndInTimeAreCutAtStoppingAndNothingIsSaidOfThem() throws Exception {
    var workers = new Workers[1];
    var pools = started("concurrency=1", workers);
    open(pools);
    pools.tell(grant(1));
    provider.next();
    var stopped = workers[0].stop(Duration.ofSeconds(30));
    settle(pools);
    pass(Duration.ofSeconds(30));
    await(stopped);
    dispatcher.expectTerminated(pools, Duration.ofSeconds(3));
    dispatcher.ref().tell(new HoldDone("the end", pools));
    var heard = dispatcher.receiveMessage();
    while (!(heard instanceof HoldDone)) {
      assertThat(heard).isNotInstanceOf(Finished.class).isNotInstanceOf(HandedBack.class);
      heard = dispatcher.receiveMessage();
    }
  }

  @Test
  void withManyCallsInFlightAnswersOfAMomentAreToldTogether() throws Exception {
    var pools = started("concurrency=100");
    open(pools);
    pools.tell(grant(IntStream.rangeClosed(1, 70).toArray()));
    var calls = new ArrayList<FakeProvider.Made>();
    for (int i = 0; i < 70; i++) {
      calls.add(provider.next());
    }
    settle(pools);
    for (int i = 1; i <= 2; i++) {
      calls.get(i).end(Steps.answer());
      untilEnded(pools, keyOf(calls.get(i)));
    }
    pass(Duration.ofMillis(2));
    assertThat(next(Finished.class).outcomes())
        .extracting(StepOutcome::key)
        .containsExactly(keyOf(calls.get(1)), keyOf(calls.get(2)));
  }

  @Test
  void withFewCallsInFlightAnAnswerIsToldAtOnce() throws Exception {
    var pools = started("concurrency=100");
    open(pools);
    pools.tell(grant(1, 2));
    provider.next().end(Steps.answer());
    assertThat(next(Finished.class).outcomes()).hasSize(1);
  }

  private static StepKey keyOf(FakeProvider.Made call) {
    var run = call.request.idempotencyKey().split("/", 2)[0];
    return key(Integer.parseInt(run.substring("run_".length())));
  }

  private void untilEnded(ActorRef<Dispatching.ToPools> pools, StepKey key) {
    var asker = kit.createTestProbe(Dispatching.Explained.class);
    do {
      pools.tell(new Dispatching.Trace(LANE, List.of(key), asker.ref()));
    } while (!asker.receiveMessage().steps().isEmpty());
  }

  @Test
  void tenThousandStepsGoThroughEachWithOneOutcome() throws Exception {
    var pools = started("concurrency=100");
    open(pools);
    int steps = 10_000;
    var answering =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                for (int i = 0; i < steps; i++) {
                  provider.next().end(Steps.answer());
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    int granted = 0;
    int ended = 0;
    long wanted = 20;
    while (ended < steps) {
      for (; wanted > 0 && granted < steps; wanted--) {
        pools.tell(grant(++granted));
      }
      switch (dispatcher.receiveMessage()) {
        case Demand demand -> wanted = demand.steps() - (granted - demand.received());
        case Finished finished -> ended += finished.outcomes().size();
        default -> {}
      }
    }
    answering.join();
    assertThat(ended).isEqualTo(steps);
    assertThat(provider.inFlight).isEmpty();
  }

  private ActorRef<Dispatching.ToPools> started(String limit) {
    return started(limit, new Workers[1]);
  }

  private ActorRef<Dispatching.ToPools> started(String limit, Workers[] into) {
    return started(limit, List.of(provider), into);
  }

  private ActorRef<Dispatching.ToPools> started(
      String limit, List<ModelProvider> keys, Workers[] into) {
    var limits = LimitSettings.NONE.with(LimitFlags.parse(List.of(limit), "sim"));
    var clock = new WorkerClock(nanos::get, () -> Instant.EPOCH.plusNanos(nanos.get()));
    var setup =
        new Workers.Setup(
            "node",
            Map.of("sim", keys),
            () -> List.of(),
            limits,
            LimitOwnersAtHand.on(kit, limits, nanos::get),
            Steps.SETTINGS,
            TokenEstimate.ROUGH,
            PoolMetrics.NONE,
            clock);
    into[0] = Workers.start(kit.system(), setup, Alarm.of(kit.system()), () -> {});
    kit.system()
        .receptionist()
        .tell(Receptionist.register(Dispatching.DISPATCHERS, dispatcher.ref()));
    var register = next(Register.class);
    assertThat(register.providers()).isEqualTo(Set.of("sim"));
    return register.pools();
  }

  private void open(ActorRef<Dispatching.ToPools> pools) {
    pools.tell(new Dispatching.LaneOpen(LANE, List.of(), dispatcher.ref()));
    next(Demand.class);
  }

  private static Dispatching.Grant grant(int... numbers) {
    var steps = new ArrayList<Granted>();
    for (int number : numbers) {
      steps.add(new Granted(Steps.step(number, "job"), 7, 1));
    }
    return new Dispatching.Grant(LANE, steps);
  }

  /** The next message of this kind; others are kept for later. */
  private <T extends FromPools> T next(Class<T> kind) {
    for (var message : passedOver) {
      if (kind.isInstance(message)) {
        passedOver.remove(message);
        return kind.cast(message);
      }
    }
    while (true) {
      var message = dispatcher.receiveMessage();
      if (kind.isInstance(message)) {
        return kind.cast(message);
      }
      passedOver.add(message);
    }
  }

  private static StepKey key(int number) {
    return Steps.step(number, "job").key();
  }

  private static <T extends FromPools> T told(TestProbe<FromPools> whom, Class<T> kind) {
    while (true) {
      var message = whom.receiveMessage();
      if (kind.isInstance(message)) {
        return kind.cast(message);
      }
    }
  }

  /** A hold of nobody's job is a barrier: once done, all that was told before has been handled. */
  private void settle(ActorRef<Dispatching.ToPools> pools) {
    var probe = kit.createTestProbe(FromPools.class);
    for (int i = 0; i < 3; i++) {
      pools.tell(new Dispatching.Hold("nobody", false, probe.ref()));
      probe.receiveMessage();
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    timers.timePasses(time);
  }

  private static LimitView row(List<LimitView> views, String model, String limit) {
    return views.stream()
        .filter(v -> v.model().equals(model) && v.limit().equals(limit))
        .findFirst()
        .orElseThrow();
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
  }
}
