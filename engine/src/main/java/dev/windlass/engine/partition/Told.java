package dev.windlass.engine.partition;

import dev.windlass.engine.run.Run;

/** What a run was told, in the order in which it was journaled: what it is rebuilt from. */
sealed interface Told {
  void tell(Run run);

  record Outcome(StepRecord step) implements Told {
    @Override
    public void tell(Run run) {
      isOfUse(run);
    }

    /** Tells it; whether it was an answer, and one that is of use. */
    boolean isOfUse(Run run) {
      if (step.error() != null) {
        run.unanswered(step.path(), step.ask(), step.error());
        return false;
      }
      return run.answered(step.path(), step.ask(), String.valueOf(step.text()), step.toolCalls());
    }
  }

  record Cancelled() implements Told {
    @Override
    public void tell(Run run) {
      run.cancel("cancelled before it ended");
    }
  }

  record Again(Run.From from) implements Told {
    @Override
    public void tell(Run run) {
      run.reopen(from);
    }
  }
}
