package dev.windlass.engine.partition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.windlass.engine.protocol.Attempt;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one question of one run was answered: exactly one of text and error is there.
 *
 * @param run index in the partition
 * @param path of the step
 * @param ask which asking of that step
 * @param text the answer, verbatim
 * @param model that answered, {@code provider/model}
 * @param cached whether the answer is that of an identical call of another step
 * @param toolCalls tools that the model wants called first, as a list in OpenAI's shape, or null
 */
@JsonSerialize(using = StepRecordJson.Writer.class)
@JsonDeserialize(using = StepRecordJson.Reader.class)
public record StepRecord(
    int run,
    String path,
    int ask,
    @Nullable String text,
    @Nullable CallError error,
    Usage usage,
    @Nullable String model,
    List<Attempt> attempts,
    boolean cached,
    @Nullable JsonNode toolCalls) {

  /** One that was asked, and calls no tools. */
  public StepRecord(
      int run,
      String path,
      int ask,
      @Nullable String text,
      @Nullable CallError error,
      Usage usage,
      @Nullable String model,
      List<Attempt> attempts) {
    this(run, path, ask, text, error, usage, model, attempts, false, null);
  }

  /** One that took the answer of another's call: nothing was asked, and nothing paid. */
  static StepRecord cached(StepKey key, String text, String model) {
    return new StepRecord(
        key.run(), key.path(), key.ask(), text, null, Usage.NONE, model, List.of(), true, null);
  }

  /** What is kept of an outcome. */
  static StepRecord of(StepOutcome outcome) {
    var key = outcome.key();
    return switch (outcome) {
      case StepOutcome.Answered answer ->
          new StepRecord(
              key.run(),
              key.path(),
              key.ask(),
              answer.text(),
              null,
              answer.usage(),
              answer.model(),
              answer.attempts(),
              false,
              answer.toolCalls());
      case StepOutcome.Unanswered none ->
          new StepRecord(
              key.run(),
              key.path(),
              key.ask(),
              null,
              none.error(),
              none.usage(),
              null,
              none.attempts());
    };
  }
}
