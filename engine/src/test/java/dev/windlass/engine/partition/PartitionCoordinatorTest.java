package dev.windlass.engine.partition;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.cache.CacheDoor;
import dev.windlass.engine.cache.CacheSettings;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.PartitionCommand.Accept;
import dev.windlass.engine.partition.PartitionCommand.Assignment;
import dev.windlass.engine.partition.PartitionCommand.Cancel;
import dev.windlass.engine.partition.PartitionCommand.Retake;
import dev.windlass.engine.partition.PartitionCommand.Retaking;
import dev.windlass.engine.partition.PartitionCommand.Submit;
import dev.windlass.engine.partition.PartitionCommand.Submitted;
import dev.windlass.engine.partition.PartitionCommand.Work;
import dev.windlass.engine.partition.PartitionEvent.LinesAccepted;
import dev.windlass.engine.partition.PartitionEvent.OutcomesRecorded;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.FromPartitions;
import dev.windlass.engine.protocol.Dispatching.Offer;
import dev.windlass.engine.protocol.Dispatching.Outcomes;
import dev.windlass.engine.protocol.Dispatching.Stored;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Terms;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.engine.run.RunDefaults;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** That the wires between partition, journal, dispatcher and job are joined. */
class PartitionCoordinatorTest {
  private static final Terms TERMS = new Terms(3, 1, 0, 0);

  private static final ActorTestKit KIT =
      ActorTestKit.create(
          PersistenceTestKitPlugin.getInstance().config().withFallback(ConfigFactory.load()));
  private static int jobs;

  private final PersistenceTestKit journal = PersistenceTestKit.create(KIT.system());
  private final TestProbe<FromPartitions> dispatcher = KIT.createTestProbe();
  private final TestProbe<ClusterSharding.ShardCommand> shard = KIT.createTestProbe();
  private final TestProbe<PartitionReport> job = KIT.createTestProbe();
  private final TestProbe<Reply<Integer>> replies = KIT.createTestProbe();
  private final String jobId = Desk.IDS.jobOf("acme", "job" + jobs++);

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private ActorRef<PartitionCommand> spawn(String entity) {
    var settings =
        new PartitionSettings(
            100,
            1 << 20,
            1 << 20,
            1000,
            Duration.ofMillis(20),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofMillis(10),
            Duration.ofMillis(50));
    return KIT.spawn(
        PartitionCoordinator.create(
            entity,
            shard.getRef(),
            new PartitionContext(
                Desk.IDS,
                new RunDefaults("openai", "openai/small"),
                new ChainCache(4),
                settings,
                InstantSource.fixed(Desk.NOW),
                dispatcher.getRef(),
                new CacheDoor(KIT.system(), CacheSettings.of(KIT.system().settings().config())))));
  }

  private String entity() {
    return PersistenceIds.partitionOf(jobId, 0);
  }

  private Assignment assignment(int lines) {
    return new Assignment(
        jobId, 0, "acme", "test@1", Desk.source(PartitionTest.TWO), TERMS, 1, lines);
  }

  private Work work(int lines) {
    return new Work(assignment(lines), false, 0, job.getRef());
  }

  private ActorRef<PartitionCommand> working(int lines) {
    var partition = spawn(entity());
    var all = IntStream.range(0, lines).mapToObj(i -> Desk.line("{\"x\":" + i + "}")).toList();
    partition.tell(new Accept(1, 0, all, replies.getRef()));
    assertThat(replies.receiveMessage()).isEqualTo(Reply.ok(lines));
    partition.tell(work(lines));
    return partition;
  }

  /** The next message of that kind; others on the way are passed over. */
  private <T extends FromPartitions> T dispatched(Class<T> type) {
    while (true) {
      var next = dispatcher.receiveMessage();
      if (type.isInstance(next)) {
        return type.cast(next);
      }
    }
  }

  private static Outcomes answers(long batch, Offer offer) {
    return new Outcomes(
        batch, offer.steps().stream().map(PartitionCoordinatorTest::answer).toList());
  }

  private static StepOutcome answer(StepRequest request) {
    return new StepOutcome.Answered(
        request.key(), "A", new Usage(1, 1, 1), "stop", "openai/small", List.of());
  }

  private static StepOutcome failure(StepRequest request) {
    return new StepOutcome.Unanswered(
        request.key(), CallError.of(FailureClass.TIMEOUT, "timeout"), Usage.NONE, List.of());
  }

  private PartitionReport.Progress lastProgress() {
    while (true) {
      var next = job.receiveMessage();
      if (next instanceof PartitionReport.Progress progress
          && progress.succeeded() + progress.failed() + progress.cancelled() == progress.lines()) {
        return progress;
      }
    }
  }

  @Test
  void linesAreTakenToTheirEndAndTheJobIsTold() {
    var partition = working(2);
    var first = dispatched(Offer.class);
    assertThat(first.steps()).hasSize(2);

    first.listener().tell(answers(1, first));
    assertThat(dispatched(Stored.class)).isEqualTo(new Stored(entity(), 1));
    var second = dispatched(Offer.class);
    second.listener().tell(answers(2, second));

    var end = lastProgress();
    assertThat(end.succeeded()).isEqualTo(2);
    assertThat(end.upTo()).isEqualTo(4);
    partition.tell(new PartitionCommand.Release());
    assertThat(dispatched(Dispatching.Leave.class).partition()).isEqualTo(entity());
    shard.expectMessage(new ClusterSharding.Passivate<>(partition));
  }

