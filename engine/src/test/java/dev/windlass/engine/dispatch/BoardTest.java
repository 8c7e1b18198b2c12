package dev.windlass.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.Dispatching.Demand;
import dev.windlass.engine.protocol.Dispatching.Flow;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.Dispatching.Part;
import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.KeptAnswers;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Terms;
import dev.windlass.engine.protocol.WaitReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoardTest {
  private final Recorded out = new Recorded();
  private final KeptAnswers kept = new KeptAnswers(20);
  private final Board<String, String> board =
      new Board<>(tenant -> 1, 2_000, 2_000, new Grants.Cut(512, 2 << 20), kept, out);

  @Test
  void nothingMovesWithoutDemand() {
    board.register("pool", Set.of("p"), false);
    offer("job", 3);

    assertThat(out.granted).isEmpty();
    assertThat(out.opened).containsOnly("pool:p/m");
  }

  @Test
  void aPoolThatWantsNothingIsToldOfALaneOnceInATick() {
    board.register("pool", Set.of("p"), false);
    offer("job", 3);
    demand(0, 0);
    demand(0, 0);
    assertThat(out.opened).hasSize(1);

    board.tick(250);
    assertThat(out.opened).hasSize(2);
  }

  @Test
  void aPoolGetsNoMoreThanItAskedForAndTheRestWhenItAsksAgain() {
    board.register("pool", Set.of("p"), false);
    demand(2, 0);
    offer("job", 5);
    assertThat(out.granted).hasSize(2);

    demand(2, 2);
    assertThat(out.granted).hasSize(4);
  }

  @Test
  void aDemandThatCrossedAGrantIsNotServedTwice() {
    board.register("pool", Set.of("p"), false);
    demand(2, 0);
    offer("job", 5);

    demand(2, 0); // sent before the grant of two arrived

    assertThat(out.granted).hasSize(2);
  }

  @Test
  void aPoolGetsTheModelsThatItNamedAndNoOthers() {
    board.register("elsewhere", Set.of("q", "p/another"), false);
    demand("elsewhere", 5, 0);
    offer("job", 3);
    assertThat(out.granted).isEmpty();

    board.register("here", Set.of("p/m"), false);
    demand("here", 5, 0);
    assertThat(out.grantedTo).containsExactly("here 0", "here 1", "here 2");
  }

  @Test
  void grantsAreCutByNumberAndByBytesAndALongPromptGoesAlone() {
    board.register("pool", Set.of("p"), false);
    demand(2_000, 0);
    var steps = new ArrayList<>(Steps.several("t", "job", 600, 5, 4));
    steps.add(Steps.of("t", "job", 600, 5, 10 << 20));
    steps.add(Steps.of("t", "job", 601, 5, 4));
    board.offer("job-0", steps, Terms.USUAL, "job-0", 0);
    board.settle(0);

    assertThat(out.grants).containsExactly(512, 88, 1, 1);
  }

  @Test
  void aQuestionAskedTwiceIsCalledOnce() {
    board.register("pool", Set.of("p"), false);
    demand(10, 0);
    offer("job", 2);
    offer("job", 2);

    assertThat(out.granted).hasSize(2);
  }

  @Test
  void outcomesThatComeWhileABatchIsWrittenMakeTheNextBatch() {
    board.register("pool", Set.of("p"), false);
    demand(10, 0);
    var steps = offer("job", 4);

    answer(steps.get(0));
    answer(steps.get(1));
    answer(steps.get(2));
    assertThat(out.batches).hasSize(1);

    board.stored("job-0", 1);
    board.settle(0);
    assertThat(out.batches).hasSize(2);
    assertThat(out.batches.get(1)).isEqualTo("job-0 2 [1, 2]");
  }

  @Test
  void anOutcomeThatWasNotStoredIsToldToTheNextIncarnation() {
    board.register("pool", Set.of("p"), false);
    demand(10, 0);
    var steps = offer("job", 1);
    answer(steps.getFirst());

    board.offer("job-0", steps, Terms.USUAL, "restarted", 0);
    board.settle(0);

    assertThat(out.granted).hasSize(1);
    assertThat(out.batches).containsExactly("job-0 1 [0]", "restarted 2 [0]");
  }

  @Test
  void outcomesAreToldAgainUntilTheyAreStored() {
    board.register("pool", Set.of("p"), false);
    demand(10, 0);
    answer(offer("job", 1).getFirst());

    board.tick(1_999);
    assertThat(out.batches).hasSize(1);
    board.tick(2_000);
    assertThat(out.batches).containsExactly("job-0 1 [0]", "job-0 1 [0]");
  }

  @Test
  void aLostPoolsStepsGoBackToTheFrontAndSayThatTheyMayBeRepeats() {
    board.register("pool", Set.of("p"), false);
    demand(2, 0);
    offer("job", 3);
    board.atPools().lost("pool");
    board.register("other", Set.of("p"), false);
    out.granted.clear();

    demand("other", 3, 0);

    assertThat(out.granted).extracting(g -> g.request().key().run()).containsExactly(0, 1, 2);
    assertThat(out.granted)
        .extracting(g -> g.request().mayBeRepeat())
        .containsExactly(true, true, false);
  }

  @Test
  void aHeldJobStartsNothingOnceThePoolsHaveSaidSo() {
    board.register("pool", Set.of("p"), false);
    offer("job", 3);
    board.hold("job", false, "asker");
    assertThat(out.held).isEmpty();

    demand(3, 0);
    board.holdDone("job", "pool");

    assertThat(out.held).containsExactly("asker job");
    assertThat(out.granted).isEmpty();

    board.release("job");
    board.settle(0);
    assertThat(out.granted).hasSize(3);
  }

  @Test
  void aHoldThatIsRepeatedAsksOnlyPoolsThatHaveNotConfirmed() {
    board.register("pool", Set.of("p"), false);
    board.hold("job", false, "asker");
    board.hold("job", false, "asker"); // the confirmation may have been lost
    assertThat(out.holds).hasSize(2);
    board.holdDone("job", "pool");
    assertThat(out.held).containsExactly("asker job");

    board.hold("job", false, "another");
    assertThat(out.holds).hasSize(2);
    assertThat(out.held).containsExactly("asker job", "another job");

    board.hold("job", true, "asker"); // calls are to be cut: the pools must hear of it
    assertThat(out.holds).hasSize(3);
  }

  @Test
  void aHoldAfterAReleaseAsksThePoolsAgain() {
    board.register("pool", Set.of("p"), false);
    board.hold("job", false, "asker");
    board.holdDone("job", "pool");
    board.release("job");

    board.hold("job", false, "asker");

    assertThat(out.holds).hasSize(2);
    assertThat(out.held).hasSize(1);
  }

  @Test
  void aJobThatHasOnlyWaitedSoFarIsHeldToo() {
    board.register("pool", Set.of("p"), false);
    offer("job", 3);
    board.tick(250);

    board.hold("job", false, "asker");
    demand(3, 0);

    assertThat(out.granted).isEmpty();
  }

  @Test
  void aJobsOwnCapOutlivesATimeWithoutCalls() {
    board.register("pool", Set.of("p"), false);
    board.offer("job-0", Steps.several("t", "job", 5, 5, 4), capped(2), "job-0", 0);
    board.tick(250);

    demand(10, 0);

    assertThat(out.granted).hasSize(2);
  }

  @Test
  void whatAHeldJobHandsBackIsServedAfterTheRelease() {
    board.register("pool", Set.of("p"), false);
    demand(1, 0);
    var steps = offer("job", 1);
    board.hold("job", false, "asker");
    board.atPools().handedBack(List.of(steps.getFirst().key()));
    demand(1, 1);
    assertThat(out.granted).hasSize(1);

    board.release("job");
    board.settle(0);
    assertThat(out.granted).hasSize(2);
  }

  @Test
  void aSingleRunIsHeldWithoutItsNeighbours() {
    board.register("pool", Set.of("p"), false);
    board.offer("open-x", List.of(Steps.alone(0), Steps.alone(1)), Terms.USUAL, "open-x", 0);
    board.hold("run_0", true, "asker");

    demand(5, 0);
    assertThat(out.granted).extracting(g -> g.request().runId()).containsExactly("run_1");

    board.release("run_0");
    board.settle(0);
    assertThat(out.granted).hasSize(2);
  }

  @Test
  void aJobsOwnCapIsKept() {
    board.register("pool", Set.of("p"), false);
    demand(10, 0);
    var steps = Steps.several("t", "job", 5, 5, 4);
    board.offer("job-0", steps, capped(2), "job-0", 0);
    board.settle(0);
    assertThat(out.granted).hasSize(2);

    answer(steps.get(0));
    assertThat(out.granted).hasSize(3);
  }

  @Test
  void olderTermsThanThoseKnownArePassedOver() {
    board.register("pool", Set.of("p"), false);
    board.offer("job-0", Steps.several("t", "job", 2, 5, 4), new Terms(5, 1, 0, 3), "job-0", 0);
    board.terms("job", new Terms(8, 1, 0, 7));
    board.offer("job-1", List.of(Steps.of("job", 9)), new Terms(5, 1, 0, 3), "job-1", 0);

    demand(5, 0);

    assertThat(out.granted).extracting(g -> g.request().priority()).containsOnly(8);
  }

  @Test
  void aStepIsGrantedWithWhatItsJobWasCharged() {
    board.register("pool", Set.of("p"), false);
    board.offer("job-0", Steps.several("t", "job", 1, 5, 396), Terms.USUAL, "job-0", 0);

    demand(1, 0);

    assertThat(out.granted).extracting(Granted::tokens).containsExactly(100); // 1 + 396 / 4
  }

  @Test
  void poolsHearWhatWaitsOnceATickAndOnlyWhenItMoved() {
    board.register("pool", Set.of("p"), false);
    offer("job", 3);
    board.tick(250);
    assertThat(out.backlogs).containsExactly(List.of(new Flow(5, "t", 1, "job", 1, 3)));
    board.tick(500);
    assertThat(out.backlogs).hasSize(1);

    demand(2, 0);
    board.tick(750);
    assertThat(out.backlogs.getLast()).containsExactly(new Flow(5, "t", 1, "job", 1, 1));

    board.hold("job", false, "asker");
    board.tick(1_000);
    assertThat(out.backlogs.getLast()).isEmpty();
  }

  @Test
  void ofManyJobsTheSmallOnesAreToldTogether() {
    board.register("pool", Set.of("p"), false);
    for (int job = 0; job < 500; job++) {
      board.offer(
          "j" + job + "-0", Steps.several("t", "j" + job, 1 + job % 3, 5, 4), Terms.USUAL, "x", 0);
    }
    board.tick(250);

    var told = out.backlogs.getLast();
    assertThat(told).hasSize(65);
    assertThat(told.getLast().job()).isEqualTo(Flow.REST);
    assertThat(told.getLast().weight()).isEqualTo(500 - 64);
    assertThat(told.stream().mapToInt(Flow::steps).sum()).isEqualTo(167 + 167 * 2 + 166 * 3);
  }

  @Test
  void ofAJobThatIsElsewhereTooOnlyItsPartIsServedHere() {
    board.register("pool", Set.of("p"), false);
    offer("here", 400);
    offer("everywhere", 400);
    board.spread("p/m", List.of(new Part(5, "t", "everywhere", 1.0 / 3)));

    demand(100, 0);

    assertThat(out.granted.stream().filter(g -> "here".equals(g.request().job()))).hasSize(75);
  }

  @Test
  void withdrawnStepsAreNotGrantedAndAWithdrawnCallTakesItsPlaceUntilItEnds() {
    board.register("pool", Set.of("p"), false);
    demand(1, 0);
    var steps = Steps.several("t", "job", 3, 5, 4);
    board.offer("job-0", steps, capped(1), "job-0", 0);
    board.settle(0);

    board.withdraw("job-0", steps.stream().map(StepRequest::key).limit(2).toList());
    demand(5, 1);
    assertThat(out.granted).hasSize(1);

    answer(steps.get(0));
    assertThat(out.batches).isEmpty();
    assertThat(out.granted).extracting(g -> g.request().key().run()).containsExactly(0, 2);
  }

  @Test
  void aRecallTakesBackWhatIsAtNoWorkerAndTellsWhichThatIs() {
    board.register("pool", Set.of("p"), false);
    demand(2, 0);
    var steps = offer("job", 4);
    answer(steps.get(1));

    board.recall("job-0", steps.stream().map(StepRequest::key).toList(), "job-0");
    demand(10, 2);

    assertThat(out.recalled).containsExactly("job-0 [2, 3]");
    assertThat(out.granted).hasSize(2);
    board.stored("job-0", 1);
    answer(steps.get(0));
    assertThat(out.batches).containsExactly("job-0 1 [1]", "job-0 2 [0]");
  }

  @Test
  void aQuestionWhoseCallGoesOnAtAPoolIsGrantedToItAtOnceAndToNobodyElse() {
    board.register("pool", Set.of("p"), true);
    board.register("other", Set.of("p"), true);
    demand("other", 1, 0);
    board
        .atPools()
        .orphaned(List.of(Steps.several("t", "job", 1, 5, 4).getFirst().key()), "pool", 0);

    offer("job", 2);

    assertThat(out.grantedTo).containsExactly("pool 0", "other 1");
    demand("other", 5, 1);
    assertThat(out.grantedTo).hasSize(2);
  }

  @Test
  void aQuestionThatCameBeforeItsPoolsWordGoesToThatPoolWhenItsTurnHasCome() {
    board.register("pool", Set.of("p"), true);
    board.register("other", Set.of("p"), true);
    var keys = offer("job", 2).stream().map(StepRequest::key).toList();
    board.atPools().orphaned(keys.subList(0, 1), "pool", 0);

    demand("other", 2, 0);

    assertThat(out.grantedTo).containsExactlyInAnyOrder("pool 0", "other 1");
  }

  @Test
  void aQuestionThatItsJobsHoldKeptBackGoesToThePoolThatHasItsCall() {
    board.register("pool", Set.of("p"), true);
    board.register("other", Set.of("p"), true);
    board.hold("job", false, "asker");
    var key = Steps.several("t", "job", 1, 5, 4).getFirst().key();
    board.atPools().orphaned(List.of(key), "pool", 0);
    offer("job", 1);
    demand("other", 2, 0);
    assertThat(out.grantedTo).isEmpty();

    board.release("job");
    board.settle(0);

    assertThat(out.grantedTo).containsExactly("pool 0");
  }

  @Test
  void aCallOfALostPoolIsNobodysAndAHeldJobsQuestionWaits() {
    var keys = Steps.several("t", "job", 1, 5, 4).stream().map(StepRequest::key).toList();
    board.register("pool", Set.of("p"), true);
    board.atPools().orphaned(keys, "pool", 0);
    board.atPools().lost("pool");
    board.register("second", Set.of("p"), true);
    offer("job", 1);
    assertThat(out.granted).isEmpty();

    board.hold("held", false, "asker");
    board
        .atPools()
        .orphaned(
            Steps.several("t", "held", 1, 5, 4).stream().map(StepRequest::key).toList(),
            "second",
            0);
    offer("held", 1);
    assertThat(out.granted).isEmpty();
  }

  @Test
  void aQuestionThatAnotherNodeMayHaveIsLookedForAtAllPoolsBeforeItIsQueued() {
    board.register("pool", Set.of("p"), false);
    board.register("far", Set.of("p"), true);
    demand(2, 0);
    var keys = offerAgain(2);
    assertThat(out.sought).containsExactlyInAnyOrder("pool 1 [0, 1]", "far 1 [0, 1]");

    board.atPools().orphaned(keys.subList(0, 1), "far", 0);
    sought("far");
    assertThat(out.grantedTo).as("the other pool has not said what it has").isEmpty();
    sought("pool");

    assertThat(out.grantedTo).containsExactlyInAnyOrder("far 0", "pool 1");
  }

  @Test
  void whoIsSilentOrGoneIsNotWaitedForWhenAQuestionIsLookedFor() {
    board.register("pool", Set.of("p"), false);
    board.register("far", Set.of("p"), true);
    board.register("gone", Set.of("p"), true);
    demand(2, 0);
    offerAgain(1);
    sought("pool");
    board.atPools().deaf("gone");
    board.tick(2_000);
    assertThat(out.grantedTo).isEmpty();

    board.tick(2_001);

    assertThat(out.grantedTo).containsExactly("pool 0");
  }

  @Test
  void aNodeThatIsAloneLooksForNothing() {
    board.register("pool", Set.of("p"), false);
    demand(2, 0);

    offerAgain(1);

    assertThat(out.sought).isEmpty();
    assertThat(out.grantedTo).containsExactly("pool 0");
  }

  @Test
  void whatIsLookedForCanBeRecalledAndIsThenNeverCalled() {
    board.register("pool", Set.of("p"), true);
    demand(2, 0);
    var keys = offerAgain(1);

    board.recall("job-0", keys, "job-0");
    sought("pool");

    assertThat(out.recalled).containsExactly("job-0 [0]");
    assertThat(out.grantedTo).isEmpty();
  }

  /** Of a partition that was asked them before it came to this node. */
  private List<StepKey> offerAgain(int count) {
    var steps = Steps.several("t", "job", count, 5, 4).stream().map(StepRequest::again).toList();
    board.offer("job-0", steps, Terms.USUAL, "job-0", 0);
    board.settle(0);
    return steps.stream().map(StepRequest::key).toList();
  }

  private void sought(String pool) {
    board.seeking().sought(1, pool);
    board.settle(0);
  }

  @Test
  void aPoolThatKeepsOutcomesIsToldOfTheDurableOnesAndOfThoseThatNobodyWants() {
    board.register("pool", Set.of("p"), true);
    demand(10, 0);
    var steps = offer("job", 3);
    answer(steps.get(0));
    answer(steps.get(1));
    assertThat(out.durable).isEmpty();

    board.stored("job-0", 1);
    assertThat(out.durable).containsExactly("pool [0]");

    answer(steps.get(0)); // said again: the confirmation was on its way
    assertThat(out.durable).containsExactly("pool [0]", "pool [0]");
    board.withdraw("job-0", List.of(steps.get(2).key()));
    answer(steps.get(2));
    assertThat(out.durable).containsExactly("pool [0]", "pool [0]", "pool [2]");
  }

  @Test
  void nothingIsGrantedWhileTheJournalCannotTakeAnswers() {
    board.register("pool", Set.of("p"), false);
    board.suspend(true);
    offer("job", 1);
    demand(5, 0);
    assertThat(out.granted).isEmpty();

    board.suspend(false);
    board.settle(0);
    assertThat(out.granted).hasSize(1);
  }

  @Test
  void whatWasGrantedIsCalledBackOnceWhenTheJournalStalls() {
    board.register("pool", Set.of("p"), false);
    board.register("other", Set.of("p"), true);
    board.suspend(true);
    board.suspend(true);
    assertThat(out.calledBack).containsExactly("pool", "other");

    board.suspend(false);
    board.suspend(true);
    assertThat(out.calledBack).hasSize(4);
  }

  @Test
  void whatIsHandedBackInAStallIsGrantedAfterIt() {
    board.register("pool", Set.of("p"), false);
    demand(5, 0);
    var steps = offer("job", 1);
    board.suspend(true);
    board.atPools().handedBack(List.of(steps.getFirst().key()));
    demand(5, 1);
    assertThat(out.granted).hasSize(1);

    board.suspend(false);
    board.settle(0);
    assertThat(out.granted).hasSize(2);
  }

  @Test
  void answersTakeRoomUntilTheyAreStored() {
    board.register("pool", Set.of("p"), false);
    demand(5, 0);
    var steps = offer("job", 3);
    long one = KeptAnswers.charsOf(Steps.answerTo(steps.get(0)));
    answer(steps.get(0)); // batch 1
    answer(steps.get(1)); // waits for it
    assertThat(kept.chars()).isEqualTo(2 * one).isPositive();

    board.stored("job-0", 1);
    board.settle(0);
    assertThat(kept.chars()).isEqualTo(one);

    board.leave("job-0");
    assertThat(kept.chars()).isZero();
  }

  @Test
  void aBoardThatIsGivenUpLeavesNoRoomTaken() {
    board.register("pool", Set.of("p"), false);
    demand(5, 0);
    var steps = offer("job", 2);
    answer(steps.get(0));
    answer(steps.get(1));
    board.withdraw("job-0", List.of(steps.get(1).key()));
    board.close();
    assertThat(kept.chars()).isZero();
  }

  @Test
  void whatWaitsIsExplained() {
    board.register("pool", Set.of("p"), false);
    demand(1, 0);
    offer("job", 3);
    board.hold("job", false, "asker");

    board.tick(0);

    assertThat(out.standings).hasSize(1);
    assertThat(out.standings.getFirst().calling()).isEqualTo(1);
    assertThat(out.standings.getFirst().waiting()).containsEntry(WaitReason.PAUSED, 2L);
  }

  private static Terms capped(int calls) {
    return new Terms(5, 1, calls, 0);
  }

  private List<StepRequest> offer(String job, int count) {
    var steps = Steps.several("t", job, count, 5, 4);
    board.offer(job + "-0", steps, Terms.USUAL, job + "-0", 0);
    board.settle(0);
    return steps;
  }

  @SuppressWarnings("NullAway") // the board addresses pools by its own argument
  private void demand(String pool, int steps, long received) {
    board.demand(new Demand("p/m", steps, received, null), pool);
    board.settle(0);
  }

  private void demand(int steps, long received) {
    demand("pool", steps, received);
  }

  private void answer(StepRequest step) {
    board.atPools().finished(List.of(Steps.answerTo(step)), "pool");
    board.settle(0);
  }

  private static final class Recorded implements Outbox<String, String> {
    final List<String> opened = new ArrayList<>();
    final List<List<Flow>> backlogs = new ArrayList<>();
    final List<Granted> granted = new ArrayList<>();
    final List<Integer> grants = new ArrayList<>();
    final List<String> batches = new ArrayList<>();
    final List<String> recalled = new ArrayList<>();
    final List<String> held = new ArrayList<>();
    final List<String> grantedTo = new ArrayList<>();
    final List<String> holds = new ArrayList<>();
    final List<String> durable = new ArrayList<>();
    final List<String> sought = new ArrayList<>();
    final List<String> calledBack = new ArrayList<>();
    final List<Standing> standings = new ArrayList<>();

    @Override
    public void open(String pool, String lane, List<Flow> waiting) {
      opened.add(pool + ":" + lane);
    }

    @Override
    public void seek(String pool, long search, List<StepKey> steps) {
      sought.add(pool + " " + search + " " + steps.stream().map(StepKey::run).toList());
    }

    @Override
    public void backlog(String pool, String lane, List<Flow> waiting) {
      backlogs.add(waiting);
    }

    @Override
    public void grant(String pool, String lane, List<Granted> steps) {
      granted.addAll(steps);
      grants.add(steps.size());
      steps.forEach(step -> grantedTo.add(pool + " " + step.request().key().run()));
    }

    @Override
    public void hold(String pool, String job, boolean abort) {
      holds.add(pool + " " + job);
    }

    @Override
    public void callBack(String pool) {
      calledBack.add(pool);
    }

    @Override
    public void durable(String pool, List<StepKey> steps) {
      durable.add(pool + " " + steps.stream().map(StepKey::run).toList());
    }

    @Override
    public void outcomes(String to, long batch, List<StepOutcome> outcomes) {
      var runs = outcomes.stream().map(StepOutcome::key).map(StepKey::run).toList();
      batches.add(to + " " + batch + " " + runs);
    }

    @Override
    public void recalled(String to, List<StepKey> steps) {
      recalled.add(to + " " + steps.stream().map(StepKey::run).toList());
    }

    @Override
    public void held(String to, String job) {
      held.add(to + " " + job);
    }

    @Override
    public void standing(String to, Standing standing) {
      standings.add(standing);
    }

    @Override
    public void lane(String lane, Map<WaitReason, Long> steps) {}
  }
}
