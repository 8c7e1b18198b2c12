package dev.windlass.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.Demand;
import dev.windlass.engine.protocol.Dispatching.Flow;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.Dispatching.LaneState;
import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Terms;
import dev.windlass.engine.protocol.WaitReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WhyItWaitsTest {
  private final Told out = new Told();
  private final Board<String, String> board =
      new Board<>(tenant -> 1, 2_000, new Grants.Cut(512, 2 << 20), out);
  private long now;

  @Test
  void whatIsAtAWorkerIsCalling() {
    pool("pool", 3);
    offer("job", 3);
    says("pool", WaitReason.CALLING, null, 0, 0);

    assertThat(standing("job").calling()).isEqualTo(3);
    assertThat(standing("job").waiting()).isEmpty();
    assertThat(out.lanes).isEqualTo(Map.of("p/m", Map.of(WaitReason.CALLING, 3L)));
  }

  @Test
  void whatIsQueuedBehindALimitWaitsForItAndSoDoesWhatThePoolHolds() {
    pool("pool", 4);
    offer("job", 10);
    says("pool", WaitReason.REQUESTS, "p/m rpm", 3, 0);

    var standing = standing("job");
    assertThat(standing.calling()).isEqualTo(1);
    assertThat(standing.waiting()).isEqualTo(Map.of(WaitReason.REQUESTS, 9L));
    assertThat(standing.limitedBy()).isEqualTo("p/m rpm");
    assertThat(standing.limitUsed()).isEqualTo(0.97);
    assertThat(standing.flow()).isEqualTo(10);
  }

  @Test
  void tokensAndCallsInFlightAreNamedAsWhatTheyAre() {
    pool("pool", 1);
    offer("job", 5);

    says("pool", WaitReason.TOKENS, "p/m tpm", 0, 0);
    assertThat(standing("job").waiting()).isEqualTo(Map.of(WaitReason.TOKENS, 4L));

    says("pool", WaitReason.CONCURRENCY, "p/m concurrency", 0, 0);
    assertThat(standing("job").waiting()).isEqualTo(Map.of(WaitReason.CONCURRENCY, 4L));

    says("pool", WaitReason.WORKERS, "workers", 0, 0);
    assertThat(standing("job").waiting()).isEqualTo(Map.of(WaitReason.WORKERS, 4L));
  }

  @Test
  void aJobsOwnCapIsToldFromTheProviders() {
    pool("pool", 5);
    says("pool", WaitReason.CALLING, null, 0, 0);
    board.offer("job-0", Steps.several("t", "job", 5, 5, 4), capped(2), "job-0", now);
    board.settle(now);
    tick();

    assertThat(standing("job").calling()).isEqualTo(2);
    assertThat(standing("job").waiting()).isEqualTo(Map.of(WaitReason.CONCURRENCY, 3L));
    assertThat(standing("job").limitedBy()).isEqualTo("job concurrency");
  }

  @Test
  void aStepWhoseOwnCallFailedIsInBackoffAndTheOthersGoOn() {
    pool("pool", 4);
    offer("job", 4);
    says("pool", WaitReason.CALLING, null, 0, 1);

    assertThat(standing("job").calling()).isEqualTo(3);
    assertThat(standing("job").waiting()).isEqualTo(Map.of(WaitReason.BACKOFF, 1L));
  }

  @Test
  void inAStormAllWaitForTheProviderToServeAgain() {
    pool("pool", 2);
    offer("job", 6);
    says("pool", WaitReason.BACKOFF, "p/m backoff", 2, 0);

    assertThat(standing("job").calling()).isZero();
    assertThat(standing("job").waiting()).isEqualTo(Map.of(WaitReason.BACKOFF, 6L));
  }

  @Test
  void anExhaustedQuotaIsNoOrdinaryBackoff() {
    pool("pool", 1);
    offer("job", 3);
    says("pool", WaitReason.QUOTA, "p/m quota", 1, 0);

    assertThat(standing("job").waiting()).isEqualTo(Map.of(WaitReason.QUOTA, 3L));
    assertThat(standing("job").limitedBy()).isEqualTo("p/m quota");
  }

  @Test
  void whatIsQueuedOfAPausedJobIsPausedWhateverTheLimitSays() {
    pool("pool", 1);
    offer("job", 3);
    says("pool", WaitReason.REQUESTS, "p/m rpm", 0, 0);
    board.hold("job", false, "asker");
    tick();

    assertThat(standing("job").calling()).isEqualTo(1);
    assertThat(standing("job").waiting()).isEqualTo(Map.of(WaitReason.PAUSED, 2L));
    assertThat(standing("job").limitedBy()).isNull();
  }

  @Test
  void whileTheJournalStallsWhatIsQueuedWaitsForIt() {
    pool("pool", 1);
    offer("job", 3);
    says("pool", WaitReason.REQUESTS, "p/m rpm", 0, 0);
    board.suspend(true);
    tick();

    assertThat(standing("job").waiting()).isEqualTo(Map.of(WaitReason.JOURNAL, 2L));
  }

  @Test
  void aProviderThatNobodyServesIsSaidSo() {
    offer("job", 3);
    tick();
    assertThat(standing("job").waiting()).isEqualTo(Map.of(WaitReason.UNSERVED, 3L));
    assertThat(standing("job").limitedBy()).isEqualTo("p/m");

    board.register("pool", Set.of("another", "p/another"), false);
    tick();
    assertThat(standing("job").waiting()).isEqualTo(Map.of(WaitReason.UNSERVED, 3L));

    board.register("pool-2", Set.of("p"), false);
    tick();
    assertThat(standing("job").waiting()).isEqualTo(Map.of(WaitReason.STARTING, 3L));
  }

  @Test
  void twoJobsAtOneLimitShareItsFlow() {
    pool("pool", 2);
    offer("one", 5);
    offer("two", 5);
    says("pool", WaitReason.REQUESTS, "p/m rpm", 0, 0);

    assertThat(standing("one").sharers()).isEqualTo(2);
    assertThat(standing("one").flow()).isEqualTo(10);
  }

  @Test
  void whatWaitsForALimitIsAddedUpByJobWithTheLongestQueueFirst() {
    pool("pool", 1);
    offer("small", 3);
    offer("large", 9);
    now = 5_000;
    says("pool", WaitReason.REQUESTS, "p/m rpm", 0, 0, 1_500);
    board.hold("small", false, "asker");
    now = 6_000;
    tick();

    var queues = Queues.of(board, board.reasons(), now);
    var limited = queues.stream().filter(q -> q.reason() == WaitReason.REQUESTS).toList();

    assertThat(limited).hasSize(1);
    assertThat(limited.getFirst().limit()).isEqualTo("p/m rpm");
    assertThat(limited.getFirst().steps()).isEqualTo(9);
    assertThat(limited.getFirst().heldMs()).isEqualTo(2_500);
    assertThat(limited.getFirst().jobs())
        .containsExactly(new Dispatching.JobQueue("t", "large", 9));
    assertThat(queues.stream().filter(q -> q.reason() == WaitReason.PAUSED).toList())
        .extracting(Dispatching.Queue::steps)
        .containsExactly(2L);
  }

  @Test
  void whereAStepStandsIsKnownHereWhileItIsQueuedAndByItsPoolAfterwards() {
    pool("pool", 1);
    var steps = offer("job", 2);
    now = 1_000;
    says("pool", WaitReason.REQUESTS, "p/m rpm", 0, 0, 400);
    now = 1_600;

    var keys = steps.stream().map(StepRequest::key).toList();
    var where = Whereabouts.of(board, keys, now);

    assertThat(where.atPools())
        .isEqualTo(Map.of(new Whereabouts.At<>("pool", "p/m"), List.of(keys.getFirst())));
    assertThat(where.here())
        .containsExactly(
            new Dispatching.StepWait(keys.getLast(), WaitReason.REQUESTS, "p/m rpm", 1_000, -1));
  }

  @Test
  void aLaneThatHasNothingAnyMoreIsToldOnce() {
    pool("pool", 1);
    var step = offer("job", 1).getFirst();
    tick();
    board.atPools().finished(List.of(Steps.answerTo(step)), "pool");
    board.stored("job-0", 1);
    board.settle(now);
    tick();

    assertThat(out.lanes).isEqualTo(Map.of("p/m", Map.of()));
    out.lanes.clear();
    tick();
    assertThat(out.lanes).isEmpty();
  }

  private void pool(String name, int demand) {
    board.register(name, Set.of("p"), false);
    @SuppressWarnings("NullAway") // the board addresses pools by its own argument
    var wants = new Demand("p/m", demand, 0, null);
    board.demand(wants, name);
    board.settle(now);
  }

  private List<StepRequest> offer(String job, int count) {
    var steps = Steps.several("t", job, count, 5, 4);
    board.offer(job + "-0", steps, Terms.USUAL, job + "-0", now);
    board.settle(now);
    return steps;
  }

  private void says(
      String pool, WaitReason reason, @Nullable String limit, int waiting, int backoff) {
    says(pool, reason, limit, waiting, backoff, 0);
  }

  @SuppressWarnings("NullAway")
  private void says(
      String pool,
      WaitReason reason,
      @Nullable String limit,
      int waiting,
      int backoff,
      long heldMs) {
    board.laneState(
        new LaneState("p/m", reason, limit, 0, waiting, backoff, 0.97, heldMs, 10, null),
        pool,
        now);
    tick();
  }

  private void tick() {
    board.tick(now);
  }

  private static Terms capped(int calls) {
    return new Terms(5, 1, calls, 0);
  }

  private Standing standing(String job) {
    return out.standings.getOrDefault(job + "-0", Standing.NONE);
  }

  private static final class Told implements Outbox<String, String> {
    final Map<String, Standing> standings = new HashMap<>();
    final Map<String, Map<WaitReason, Long>> lanes = new HashMap<>();

    @Override
    public void standing(String to, Standing standing) {
      standings.put(to, standing);
    }

    @Override
    public void lane(String lane, Map<WaitReason, Long> steps) {
      lanes.put(lane, steps);
    }

    @Override
    public void open(String pool, String lane, List<Flow> waiting) {}

    @Override
    public void backlog(String pool, String lane, List<Flow> waiting) {}

    @Override
    public void grant(String pool, String lane, List<Granted> steps) {}

    @Override
    public void hold(String pool, String job, boolean abort) {}

    @Override
    public void durable(String pool, List<StepKey> steps) {}

    @Override
    public void outcomes(String to, long batch, List<StepOutcome> outcomes) {}

    @Override
    public void recalled(String to, List<StepKey> steps) {}

    @Override
    public void held(String to, String job) {}
  }
}
