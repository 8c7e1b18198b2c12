package dev.windlass.deploy.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.protocol.Usage;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one line ended. A row that failed is a value like any other; take it apart with a {@code
 * switch}, which the compiler checks for completeness:
 *
 * <pre>{@code
 * switch (result) {
 *   case Succeeded done -> System.out.println(done.output());
 *   case Failed failed -> System.err.println(failed.kind() + ": " + failed.message());
 *   case Cancelled cancelled -> {}
 * }
 * }</pre>
 *
 * <p>Immutable, but for the JSON trees in it, which belong to the reader.
 */
public sealed interface RunResult {
  /** Who it is, and what it took. */
  Facts facts();

  /** The line's place among those given, from 1. */
  default long line() {
    return facts().line();
  }

  /** The line's own id where it has one, else its number. */
  default String id() {
    return facts().id();
  }

  /** Tokens of all calls of this row, those of failed and repaired ones too. */
  default Usage usage() {
    return facts().usage();
  }

  /** What the row cost, in US dollars; 0 where the model's price is not known. */
  default BigDecimal cost() {
    return BigDecimal.valueOf(facts().usage().costNanos(), 9);
  }

  /** Requests made to providers for this row, 0 or more. */
  default int attempts() {
    return facts().attempts();
  }

  /**
   * What every row has.
   *
   * @param run public id of the run, {@code run_...}
   * @param cached whether an answer is that of an identical call that another row, or another work,
   *     has made
   * @param simulated whether a simulated provider answered, so that no real model was asked
   * @param trial which of the line's runs it is, where the chain has a grid or repeats; else null
   */
  record Facts(
      String run,
      String id,
      long line,
      int attempts,
      Usage usage,
      boolean cached,
      boolean simulated,
      RunView.@Nullable Trial trial) {}

  /**
   * @param output the object of all variables that steps set, or what the chain's {@code output}
   *     chooses
   * @param messages the main conversation
   */
  record Succeeded(Facts facts, JsonNode output, List<Message> messages) implements RunResult {
    /**
     * The output as a value of this type, by Jackson: a record, a {@code String}, a {@code Map}.
     *
     * @throws IllegalArgumentException where it does not fit
     */
    public <T> T as(Class<T> type) {
      return Json.MAPPER.convertValue(output, type);
    }
  }

  /**
   * @param kind the class of the failure
   * @param code finer than the class, kebab-case, or null
   * @param message for a person: what, and what to do where that is known
   * @param step path of the failed step, or null
   * @param raw the last raw answer, or the beginning of what the provider said, or null
   * @param output the variables set so far
   * @param messages the main conversation so far
   */
  record Failed(
      Facts facts,
      FailureClass kind,
      @Nullable String code,
      String message,
      @Nullable String step,
      @Nullable String raw,
      JsonNode output,
      List<Message> messages)
      implements RunResult {}

  /** It was cancelled before it ended. */
  record Cancelled(Facts facts) implements RunResult {}

  /**
   * @param run that has ended
   */
  static RunResult of(RunView run) {
    var lineId = run.lineId();
    var facts =
        new Facts(
            run.id(),
            lineId == null ? Long.toString(run.line()) : lineId,
            run.line(),
            run.calls(),
            run.usage(),
            run.cached(),
            run.provider() != null,
            run.trial());
    var output = run.output() == null ? Json.object() : run.output();
    var why = run.error();
    return switch (run.status()) {
      case SUCCEEDED -> new Succeeded(facts, output, run.messages());
      case CANCELLED -> new Cancelled(facts);
      case FAILED ->
          why == null
              ? new Failed(
                  facts, FailureClass.SERVER_ERROR, null, "", null, null, output, run.messages())
              : new Failed(
                  facts,
                  why.kind(),
                  why.code(),
                  why.message(),
                  why.step(),
                  why.raw(),
                  output,
                  run.messages());
      case WAITING, RUNNING -> throw new IllegalArgumentException(run.id() + " has not ended");
    };
  }
}
