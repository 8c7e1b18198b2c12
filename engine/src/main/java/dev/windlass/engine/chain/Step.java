package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One node of a chain. Each kind says what it does; {@link Common} is what every kind may have. */
public sealed interface Step {
  Common common();

  /** The key that names this kind in a chain: {@code ask}, {@code set}, ... */
  String kind();

  /**
   * What every step may have.
   *
   * @param path place in the chain: {@code /0}, {@code /2/each/0}, {@code /1/choose/0/do/0}; unique
   * @param id the author's own name for the step, or null
   * @param as the variable that takes the value, or null
   * @param when condition that must hold, else the step is skipped, or null
   * @param overwrite whether {@code as} may name a variable already set
   * @param keepErrors {@code on_error: keep}
   * @param defaults values that a line or an earlier step overrides
   */
  record Common(
      String path,
      @Nullable String id,
      @Nullable String as,
      @Nullable Condition when,
      boolean overwrite,
      boolean keepErrors,
      Map<String, JsonNode> defaults) {}

  /**
   * Calls the model. What is null here is the chain's.
   *
   * @param prompt the messages this step adds
   * @param options merged over the chain's, key by key
   * @param repair further calls for an answer that does not fit
   * @param tools that the model may call, or null
   */
  record Ask(
      Common common,
      Prompt prompt,
      @Nullable ModelRef model,
      @Nullable Map<String, JsonNode> options,
      @Nullable Template system,
      @Nullable History history,
      @Nullable RetryPolicy retry,
      @Nullable Duration timeout,
      Answer answer,
      int repair,
      boolean trim,
      List<Template> stop,
      @Nullable Toolset tools)
      implements Step {
    @Override
    public String kind() {
      return "ask";
    }
  }

  /** Computes variables from templates or plain values; the value is the object of them. */
  record SetVariables(Common common, Map<String, Value> values) implements Step {
    @Override
    public String kind() {
      return "set";
    }
  }

  /** Branches at once; each branch's value is a variable under the branch's name. */
  record Parallel(Common common, Map<String, List<Step>> branches) implements Step {
    @Override
    public String kind() {
      return "parallel";
    }
  }

  /**
   * One body over each item of a list, at once.
   *
   * @param name inner variable for the item
   * @param index inner variable for its position from 0, or null
   * @param limit items under way at a time, or 0 for no bound
   */
  record Each(
      Common common, Value list, String name, @Nullable String index, int limit, List<Step> body)
      implements Step {
    @Override
    public String kind() {
      return "each";
    }
  }

  /** One body over each item of a list, one after another, carrying a value. */
  record Fold(Common common, Value list, String name, String carry, Value start, List<Step> body)
      implements Step {
    @Override
    public String kind() {
      return "fold";
    }
  }

  /** The first case whose condition holds. */
  record Choose(Common common, List<Case> cases) implements Step {
    /**
     * @param when null for {@code else}
     */
    public record Case(@Nullable Condition when, List<Step> body) {}

    @Override
    public String kind() {
      return "choose";
    }
  }
}
