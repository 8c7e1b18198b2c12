package dev.windlass.engine.partition;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.partition.PartitionCommand.Retake;
import dev.windlass.engine.partition.PartitionCommand.Retaking;
import dev.windlass.engine.partition.PartitionEvent.LinesAccepted;
import dev.windlass.engine.partition.PartitionEvent.OutcomesRecorded;
import dev.windlass.engine.partition.PartitionEvent.RunsRetaken;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.engine.run.Run;
import dev.windlass.engine.run.RunDefaults;
import dev.windlass.engine.run.Talk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random chains, answered in random order and in random batches, with crashes, duplicates and late
 * answers: the runs end as they do without any of it, and nothing durable is asked again.
 */
class PartitionStoryTest {
  private static final int STORIES = 120;
  private static final int LINES = 4;

  @Test
  void crashesAndOrderChangeNothing() {
    for (long seed = 0; seed < STORIES; seed++) {
      var plain = new Story(seed, false).play();
      var rough = new Story(seed, true).play();

      assertThat(rough).as("seed %s", seed).isEqualTo(plain);
    }
  }

  private static final class Story {
    private final long seed;
    private final boolean rough;
    private final Random random;
    private final String chain;
    private final Desk desk = new Desk();
    private final List<StepOutcome> sent = new ArrayList<>();

    Story(long seed, boolean rough) {
      this.seed = seed;
      this.rough = rough;
      var generator = new RandomChain(new Random(seed));
      this.chain = generator.text();
      this.random = new Random(rough ? -seed : seed);
      desk.lines(generator.lines(LINES).toArray(String[]::new));
    }

    Map<Integer, String> play() {
      desk.work(chain);
      playToTheEnd();
      var failed = new Retaking(null, Set.of(), false, null, false);
      desk.tell(new Retake(desk.assignment(chain, LINES), failed, desk.replies().getRef()));
      desk.work(chain);
      playToTheEnd();
      assertThat(desk.open()).as("seed %s: %s", seed, chain).isEmpty();
      nothingDurableWasAskedAgain();
      return results();
    }

    private void playToTheEnd() {
      for (int turn = 0; !desk.offered.isEmpty(); turn++) {
        assertThat(turn).as("seed %s ends", seed).isLessThan(5_000);
        if (rough && random.nextInt(6) == 0) {
          crash();
        }
        desk.outcomes(batch());
        checkThatARestartWouldAskTheSame();
      }
    }

    /** What was journaled last may be lost with the answers that were on their way. */
    private void crash() {
      desk.crash().work(chain);
    }

    private StepOutcome[] batch() {
      var keys = new ArrayList<>(desk.offered.keySet());
      var batch = new ArrayList<StepOutcome>();
      for (int i = 0; i <= random.nextInt(3) && !keys.isEmpty(); i++) {
        batch.add(answer(keys.remove(rough ? random.nextInt(keys.size()) : 0)));
      }
      if (rough && !sent.isEmpty() && random.nextBoolean()) {
        batch.add(sent.get(random.nextInt(sent.size())));
      }
      sent.addAll(batch);
      return batch.toArray(StepOutcome[]::new);
    }

    /** What the model says depends on the question alone; in a second take no call fails. */
    private StepOutcome answer(StepKey key) {
      var dice = new Random(seed * 31 + key.run() * 7919L + key.path().hashCode());
      int fate = dice.nextInt(12);
      if (fate == 0 && key.take() == 1) {
        return new StepOutcome.Unanswered(
            key, CallError.of(FailureClass.TIMEOUT, "timeout"), Usage.NONE, List.of());
      }
      var prompt =
          requireNonNull(desk.offered.get(key)).call().messages().getLast().content().asText();
      boolean misfit = fate < 4 && prompt.startsWith("n "); // and its repair fits
      return Desk.answered(key, misfit ? "no number" : String.valueOf(dice.nextInt(100)));
    }

    private void checkThatARestartWouldAskTheSame() {
      var other = new Desk();
      desk.journal.forEach(other.journal::add);
      other.crash().work(chain);
      assertThat(keys(other)).as("seed %s: %s", seed, chain).isEqualTo(keys(desk));
    }

    private static Set<StepKey> keys(Desk desk) {
      return new HashSet<>(desk.offered.keySet());
    }

    private void nothingDurableWasAskedAgain() {
      var recorded = new HashSet<String>();
      for (var event : desk.journal) {
        if (event instanceof OutcomesRecorded(var steps, var ended, var at)) {
          for (var step : steps) {
            assertThat(recorded.add(step.run() + step.path() + "#" + step.ask()))
                .as("seed %s: %s once", seed, step)
                .isTrue();
          }
        }
      }
    }

    /** As a reader of results sees them: every run rebuilt from the journal. */
    private Map<Integer, String> results() {
      var runs = new TreeMap<Integer, Run>();
      for (var event : desk.journal) {
        switch (event) {
          case LinesAccepted(int from, var lines, var at) -> {
            for (var line : lines) {
              runs.put(
                  runs.size(),
                  new Run(
                      Talk.chain(chain), line.input(), new RunDefaults("openai", "openai/small")));
            }
          }
          case OutcomesRecorded(var steps, var ended, var at) ->
              steps.forEach(
                  step -> new Told.Outcome(step).tell(requireNonNull(runs.get(step.run()))));
          case RunsRetaken(var again, boolean fromStart, var fromStep, var at) ->
              again.forEach(
                  run -> requireNonNull(runs.get(run)).reopen(Ledger.from(fromStart, fromStep)));
          default -> throw new AssertionError(event);
        }
      }
      var results = new TreeMap<Integer, String>();
      runs.forEach((index, run) -> {
        var end = run.end();
        assertThat(end).as("seed %s: run %s ended", seed, index).isNotNull();
        results.put(
            index,
            end instanceof Run.Failed failed
                ? "failed " + failed.failure().kind()
                : String.valueOf(requireNonNull(end).output()));
      });
      return results;
    }
  }
}
