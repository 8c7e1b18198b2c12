package dev.windlass.workers.pool;

import static dev.windlass.workers.pool.Steps.MILLI;
import static dev.windlass.workers.pool.Steps.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.Attempt;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every call that was paid is on its attempt, in the step's usage, and in the metrics. */
class PaidCallsTest {
  private static World world(int steps, World.Provider provider) {
    var figures = new LimitFigures(Map.of(LimitKey.CONCURRENCY, 1.0));
    var world = new World(1, figures, Steps.SETTINGS, provider);
    world.left = steps;
    return world;
  }

  private static CallResult paid(FailureClass kind, Usage usage) {
    var error = new CallError(kind, "no", 200, null, null, null, null);
    return new CallResult.Failed(error, null, Map.of(), null, usage);
  }

  private static CallResult answer(String text, Usage usage) {
    return new CallResult.Answered(text, usage, "stop", "req", 200, Map.of());
  }

  private static Usage usage(StepOutcome outcome) {
    return switch (outcome) {
      case StepOutcome.Answered answered -> answered.usage();
      case StepOutcome.Unanswered none -> none.usage();
    };
  }

  @Test
  void anAnswerAfterAPaidFailureHasBoth() {
    var world =
        world(
            1,
            (step, now) ->
                new World.Reaction(
                    MILLI,
                    step.calls == 1
                        ? paid(FailureClass.TRANSPORT, new Usage(9, 2, 1_100))
                        : answer("yes", new Usage(10, 5, 2_000))));
    world.runUntil(60 * SECOND);

    var outcome = (StepOutcome.Answered) world.outcomes.getFirst();
    assertThat(outcome.usage()).isEqualTo(new Usage(19, 7, 3_100));
    assertThat(outcome.attempts()).extracting(Attempt::costNanos).containsExactly(1_100L, 2_000L);
    assertThat(world.paidNanos).isEqualTo(3_100);
  }

  @Test
  void aStepThatFailsHasWhatItPaid() {
    var world =
        world(
            1,
            (step, now) ->
                new World.Reaction(MILLI, paid(FailureClass.REFUSED, new Usage(10, 2, 2_700))));
    world.runUntil(60 * SECOND);

    var outcome = (StepOutcome.Unanswered) world.outcomes.getFirst();
    assertThat(outcome.usage()).isEqualTo(new Usage(10, 2, 2_700));
    assertThat(outcome.attempts()).extracting(Attempt::costNanos).containsExactly(2_700L);
    assertThat(world.paidNanos).isEqualTo(2_700);
  }

  @Test
  void refusalsForALimitCostNothing() {
    var world =
        world(
            1,
            (step, now) ->
                new World.Reaction(
                    MILLI,
                    step.calls == 1
                        ? Steps.refused(Duration.ofMillis(10), Map.of())
                        : answer("yes", new Usage(10, 5, 2_000))));
    world.runUntil(60 * SECOND);

    var outcome = world.outcomes.getFirst();
    assertThat(usage(outcome)).isEqualTo(new Usage(10, 5, 2_000));
    assertThat(outcome.attempts()).extracting(Attempt::costNanos).containsExactly(0L, 2_000L);
  }

  @Test
  void aRequestOfSeveralStepsIsPaidByAllOfThemAndNothingIsLost() {
    var requests = new long[1];
    var world =
        world(
            20,
            (step, now) -> {
              int texts = Together.call(step).messages().size();
              requests[0]++;
              // one vector for several texts: paid, and of no use; each is asked alone then
              return new World.Reaction(MILLI, answer("[1]", new Usage(10L * texts, 0, 101)));
            });
    world.work = number -> Steps.embed(number, "text " + number);
    world.runUntil(60 * SECOND);

    assertThat(world.outcomes).hasSize(20).allMatch(StepOutcome.Answered.class::isInstance);
    assertThat(requests[0]).as("some went together").isGreaterThan(20);
    long paid = world.outcomes.stream().mapToLong(each -> usage(each).costNanos()).sum();
    long attempts =
        world.outcomes.stream()
            .flatMap(each -> each.attempts().stream())
            .mapToLong(Attempt::costNanos)
            .sum();
    assertThat(paid).isEqualTo(101 * requests[0]).isEqualTo(attempts).isEqualTo(world.paidNanos);
  }
}
