package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.windlass.engine.chain.source.SourceText;
import dev.windlass.engine.chain.text.Similar;
import dev.windlass.engine.protocol.RetryPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one reading of a chain has seen so far, and how the things are read that stand in several
 * places: templates, values, conditions, models, histories. Where one is wrong, a harmless one
 * stands in for it.
 */
final class Reading {
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST_FALLBACKS = 8;
  private static final Set<String> OURS =
      Set.of("model", "messages", "stream", "base_url", "api_key", "headers", "extra_headers");

  final Faults faults;

  /** Where each template, value, condition and placeholder that was read stands. */
  final IdentityHashMap<Object, String> pointers = new IdentityHashMap<>();

  /** Pointers of steps by their path, and of their names by id. */
  final Map<String, String> steps = new HashMap<>();

  final Map<String, String> ids = new HashMap<>();

  /** What rules the templates that are being read: the step's word, else the chain's. */
  private TemplateEngine engine = TemplateEngine.BRACES;

  /** The chains that this one can use. */
  final Uses uses;

  /** The chains around this one, and itself, the outermost first. */
  final List<Around> trail;

  /**
   * A chain that is being read.
   *
   * @param reference under which it was found
   * @param from where it was found, or null for the outermost
   */
  record Around(String reference, @Nullable Uses from) {}

  /**
   * @param trail the chains whose {@code use} led here, and this one
   */
  Reading(Faults faults, Uses uses, List<Around> trail) {
    this.faults = faults;
    this.uses = uses;
    this.trail = trail;
  }

  Template template(At at, boolean raw) {
    var source = at.text();
    if (source == null) {
      return Template.verbatim("");
    }
    if (source.length() > Template.MAX_BYTES / 4
        && source.getBytes(StandardCharsets.UTF_8).length > Template.MAX_BYTES) {
      at.fault("too-large", "a template has at most " + Template.MAX_BYTES / 1024 + " KiB");
      return Template.verbatim("");
    }
    if (raw) {
      return Template.verbatim(source);
    }
    try {
      var template = engine.parse(source);
      pointers.put(template, at.pointer());
      return template;
    } catch (Malformed e) {
      at.fault("bad-template", e.getMessage());
      return Template.verbatim(source);
    }
  }

  /** A value whose texts are templates; each text that does not parse is a fault of its own. */
  Value value(At at, boolean typed) {
    if (!checkTexts(at)) {
      return Value.plain(NullNode.getInstance());
    }
    var value = CompiledValue.of(at.node(), typed, engine);
    pointers.put(value, at.pointer());
    return value;
  }

  private boolean checkTexts(At at) {
    if (at.node().isTextual()) {
      int before = faults.count();
      template(at, false);
      return faults.count() == before;
    }
    boolean good = true;
    if (at.node().isArray()) {
      for (var item : at.items("")) {
        good &= checkTexts(item);
      }
    } else if (at.node().isObject()) {
      for (var key : at.keys()) {
        var member = at.get(key);
        good &= member == null || checkTexts(member);
      }
    }
    return good;
  }

  Condition condition(At at) {
    var source = at.text();
    try {
      if (source != null) {
        var condition = Condition.of(source);
        pointers.put(condition, at.pointer());
        return condition;
      }
    } catch (Malformed e) {
      at.fault("bad-condition", e.getMessage());
    }
    return new CompiledCondition(
        "true", new CompiledCondition.Constant(BooleanNode.TRUE), Set.of(), Set.of());
  }

  Formula formula(At at) {
    var source = at.text();
    try {
      if (source != null) {
        var formula = Formula.of(source);
        pointers.put(formula, at.pointer());
        return formula;
      }
    } catch (Malformed e) {
      at.fault("bad-expression", e.getMessage());
    }
    return Formula.of("0");
  }

  /** Values by variable name, as {@code defaults} has them. */
  Map<String, JsonNode> named(@Nullable At at, String what) {
    var values = new LinkedHashMap<String, JsonNode>();
    if (at != null && at.isObject(what)) {
      for (var key : at.keys()) {
        if (checkName(at, key)) {
          values.put(key, at.node().get(key));
        }
      }
    }
    return values;
  }

  /** Whether a key of an object may name a variable. */
  boolean checkName(At object, String key) {
    if (Names.isName(key)) {
      return true;
    }
    faults.addAtKey(
        SourceText.child(object.pointer(), key),
        "bad-name",
        "'" + key + "' is no name: " + Names.RULE);
    return false;
  }

