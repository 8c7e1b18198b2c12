package dev.windlass.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.protocol.Dispatching.Demand;
import dev.windlass.engine.protocol.Dispatching.Finished;
import dev.windlass.engine.protocol.Dispatching.Grant;
import dev.windlass.engine.protocol.Dispatching.Hold;
import dev.windlass.engine.protocol.Dispatching.HoldDone;
import dev.windlass.engine.protocol.Dispatching.HoldJob;
import dev.windlass.engine.protocol.Dispatching.JobHeld;
import dev.windlass.engine.protocol.Dispatching.LaneOpen;
import dev.windlass.engine.protocol.Dispatching.Offer;
import dev.windlass.engine.protocol.Dispatching.Outcomes;
import dev.windlass.engine.protocol.Dispatching.Register;
import dev.windlass.engine.protocol.Dispatching.ToPartitions;
import dev.windlass.engine.protocol.Dispatching.ToPools;
import dev.windlass.engine.protocol.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The wires of the shell; what it decides is the board's matter. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DispatcherTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load()));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void aQuestionGoesToThePoolAndItsAnswerBackToThePartition() {
    var pool = KIT.<ToPools>createTestProbe();
    var partition = KIT.<ToPartitions>createTestProbe();
    var dispatcher = dispatcher();
    var step = Steps.of("job", 0);

    dispatcher.tell(new Register("node", Set.of("p"), pool.ref()));
    dispatcher.tell(new Offer("job-0", List.of(step), Terms.USUAL, partition.ref()));
    assertThat(pool.expectMessageClass(LaneOpen.class).lane()).isEqualTo("p/m");

    dispatcher.tell(new Demand("p/m", 1, 0, pool.ref()));
    assertThat(pool.expectMessageClass(Grant.class).steps().getFirst().request()).isEqualTo(step);

    dispatcher.tell(new Finished(List.of(Steps.answerTo(step)), pool.ref()));
    var told = partition.expectMessageClass(Outcomes.class);
    assertThat(told.outcomes()).containsExactly(Steps.answerTo(step));
  }

  @Test
  void aHoldIsAnsweredWhenThePoolHasAnsweredIt() {
    var pool = KIT.<ToPools>createTestProbe();
    var partition = KIT.<ToPartitions>createTestProbe();
    var dispatcher = dispatcher();
    dispatcher.tell(new Register("node", Set.of("p"), pool.ref()));

    dispatcher.tell(new HoldJob("job", true, partition.ref()));
    assertThat(pool.expectMessageClass(Hold.class).abort()).isTrue();
    partition.expectNoMessage(Duration.ZERO);

    dispatcher.tell(new HoldDone("job", pool.ref()));
    assertThat(partition.expectMessageClass(JobHeld.class).job()).isEqualTo("job");
  }

  private static org.apache.pekko.actor.typed.ActorRef<
          dev.windlass.engine.protocol.Dispatching.ToDispatcher>
      dispatcher() {
    var settings = DispatchSettings.of(KIT.system().settings().config());
    return KIT.spawn(Dispatcher.create(settings, () -> Instant.EPOCH, () -> true));
  }
}
