package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.source.SourceText;
import dev.windlass.engine.protocol.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what stands at the top of a chain, and puts the whole together. */
final class ChainParts {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

  private final At at;
  private final String defaultName;
  private final Reading reading;

  ChainParts(At at, String defaultName, Reading reading) {
    this.at = at;
    this.defaultName = defaultName;
    this.reading = reading;
  }

  /** The chain, or null where the text is not even an object; faults are with the value read. */
  @Nullable Chain read() {
    if (!at.isObject("a chain, an object with the key steps,")
        || !(at.node() instanceof ObjectNode written)) {
      return null;
    }
    at.knowsOnly(Keys.CHAIN);
    var name = name();
    UseReader.readOwn(at.get("chains"), reading.uses);
    var description = at.get("description");
    reading.templateEngine(at.get("template"));
    var declared = at.get("inputs");
    Map<String, Chain.Input> inputs = declared == null ? new LinkedHashMap<>() : inputs(declared);
    var defaults = reading.named(at.get("defaults"), "an object of values by name");
    var model = reading.model(at.get("model"));
    var fallback = reading.fallback(at.get("fallback"));
    var options = reading.options(at.get("options"));
    var systemText = at.get("system");
    var system = systemText == null ? null : reading.template(systemText, false);
    var history = reading.history(at.get("history"));
    var retry = at.get("retry");
    var policy = retry == null ? RetryPolicy.DEFAULT : reading.retry(retry, RetryPolicy.DEFAULT);
    var timeout = reading.timeout(at.get("timeout"));
    var cache = at.get("cache");
    var stepsAt = at.need("steps", "the list of what the chain does");
    List<Step> steps =
        stepsAt == null ? List.of() : new StepReader(reading, policy).read(stepsAt, "");

    var grid = Grid.read(at.get("grid"), at.get("repeat_runs"), reading);
    var flow = new Flow(reading, declared != null, inputs.keySet(), defaults.keySet());
    flow.read(system);
    flow.steps(steps);
    var output = output(at.get("output"), flow);
    if (declared == null) {
      flow.free().forEach(free -> inputs.put(free, new Chain.Input(null, null)));
      flow.optional()
          .forEach(free -> inputs.put(free, new Chain.Input(null, NullNode.getInstance())));
    }
    var pinned = reading.trail.size() > 1 ? Map.<String, JsonNode>of() : reading.uses.pinned();
    var source = Canonical.source(written, name, pinned);
    return new Chain(
        name,
        description == null ? null : description.text(),
        Collections.unmodifiableMap(inputs),
        declared != null,
        defaults,
        output,
        model,
        fallback == null ? List.of() : fallback,
        options,
        system,
        history == null ? new History.All() : history,
        policy,
        timeout == null ? DEFAULT_TIMEOUT : timeout,
        cache != null && cache.bool(),
        steps,
        grid,
        source,
        Canonical.digest(source));
  }

  private String name() {
    var named = at.get("chain");
    var name = named == null ? defaultName : named.text();
    if (name != null && !Names.isChainName(name)) {
      var rule = "'" + name + "' is no name of a chain: up to 64 of a-z, 0-9 and -";
      if (named == null) {
        at.fault("bad-name", rule + "; name it with chain:");
      } else {
        named.fault("bad-name", rule);
      }
    }
    return name == null ? "" : name;
  }

  private Map<String, Chain.Input> inputs(At declared) {
    var inputs = new LinkedHashMap<String, Chain.Input>();
    if (declared.node().isObject()) {
      for (var key : declared.keys()) {
        var input = declared.get(key);
        if (reading.checkName(declared, key) && input != null) {
          inputs.put(key, input(input));
        }
      }
      return inputs;
    }
    for (var item : declared.items("a list of names, or an object of inputs,")) {
      var input = item.name();
      if (input != null && inputs.put(input, new Chain.Input(null, null)) != null) {
        item.fault("duplicate", "the input " + input + " stands here twice");
      }
    }
    return inputs;
  }

  private static Chain.Input input(At at) {
    if (at.node().isNull()) {
      return new Chain.Input(null, null);
    }
    if (!at.isObject("an input such as {type: string, default: ...}")) {
      return new Chain.Input(null, null);
    }
    at.knowsOnly(List.of("type", "default"));
    var typeAt = at.get("type");
    var type = typeAt == null ? null : typeAt.word(JsonTypes.ALL);
    var fallback = at.get("default");
    if (type != null && fallback != null && !JsonTypes.fits(fallback.node(), type)) {
      fallback.wrongType("a default of type " + type);
    }
    return new Chain.Input(type, fallback == null ? null : fallback.node());
  }

  private Chain.@Nullable Output output(@Nullable At output, Flow flow) {
    if (output == null) {
      return null;
    }
    if (output.node().isTextual()) {
      var name = outputName(output, flow);
      return name == null ? null : new Chain.Output.One(name);
    }
    if (output.node().isArray()) {
      var names = new ArrayList<String>();
      for (var item : output.items("")) {
        var name = outputName(item, flow);
        if (name != null) {
          names.add(name);
        }
      }
      return new Chain.Output.Several(List.copyOf(names));
    }
    if (!output.isObject("a name, a list of names or an object of templates")) {
      return null;
    }
    var values = new LinkedHashMap<String, Value>();
    for (var key : output.keys()) {
      JsonNode member = output.node().get(key);
      var value =
          reading.value(new At(member, SourceText.child(output.pointer(), key), at.faults()), true);
      flow.read(value);
      values.put(key, value);
    }
    return new Chain.Output.Shaped(values);
  }

  private static @Nullable String outputName(At at, Flow flow) {
    var name = at.name();
    if (name != null) {
      flow.readName(name, at.pointer(), false);
    }
    return name;
  }
}