  @Nullable ModelRef model(@Nullable At at) {
    var text = at == null ? null : at.text();
    if (at == null || text == null) {
      return null;
    }
    if (text.isBlank() || text.length() > 256 || text.endsWith("/")) {
      at.fault("out-of-range", "a model is provider/model, or a bare model name");
      return null;
    }
    return ModelRef.of(text);
  }

  /** Models to ask in turn, or null where nothing is said. */
  @Nullable List<ModelRef> fallback(@Nullable At at) {
    if (at == null) {
      return null;
    }
    var models = new ArrayList<ModelRef>();
    for (var item : at.items("a list of models")) {
      var model = model(item);
      if (model != null) {
        models.add(model);
      }
    }
    if (models.size() > MOST_FALLBACKS) {
      at.fault("too-large", "at most " + MOST_FALLBACKS + " models stand in for one");
    }
    return List.copyOf(models);
  }

  Map<String, JsonNode> options(@Nullable At at) {
    var options = new LinkedHashMap<String, JsonNode>();
    if (at != null && at.isObject("an object of options")) {
      for (var key : at.keys()) {
        if (isOption(at, key)) {
          options.put(key, at.node().get(key));
        }
      }
    }
    return options;
  }

  /** Whether a chain may set this option; a fault where it may not. */
  boolean isOption(At object, String key) {
    if (!OURS.contains(key)) {
      return true;
    }
    faults.addAtKey(
        object.pointer() + "/" + key,
        "unknown-field",
        key + " is no option of a chain; the engine and its configuration decide it");
    return false;
  }

  @Nullable History history(@Nullable At at) {
    if (at == null) {
      return null;
    }
    if (at.node().isTextual()) {
      return at.word(List.of("all", "none")).equals("none")
          ? new History.None()
          : new History.All();
    }
    if (!at.isObject("none, all or {last: 4}") || !at.knowsOnly(List.of("last"))) {
      return new History.All();
    }
    var last = at.need("last", "how many messages to keep");
    return last == null ? new History.All() : new History.Last(last.integer(1, 10_000));
  }

  @Nullable Duration timeout(@Nullable At at) {
    return at == null ? null : at.duration(LONGEST, Duration.ofMinutes(2));
  }

  /** Its keys laid over a policy. */
  RetryPolicy retry(At at, RetryPolicy over) {
    if (!at.isObject("an object such as {max: 6}")) {
      return over;
    }
    at.knowsOnly(List.of("max", "initial", "cap", "backoff", "jitter"));
    var max = at.get("max");
    var initial = at.get("initial");
    var cap = at.get("cap");
    var backoff = at.get("backoff");
    var jitter = at.get("jitter");
    return new RetryPolicy(
        max == null ? over.max() : max.integer(1, 100),
        initial == null ? over.initial() : initial.duration(LONGEST, over.initial()),
        cap == null ? over.cap() : cap.duration(LONGEST, over.cap()),
        backoff == null
            ? over.backoff()
            : RetryPolicy.Backoff.valueOf(
                upper(backoff.word(List.of("exponential", "linear", "constant")))),
        jitter == null
            ? over.jitter()
            : RetryPolicy.Jitter.valueOf(upper(jitter.word(List.of("full", "equal", "none")))));
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  /**
   * Which engine rules the templates from here on.
   *
   * @param at null where nothing is said: it stays
   * @return what ruled before
   */
  TemplateEngine templateEngine(@Nullable At at) {
    var before = engine;
    var name = at == null ? null : at.text();
    if (at == null || name == null) {
      return before;
    }
    switch (name) {
      case "braces" -> engine = TemplateEngine.BRACES;
      case "mustache" -> engine = TemplateEngine.MUSTACHE;
      default ->
          at.fault(
              "out-of-range",
              switch (name.toLowerCase(Locale.ROOT)) {
                case "jinja2", "jinja" ->
                    "jinja2 is not supported: it runs code; write {name} in braces, and choose or "
                        + "each for its ifs and loops";
                case "f-string", "fstring" -> "leave template out: {name} in braces is the default";
                default ->
                    name
                        + " is no template language here"
                        + Similar.hint(name, List.of("braces", "mustache"))
                        + "; known are braces, mustache";
              });
    }
    return before;
  }

  void restore(TemplateEngine before) {
    engine = before;
  }
}
