package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Steps, one after the other. A call that names a kind of step begins one; the calls behind it say
 * more about that step. Values are anything that Jackson can write. Nothing is checked before
 * {@link ChainBuilder#build}.
 *
 * @param <B> the builder itself
 */
public abstract sealed class StepsBuilder<B extends StepsBuilder<B>>
    permits ChainBuilder, StepsBuilder.Body {
  /** The steps of a block. */
  public static final class Body extends StepsBuilder<Body> {
    Body() {}

    @Override
    Body self() {
      return this;
    }
  }

  /** The branches of a {@code parallel}. */
  public static final class Branches {
    private final ObjectNode written = Json.object();

    Branches() {}

    public Branches branch(String name, Consumer<Body> steps) {
      written.set(name, body(steps));
      return this;
    }
  }

  /** The cases of a {@code choose}. */
  public static final class Cases {
    private final ArrayNode written = JsonNodeFactory.instance.arrayNode();

    Cases() {}

    public Cases when(String condition, Consumer<Body> steps) {
      written.addObject().put("when", condition).set("do", body(steps));
      return this;
    }

    public Cases otherwise(Consumer<Body> steps) {
      written.addObject().set("else", body(steps));
      return this;
    }
  }

  final ArrayNode steps = JsonNodeFactory.instance.arrayNode();
  private @Nullable ObjectNode current;

  StepsBuilder() {}

  abstract B self();

  /** Where a key goes that both a chain and a step may have: the step, once there is one. */
  ObjectNode place() {
    return current();
  }

  final @Nullable ObjectNode step() {
    return current;
  }

  private ObjectNode current() {
    if (current == null) {
      throw new IllegalStateException("begin a step first, as with ask(...)");
    }
    return current;
  }

  private B begin(String kind, JsonNode value) {
    current = steps.addObject();
    current.set(kind, value);
    return self();
  }

  final B put(ObjectNode where, String key, Object value) {
    where.set(key, tree(value));
    return self();
  }

  static JsonNode tree(Object value) {
    return Json.MAPPER.valueToTree(value);
  }

  private static ArrayNode body(Consumer<Body> steps) {
    var body = new Body();
    steps.accept(body);
    return body.steps;
  }

  /** Asks the model; the text is a template. */
  public B ask(String prompt) {
    return begin("ask", tree(prompt));
  }

  /** Asks the model with several messages. */
  public B ask(Messages messages) {
    return begin("ask", messages.written());
  }

  public B set(String name, Object value) {
    return set(Map.of(name, value));
  }

  public B set(Map<String, ?> values) {
    return begin("set", tree(values));
  }

  public B parallel(Consumer<Branches> branches) {
    var written = new Branches();
    branches.accept(written);
    return begin("parallel", written.written);
  }

  /**
   * @param list a template that is exactly one name, or a list
   * @param name of the item inside
   */
  public B each(Object list, String name, Consumer<Body> steps) {
    begin("each", tree(list));
    put(current(), "name", name);
    return put(current(), "do", body(steps));
  }

  /**
   * @param list a template that is exactly one name, or a list
   * @param name of the item inside
   * @param carry name under which a round finds the value of the one before
   */
  public B fold(Object list, String name, String carry, Consumer<Body> steps) {
    begin("fold", tree(list));
    put(current(), "name", name);
    put(current(), "carry", carry);
    return put(current(), "do", body(steps));
  }

  public B choose(Consumer<Cases> cases) {
    var written = new Cases();
    cases.accept(written);
    return begin("choose", written.written);
  }

  /**
   * Searches a collection; more of it with {@link #passages} and {@link #mode}.
   *
   * @param question a template
   */
  public B retrieve(String question, String collection) {
    begin("retrieve", tree(question));
    return put(current(), "from", collection);
  }

  /** Passages of a {@code retrieve} at most; 4 where it does not say. */
  public B passages(int most) {
    return put(current(), "k", most);
  }

  /** {@code lexical}, {@code vectors} or {@code both}. */
  public B mode(String mode) {
    return put(current(), "mode", mode);
  }

  /**
   * Has a text embedded.
   *
   * @param text a template
   * @param model {@code provider/model}
   */
  public B embed(String text, String model) {
    begin("embed", tree(text));
    return put(current(), "model", model);
  }

  /**
   * Computes a number.
   *
   * @param expression bare names are variables; or a template whose text is the expression
   */
  public B compute(String expression) {
    return begin("compute", tree(expression));
  }

  /**
   * One body again and again.
   *
   * @param max rounds at most
   */
  public B repeat(int max, Consumer<Body> steps) {
    begin("repeat", body(steps));
    return put(current(), "max", max);
  }

  /** The condition that ends a {@code repeat}, looked at behind each round. */
  public B until(String condition) {
    return put(current(), "until", condition);
  }

  /**
   * Another chain as one step.
   *
   * @param chain {@code name} or {@code name@3}; see {@link ChainBuilder#with} for one at hand
   * @param with its input by name; texts are templates
   */
  public B use(String chain, Map<String, ?> with) {
    begin("use", tree(chain));
    return with.isEmpty() ? self() : put(current(), "with", with);
  }

  /** Ends the run as failed with these words, a template. */
  public B fail(String message) {
    return begin("fail", tree(message));
  }

  /**
   * An endpoint that the model of this ask may call; the arguments go as JSON by POST.
   *
   * @param parameters JSON Schema of an object
   */
  public B tool(String name, String description, Object parameters, String url) {
    var tool = tool(name, description).put("http", url);
    tool.set("parameters", tree(parameters));
    return self();
  }

  /** A chain that the model of this ask may call; the arguments are its input. */
  public B toolChain(String name, String description, String chain) {
    tool(name, description).put("use", chain);
    return self();
  }

  private ObjectNode tool(String name, String description) {
    return current()
        .withArray("tools")
        .addObject()
        .put("name", name)
        .put("description", description);
  }

  /** Answers with tool calls that are followed before the model must answer. */
  public B maxRounds(int rounds) {
    return put(current(), "max_rounds", rounds);
  }

  public B as(String variable) {
    return put(current(), "as", variable);
  }

  public B id(String id) {
    return put(current(), "id", id);
  }

  public B when(String condition) {
    return put(current(), "when", condition);
  }

  public B overwrite() {
    return put(current(), "overwrite", true);
  }

  /** A failed branch or item leaves its error in its place, and the run goes on. */
  public B keepErrors() {
    return put(current(), "on_error", "keep");
  }

  /** Name of an item's position inside {@code each}. */
  public B index(String name) {
    return put(current(), "index", name);
  }

  /** Items of {@code each} under way at a time. */
  public B limit(int items) {
    return put(current(), "limit", items);
  }

  /** What {@code fold} carries into its first round. */
  public B start(Object value) {
    return put(current(), "start", value);
  }

  /** {@code text}, {@code json}, {@code boolean} or {@code number}. */
  public B answer(String kind) {
    return put(current(), "answer", kind);
  }

  /** A kind with its argument: {@code answer("one_of", List.of("Yes", "No"))}. */
  public B answer(String kind, Object argument) {
    return put(current(), "answer", Map.of(kind, argument));
  }

  /** Further calls for an answer that does not fit. */
  public B repair(int calls) {
    return put(current(), "repair", calls);
  }

  public B stop(String... texts) {
    return put(current(), "stop", List.of(texts));
  }

  public B trim() {
    return put(current(), "trim", true);
  }

  /** The prompt is no template: braces in it are braces. */
  public B raw() {
    return put(current(), "raw", true);
  }

  /**
   * Examples before the prompt: objects whose keys the template names, or a text that is exactly
   * one name.
   */
  public B examples(Object items, String template) {
    var examples = current().withObjectProperty("examples");
    put(examples, "items", items);
    return put(examples, "template", template);
  }

  /** How texts are templates from here on: {@code braces} or {@code mustache}. */
  public B template(String language) {
    return put(place(), "template", language);
  }

  /** A value for a variable that no line and no earlier step gave one. */
  public B defaultValue(String variable, Object value) {
    return put(place().withObjectProperty("defaults"), variable, value);
  }

  /** {@code provider/model}, or a bare name for the default provider. */
  public B model(String model) {
    return put(place(), "model", model);
  }

  /** Models asked in turn where the one before did not give an answer. */
  public B fallback(String... models) {
    return put(place(), "fallback", List.of(models));
  }

  /** Passed to the provider as given. */
  public B option(String name, Object value) {
    return put(place().withObjectProperty("options"), name, value);
  }

  public B temperature(double temperature) {
    return option("temperature", temperature);
  }

  public B maxTokens(int tokens) {
    return option("max_tokens", tokens);
  }

  public B system(String text) {
    return put(place(), "system", text);
  }

  /** System and this prompt only. */
  public B withoutHistory() {
    return put(place(), "history", "none");
  }

  /** The last messages of the conversation only, at least 1. */
  public B lastMessages(int messages) {
    return put(place(), "history", Map.of("last", messages));
  }

  public B retry(RetryPolicy policy) {
    var retry = place().withObjectProperty("retry");
    put(retry, "max", policy.max());
    put(retry, "initial", policy.initial().toMillis() + "ms");
    put(retry, "cap", policy.cap().toMillis() + "ms");
    put(retry, "backoff", policy.backoff().name().toLowerCase(Locale.ROOT));
    return put(retry, "jitter", policy.jitter().name().toLowerCase(Locale.ROOT));
  }

  /** Calls in all for faults that pass. */
  public B retry(int calls) {
    return put(place().withObjectProperty("retry"), "max", calls);
  }

  /** Identical calls are made once, over all runs. */
  public B cache() {
    return put(place(), "cache", true);
  }

  /** Whether identical calls are made once, where the chain says otherwise. */
  public B cache(boolean wanted) {
    return put(place(), "cache", wanted);
  }

  /** Of one call, total. */
  public B timeout(Duration timeout) {
    return put(place(), "timeout", timeout.toMillis() + "ms");
  }
}
