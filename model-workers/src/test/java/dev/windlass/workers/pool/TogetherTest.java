package dev.windlass.workers.pool;

import static dev.windlass.workers.pool.Steps.MILLI;
import static dev.windlass.workers.pool.Steps.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TogetherTest {
  private final List<List<String>> requests = new ArrayList<>();

  private List<String> texts(HeldStep step) {
    return Together.call(step).messages().stream().map(each -> each.content().asText()).toList();
  }

  private World.Reaction answer(HeldStep step, long nanos) {
    var texts = texts(step);
    requests.add(texts);
    var all =
        texts.stream().map(text -> "[" + text.substring(1) + ",1]").collect(Collectors.toList());
    var text = all.size() == 1 ? all.getFirst() : "[" + String.join(",", all) + "]";
    long tokens = texts.size() * 10L;
    return new World.Reaction(
        nanos, new CallResult.Answered(text, new Usage(tokens, 0, 0), null, "r", 200, Map.of()));
  }

  private World world(Map<LimitKey, Double> figures, World.Provider provider, int steps) {
    var world = new World(1, new LimitFigures(figures), Steps.SETTINGS, provider);
    world.work = number -> Steps.embed(number, "t" + number);
    world.left = steps;
    return world;
  }

  @Test
  void whatIsReadyGoesInOneRequestAndEachStepGetsItsOwnVector() {
    var world =
        world(Map.of(LimitKey.CONCURRENCY, 1.0), (step, now) -> answer(step, 50 * MILLI), 300);

    world.runUntil(10 * SECOND);

    assertThat(world.outcomes).hasSize(300);
    assertThat(world.outcomes)
        .allSatisfy(outcome -> {
          var answered = (StepOutcome.Answered) outcome;
          assertThat(answered.text()).isEqualTo("[" + outcome.key().run() + ",1]");
          assertThat(answered.attempts()).hasSize(1);
        });
    assertThat(requests.size()).isLessThan(10);
    assertThat(requests).allMatch(texts -> texts.size() <= Steps.SETTINGS.embedBatch());
    assertThat(world.mostInFlight).isEqualTo(1);
    long tokens =
        world.outcomes.stream()
            .mapToLong(outcome -> ((StepOutcome.Answered) outcome).usage().inputTokens())
            .sum();
    assertThat(tokens).isEqualTo(3000);
  }

  @Test
  void aLimitOfRequestsIsNotPassedAndABatchCountsAsOne() {
    var world =
        world(
            Map.of(LimitKey.RPS, 2.0, LimitKey.BURST, 1.0),
            (step, now) -> answer(step, 50 * MILLI),
            640);

    world.runUntil(20 * SECOND);

    assertThat(world.outcomes).hasSize(640);
    assertThat(world.started.most(SECOND)).isLessThanOrEqualTo(3);
    assertThat(requests.size()).isLessThanOrEqualTo(14);
  }

  @Test
  void aLimitOfTokensCountsTheTokensOfAllTexts() {
    var world = world(Map.of(LimitKey.TPM, 6_000.0), (step, now) -> answer(step, 50 * MILLI), 600);

    world.runUntil(40 * SECOND);

    long told = requests.stream().mapToLong(List::size).sum() * 10;
    assertThat(told).isLessThanOrEqualTo(100 * 41 + 700);
  }

  @Test
  void aRefusedBatchIsAskedTextByTextAndOnlyTheBadOneFails() {
    var world =
        world(
            Map.of(LimitKey.CONCURRENCY, 1.0),
            (step, now) -> {
              if (texts(step).contains("t7")) {
                requests.add(texts(step));
                return new World.Reaction(MILLI, Steps.failed(FailureClass.BAD_REQUEST, 400));
              }
              return answer(step, MILLI);
            },
            20);

    world.runUntil(10 * SECOND);

    assertThat(world.outcomes).hasSize(20);
    assertThat(world.failures(FailureClass.BAD_REQUEST)).isEqualTo(1);
    assertThat(requests).contains(List.of("t7"));
    assertThat(requests).anyMatch(texts -> texts.size() > 1 && texts.contains("t7"));
  }

  @Test
  void aRefusalForTheRateCostsNoneOfTheStepsACall() {
    var world =
        world(
            Map.of(LimitKey.RPS, 50.0),
            (step, now) ->
                now < SECOND
                    ? new World.Reaction(MILLI, Steps.refused(Duration.ofSeconds(1), Map.of()))
                    : answer(step, MILLI),
            50);

    world.runUntil(20 * SECOND);

    assertThat(world.outcomes).hasSize(50).allMatch(o -> o instanceof StepOutcome.Answered);
    assertThat(world.ends.values()).allMatch(times -> times == 1);
  }

  @Test
  void faultsThatPassAreAskedAgainByEachStepsOwnPolicy() {
    var world =
        world(
            Map.of(LimitKey.CONCURRENCY, 1.0),
            (step, now) ->
                now < SECOND
                    ? new World.Reaction(MILLI, Steps.failed(FailureClass.SERVER_ERROR, 500))
                    : answer(step, MILLI),
            30);

    world.runUntil(120 * SECOND);

    assertThat(world.outcomes).hasSize(30).allMatch(o -> o instanceof StepOutcome.Answered);
    assertThat(world.ends.values()).allMatch(times -> times == 1);
    assertThat(world.desk.inFlight()).isZero();
  }

  @Test
  void whenOneJobIsCancelledTheOthersInItsRequestAreAskedAgain() {
    var world =
        world(Map.of(LimitKey.CONCURRENCY, 1.0), (step, now) -> answer(step, 5 * SECOND), 10);
    world.work =
        number -> {
          var request = Steps.embed(number, "t" + number);
          return number % 2 == 1
              ? request
              : new StepRequest(
                  request.key(), request.runId(), "other", "default", 5, false, request.call());
        };
    world.at(SECOND, () -> world.desk.hold("other", true));

    world.runUntil(60 * SECOND);

    assertThat(world.failures(FailureClass.CANCELLED)).isPositive();
    assertThat(
            world.outcomes.stream()
                .filter(o -> o instanceof StepOutcome.Answered)
                .map(o -> o.key().run())
                .filter(run -> run % 2 == 1))
        .hasSize(5);
    assertThat(world.desk.inFlight()).isZero();
  }

  @Test
  void anAnswerOfSeveralVectorsIsTakenApart() {
    assertThat(Together.answers("[[1,2],[3],[4,5]]", 3)).containsExactly("[1,2]", "[3]", "[4,5]");
    assertThat(Together.answers("[[1,2],[3]]", 3)).isNull();
    assertThat(Together.answers("[1,2]", 2)).isNull();
  }
}
