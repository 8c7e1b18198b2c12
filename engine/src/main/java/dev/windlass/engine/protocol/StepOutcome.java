package dev.windlass.engine.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a {@link StepRequest} ended. Sent until the coordinator has it; may come twice. */
public sealed interface StepOutcome {
  StepKey key();

  /** The requests made, in order; empty when none was. */
  List<Attempt> attempts();

  /**
   * The model answered.
   *
   * @param text the answer, verbatim
   * @param finishReason the provider's own word, null when it gave none
   * @param model the model that answered, {@code provider/model}
   * @param toolCalls tools that the model wants called first, as a list in OpenAI's shape, or null
   */
  record Answered(
      StepKey key,
      String text,
      Usage usage,
      @Nullable String finishReason,
      String model,
      List<Attempt> attempts,
      @Nullable JsonNode toolCalls)
      implements StepOutcome {
    public Answered(
        StepKey key,
        String text,
        Usage usage,
        @Nullable String finishReason,
        String model,
        List<Attempt> attempts) {
      this(key, text, usage, finishReason, model, attempts, null);
    }
  }

  /**
   * No answer came, and the worker will not ask again.
   *
   * @param usage what was paid all the same
   */
  record Unanswered(StepKey key, CallError error, Usage usage, List<Attempt> attempts)
      implements StepOutcome {}
}