  @Test
  void aFailedWriteLosesNoAnswerAndPaysNothingTwice() {
    working(1);
    var first = dispatched(Offer.class);
    journal.failNextPersisted(PersistenceIds.partition(entity()));

    first.listener().tell(answers(1, first));
    var again = dispatched(Offer.class); // the partition is back and asks what is open
    assertThat(again.steps()).hasSize(1);
    assertThat(again.steps().getFirst().key()).isEqualTo(first.steps().getFirst().key());
    assertThat(again.steps().getFirst().mayBeRepeat()).isTrue();
    again.listener().tell(answers(1, first)); // what the dispatcher kept

    assertThat(dispatched(Stored.class).batch()).isEqualTo(1);
    assertThat(dispatched(Offer.class).steps().getFirst().key().path()).isEqualTo("/1");
    assertThat(recorded()).hasSize(1);
  }

  private List<StepRecord> recorded() {
    return journal.persistedInStorage(PersistenceIds.partition(entity())).stream()
        .filter(OutcomesRecorded.class::isInstance)
        .flatMap(event -> ((OutcomesRecorded) event).steps().stream())
        .toList();
  }

  @Test
  void aRunThatLeftMemoryIsTakenUpFromTheJournal() {
    var partition = working(2);
    var first = dispatched(Offer.class);
    first.listener().tell(new Outcomes(1, first.steps().stream().map(r -> failure(r)).toList()));
    lastProgress();

    partition.tell(
        new Retake(
            assignment(2), new Retaking(null, Set.of(), false, null, false), replies.getRef()));

    assertThat(replies.receiveMessage()).isEqualTo(Reply.ok(2));
    var again = dispatched(Offer.class);
    assertThat(again.steps()).extracting(r -> r.key().take()).containsExactly(2, 2);
  }

  @Test
  void aPartitionThatReadsItsJournalAgainIsNotTakenForOneWithNothingToDo() {
    var partition = working(3);
    var first = dispatched(Offer.class);
    journal.failNextPersisted(PersistenceIds.partition(entity()));

    partition.tell(new PartitionCommand.Release()); // too soon: its calls are under way
    first.listener().tell(answers(1, first));
    partition.tell(new PartitionCommand.Release()); // heard by a partition that has begun nothing
    var afterwards = new ArrayList<FromPartitions>();
    do {
      afterwards.add(dispatcher.receiveMessage());
    } while (!(afterwards.getLast() instanceof Offer));
    partition.tell(work(3));
    job.receiveMessage();

    assertThat(afterwards).noneMatch(Dispatching.Leave.class::isInstance);
    shard.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aPartitionThatAnotherNodeTakesOverLeavesAlsoAfterAFailedWrite() {
    var partition = working(1);
    var first = dispatched(Offer.class);
    partition.tell(new PartitionCommand.Retire());
    dispatched(Dispatching.Recall.class).replyTo().tell(new Dispatching.Recalled(List.of()));
    journal.failNextPersisted(PersistenceIds.partition(entity()));

    first.listener().tell(answers(1, first));

    dispatched(Dispatching.Recall.class).replyTo().tell(new Dispatching.Recalled(List.of()));
    first.listener().tell(answers(1, first));
    KIT.createTestProbe().expectTerminated(partition);
    assertThat(recorded()).hasSize(1);
  }

  @Test
  void aCancelledPartitionStaysCancelledOverAFailedWrite() {
    var partition = working(1);
    var first = dispatched(Offer.class);
    partition.tell(new Cancel(assignment(1), false, job.getRef()));
    var hold = dispatched(Dispatching.HoldJob.class);
    hold.replyTo().tell(new Dispatching.JobHeld(jobId));
    dispatched(Dispatching.Recall.class).replyTo().tell(new Dispatching.Recalled(List.of()));
    journal.failNextPersisted(PersistenceIds.partition(entity()));

    first.listener().tell(answers(1, first));

    var again = dispatched(Dispatching.HoldJob.class);
    again.replyTo().tell(new Dispatching.JobHeld(jobId));
    dispatched(Dispatching.Recall.class).replyTo().tell(new Dispatching.Recalled(List.of()));
    first.listener().tell(answers(1, first));
    assertThat(lastProgress().cancelled()).isEqualTo(1);
    assertThat(recorded()).hasSize(1);
  }

  @Test
  void runsSubmittedTogetherShareWritesAndEachIsTold() {
    var entity = Desk.IDS.lonePartitionOf("acme", "together" + jobId);
    var partition = spawn(entity);
    var told = KIT.<Reply<Submitted>>createTestProbe();

    for (int i = 0; i < 200; i++) {
      partition.tell(
          new Submit(
              "acme",
              Desk.line("{\"input\":{\"x\":1}}"),
              "test@1",
              Desk.source(PartitionTest.TWO),
              5,
              null,
              told.getRef()));
    }

    var runs = new ArrayList<Integer>();
    for (int i = 0; i < 200; i++) {
      runs.add(((Reply.Ok<Submitted>) told.receiveMessage()).value().run());
    }
    assertThat(runs).containsExactlyElementsOf(IntStream.range(0, 200).boxed().toList());
    var writes =
        journal.persistedInStorage(PersistenceIds.partition(entity)).stream()
            .filter(LinesAccepted.class::isInstance)
            .count();
    assertThat(writes).isLessThan(200);
  }

  @Test
  void aPartitionWithNothingToDoLeavesMemory() {
    var partition = spawn(entity());
    partition.tell(new Accept(1, 0, List.of(Desk.line("{\"x\":1}")), replies.getRef()));
    replies.receiveMessage();

    shard.expectMessage(Duration.ofSeconds(5), new ClusterSharding.Passivate<>(partition));
  }
}
