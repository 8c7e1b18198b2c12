package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.windlass.engine.chain.source.SourceText;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.RetryPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads steps, those inside of steps too. */
final class StepReader {
  /** Most steps of a chain, counted through all blocks. */
  static final int MOST_STEPS = 100;

  static final int DEFAULT_REPAIR = 2;
  private static final int MOST_REPAIRS = 10;
  private static final int MOST_ROUNDS = 1_000;

  private final Reading reading;
  private final RetryPolicy retry;
  private int count;

  /**
   * @param retry the chain's, under what a step says of its own
   */
  StepReader(Reading reading, RetryPolicy retry) {
    this.reading = reading;
    this.retry = retry;
  }

  /**
   * @param path of the block; its steps are {@code path/0}, {@code path/1}, ...
   */
  List<Step> read(At at, String path) {
    var steps = new ArrayList<Step>();
    var items = at.items("a list of steps");
    if (at.node().isArray() && items.isEmpty()) {
      at.fault("required", "at least one step is wanted here");
    }
    for (int i = 0; i < items.size(); i++) {
      if (++count > MOST_STEPS) {
        if (count == MOST_STEPS + 1) {
          items.get(i).fault("too-large", "a chain has at most " + MOST_STEPS + " steps");
        }
        break;
      }
      if (items.get(i).isObject("a step such as {ask: ...}")) {
        steps.add(step(items.get(i), path + "/" + i));
      }
    }
    return List.copyOf(steps);
  }

  private Step step(At at, String path) {
    reading.steps.put(path, at.pointer());
    var engine = reading.templateEngine(at.get("template"));
    var step = stepOf(at, path);
    reading.restore(engine);
    return step;
  }

  private Step stepOf(At at, String path) {
    var kind = kind(at);
    var common = common(at, path);
    var value = kind == null ? null : at.get(kind);
    if (kind == null || value == null) {
      return new Step.SetVariables(common, Map.of());
    }
    return switch (kind) {
      case "ask" -> ask(at, common, value);
      case "parallel" -> parallel(common, value);
      case "each" -> each(at, common, value);
      case "fold" -> fold(at, common, value);
      case "choose" -> choose(common, value);
      case "retrieve" -> new SearchReader(reading, retry).retrieve(at, common, value);
      case "embed" -> new SearchReader(reading, retry).embed(at, common, value);
      case "compute" -> new Step.Compute(common, reading.formula(value));
      case "repeat" -> repeat(at, common, value);
      case "use" -> new UseReader(reading).read(at, common, value);
      case "fail" -> new Step.Fail(common, reading.template(value, false));
      default -> set(common, value);
    };
  }

  /** The one key that says what the step does, or null. */
  private @Nullable String kind(At at) {
    var kinds = new ArrayList<String>();
    for (var key : at.keys()) {
      if (Keys.KINDS.containsKey(key)) {
        kinds.add(key);
      }
    }
    if (kinds.size() > 1) {
      at.fault("one-kind", "a step does one thing; here stand " + String.join(" and ", kinds));
      return null;
    }
    if (kinds.isEmpty()) {
      boolean known = at.knowsOnly(Keys.ofAnyStep());
      if (known) {
        at.fault("one-kind", "a step has one of " + String.join(", ", Keys.KINDS.keySet()));
      }
      return null;
    }
    var kind = kinds.getFirst();
    checkKeys(at, kind);
    return kind;
  }

  private void checkKeys(At at, String kind) {
    var own = Keys.ofStep(kind);
    var all = Keys.ofAnyStep();
    var misplaced = new ArrayList<>(at.keys());
    misplaced.removeIf(key -> own.contains(key) || !all.contains(key));
    for (var key : misplaced) {
      reading.faults.addAtKey(
          SourceText.child(at.pointer(), key),
          "unknown-field",
          key + " does not go with " + kind + "; it goes with " + Keys.kindsWith(key));
    }
    var known = new ArrayList<>(own);
    known.addAll(misplaced);
    at.knowsOnly(known);
  }

  private Step.Common common(At at, String path) {
    var id = at.get("id");
    var as = at.get("as");
    var when = at.get("when");
    var overwrite = at.get("overwrite");
    var onError = at.get("on_error");
    var defaults = at.get("defaults");
    return new Step.Common(
        path,
        id == null ? null : id(id),
        as == null ? null : as.name(),
        when == null ? null : reading.condition(when),
        overwrite != null && overwrite.bool(),
        onError != null && onError.word(List.of("fail", "keep")).equals("keep"),
        reading.named(defaults, "an object of values by name"));
  }

  private @Nullable String id(At at) {
    var id = at.name();
    if (id != null) {
      var before = reading.ids.putIfAbsent(id, at.pointer());
      if (before != null) {
        at.fault("duplicate", "the id " + id + " stands at " + before + " already");
      }
    }
    return id;
  }

  private Step ask(At at, Step.Common common, At value) {
    var raw = at.get("raw");
    var trim = at.get("trim");
    var repair = at.get("repair");
    var options = at.get("options");
    var system = at.get("system");
    var ownRetry = at.get("retry");
    boolean trimmed = trim != null && trim.bool();
    boolean isRaw = raw != null && raw.bool();
    return new Step.Ask(
        common,
        new PromptReader(reading).read(value, isRaw, at.get("examples")),
        reading.model(at.get("model")),
        reading.fallback(at.get("fallback")),
        options == null ? null : reading.options(options),
        system == null ? null : reading.template(system, isRaw),
        reading.history(at.get("history")),
        ownRetry == null ? null : reading.retry(ownRetry, retry),
        reading.timeout(at.get("timeout")),
        AnswerReader.read(at.get("answer"), trimmed),
        repair == null ? DEFAULT_REPAIR : repair.integer(0, MOST_REPAIRS),
        trimmed,
        stop(at.get("stop"), isRaw),
        caching(at, trimmed),
        new ToolReader(reading, common.path()).read(at.get("tools"), at.get("max_rounds")));
  }

