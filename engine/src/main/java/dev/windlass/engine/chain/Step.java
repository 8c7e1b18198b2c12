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
   * Whether identical calls are made once.
   *
   * @param wanted null for what the chain says
   * @param reading how the answer is read, as written: an answer that fits one reading need not fit
   *     another
   */
  record Caching(@Nullable Boolean wanted, String reading) {}

  /**
   * Calls the model. What is null here is the chain's.
   *
   * @param prompt the messages this step adds
   * @param fallback models asked in turn where the one before did not give an answer
   * @param options merged over the chain's, key by key
   * @param repair further calls for an answer that does not fit
   * @param tools that the model may call, or null
   */
  record Ask(
      Common common,
      Prompt prompt,
      @Nullable ModelRef model,
      @Nullable List<ModelRef> fallback,
      @Nullable Map<String, JsonNode> options,
      @Nullable Template system,
      @Nullable History history,
      @Nullable RetryPolicy retry,
      @Nullable Duration timeout,
      Answer answer,
      int repair,
      boolean trim,
      List<Template> stop,
      Caching caching,
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

  /**
   * Searches a collection; the value is a list of passages.
   *
   * @param collection its name
   * @param most passages at most
   * @param mode how, or null for what the collection allows best
   * @param retry null for the chain's
   * @param timeout null for the chain's
   */
  record Retrieve(
      Common common,
      Template question,
      String collection,
      int most,
      @Nullable Mode mode,
      @Nullable RetryPolicy retry,
      @Nullable Duration timeout)
      implements Step {
    /** Which of a collection's indexes are asked. */
    public enum Mode {
      LEXICAL,
      VECTORS,
      BOTH
    }

    @Override
    public String kind() {
      return "retrieve";
    }
  }

  /**
   * Has a text embedded; the value is a list of numbers.
   *
   * @param options of this call alone: those of the chain are a chat's
   * @param retry null for the chain's
   * @param timeout null for the chain's
   */
  record Embed(
      Common common,
      Template text,
      ModelRef model,
      Map<String, JsonNode> options,
      @Nullable RetryPolicy retry,
      @Nullable Duration timeout)
      implements Step {
    @Override
    public String kind() {
      return "embed";
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

  /** Computes a number. */
  record Compute(Common common, Formula formula) implements Step {
    @Override
    public String kind() {
      return "compute";
    }
  }

  /**
   * One body again and again. Every round continues the conversation and sees what the one before
   * set.
   *
   * @param until looked at behind each round; it ends when this holds, or null
   * @param max rounds at most, at least 1; to come to them is no failure
   */
  record Repeat(Common common, List<Step> body, @Nullable Condition until, int max)
      implements Step {
    @Override
    public String kind() {
      return "repeat";
    }
  }

  /**
   * Another chain as one step; its output is the value.
   *
   * @param reference {@code name} or {@code name@3}
   * @param with its input
   * @param measured the chain with its size, or null where nobody knew it when this was read
   */
  record Use(Common common, String reference, Map<String, Value> with, Uses.@Nullable Read measured)
      implements Step {
    /** The chain, or null where nobody knew it when this was read. */
    public @Nullable Chain chain() {
      return measured == null ? null : measured.chain();
    }

    @Override
    public String kind() {
      return "use";
    }
  }

  /** Ends the run as failed, with the author's words. */
  record Fail(Common common, Template message) implements Step {
    @Override
    public String kind() {
      return "fail";
    }
  }
}
