package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Scope;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step that is answered from outside, one question at a time. While a question is open it keeps
 * what asking needs; afterwards the good answer alone, so that the step need not be asked again
 * when the run is taken up again.
 */
abstract class OpenStep extends Met {
  OpenStep(Step step, String path, @Nullable Met within, int slot, int index) {
    super(step, path, within, slot, index);
  }

  /** Asks, or takes the answer that the same question had before the run was taken up again. */
  abstract void begin(Scope scope) throws RunFault;

  /** What it asks now; it counts as told from then on. */
  abstract Run.Question question();

  /** The step is done, has failed, or asks once more. */
  abstract void answered(String text);

  /**
   * The same.
   *
   * @param toolCalls what the model wants called first, or null; of no meaning where no model with
   *     tools was asked
   */
  void answered(String text, @Nullable JsonNode toolCalls) {
    answered(text);
  }

  abstract void unanswered(CallError error);

  /** The question is open no more: lets go of all that only asking needs. */
  abstract Body close();

  /** Where it stands, until it is over. */
  abstract Body body();

  /** Of the question that is open, or was last; from 1. */
  abstract int number();

  abstract boolean told();

  /** The good answer, or null. */
  abstract @Nullable String answer();

  /** What was said between the question and the good answer, and belongs to the conversation. */
  List<Message> between() {
    return List.of();
  }

  /** Of the question that the answer is for. */
  abstract int fingerprint();
}