  private static Step.Caching caching(At at, boolean trimmed) {
    var wanted = at.get("cache");
    var answer = at.get("answer");
    if (wanted != null && wanted.bool() && at.get("tools") != null) {
      wanted.fault(
          "unknown-field", "what comes by tools is not kept: cache does not go with tools");
    }
    var reading = answer == null ? "" : Json.write(answer.node());
    return new Step.Caching(
        wanted == null ? null : wanted.bool(), trimmed ? reading + " trimmed" : reading);
  }

  private List<Template> stop(@Nullable At at, boolean raw) {
    if (at == null) {
      return List.of();
    }
    if (at.node().isTextual()) {
      return List.of(reading.template(at, raw));
    }
    return at.items("a text or a list of texts").stream()
        .map(item -> reading.template(item, raw))
        .toList();
  }

  private Step set(Step.Common common, At value) {
    var values = new LinkedHashMap<String, Value>();
    if (value.isObject("an object of values by name")) {
      if (value.node().isEmpty()) {
        value.fault("required", "set sets nothing");
      }
      for (var key : value.keys()) {
        var member = value.get(key);
        if (reading.checkName(value, key) && member != null) {
          values.put(key, reading.value(member, true));
        }
      }
    }
    return new Step.SetVariables(common, values);
  }

  private Step parallel(Step.Common common, At value) {
    var branches = new LinkedHashMap<String, List<Step>>();
    if (value.isObject("an object of branches")) {
      if (value.node().isEmpty()) {
        value.fault("required", "parallel has no branches");
      }
      for (var key : value.keys()) {
        var branch = value.get(key);
        if (reading.checkName(value, key) && branch != null) {
          branches.put(key, read(branch, common.path() + "/parallel/" + key));
        }
      }
    }
    return new Step.Parallel(common, branches);
  }

  private Step each(At at, Step.Common common, At value) {
    var index = at.get("index");
    var limit = at.get("limit");
    return new Step.Each(
        common,
        list(value),
        inner(at, "name", "item"),
        index == null ? null : index.name(),
        limit == null ? 0 : limit.integer(1, 100_000),
        body(at, common.path() + "/each"));
  }

  private Step fold(At at, Step.Common common, At value) {
    var start = at.get("start");
    at.need("carry", "the name under which each round finds the value of the one before");
    return new Step.Fold(
        common,
        list(value),
        inner(at, "name", "item"),
        inner(at, "carry", "carry"),
        start == null ? Value.plain(TextNode.valueOf("")) : reading.value(start, true),
        body(at, common.path() + "/fold"));
  }

  private Step repeat(At at, Step.Common common, At value) {
    var until = at.get("until");
    var max = at.need("max", "how many rounds there are at most");
    return new Step.Repeat(
        common,
        read(value, common.path() + "/repeat"),
        until == null ? null : reading.condition(until),
        max == null ? 1 : max.integer(1, MOST_ROUNDS));
  }

  private static String inner(At at, String key, String otherwise) {
    var given = at.get(key);
    var name = given == null ? null : given.name();
    return name == null ? otherwise : name;
  }

  private List<Step> body(At at, String path) {
    var body = at.need("do", "the steps for each item");
    return body == null ? List.of() : read(body, path);
  }

  /** A list as it stands, or a template that is exactly one name. */
  private Value list(At at) {
    if (at.node().isArray()) {
      return reading.value(at, true);
    }
    if (!at.node().isTextual()) {
      at.wrongType("a list, or a text that is exactly one {name},");
      return Value.plain(JsonNodeFactory.instance.arrayNode());
    }
    int before = reading.faults.count();
    var template = reading.template(at, false);
    if (reading.faults.count() > before) {
      return Value.plain(JsonNodeFactory.instance.arrayNode());
    }
    if (!template.isOneName()) {
      at.fault("wrong-type", "a list is wanted here: exactly one {name}, and nothing around it");
    }
    return reading.value(at, true);
  }

  private Step choose(Step.Common common, At value) {
    var cases = new ArrayList<Step.Choose.Case>();
    var items = value.items("a list of cases");
    if (value.node().isArray() && items.isEmpty()) {
      value.fault("required", "choose has no cases");
    }
    for (int i = 0; i < items.size(); i++) {
      var item = items.get(i);
      var path = common.path() + "/choose/" + i + "/do";
      if (!item.isObject("a case such as {when: ..., do: [...]}")) {
        continue;
      }
      var otherwise = item.get("else");
      if (otherwise != null) {
        item.knowsOnly(Set.of("else"));
        if (i < items.size() - 1) {
          item.fault("out-of-range", "else stands last; the cases after it are never reached");
        }
        cases.add(new Step.Choose.Case(null, read(otherwise, path)));
      } else {
        item.knowsOnly(List.of("when", "do", "else"));
        var when = item.need("when", "the condition of this case, or else: [...] for the rest");
        var body = item.need("do", "the steps of this case");
        if (when != null && body != null) {
          cases.add(new Step.Choose.Case(reading.condition(when), read(body, path)));
        }
      }
    }
    return new Step.Choose(common, List.copyOf(cases));
  }
}
