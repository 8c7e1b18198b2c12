package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.source.SourceText;
import dev.windlass.engine.chain.text.Similar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code use}: the chain it names, as far as that is known here, and what it is given. */
final class UseReader {
  private final Reading reading;

  UseReader(Reading reading) {
    this.reading = reading;
  }

  Step read(At at, Step.Common common, At value) {
    var with = with(at.get("with"));
    var reference = value.text();
    if (reference == null) {
      return new Step.Use(common, "", with, null);
    }
    if (!Names.isChainReference(reference)) {
      value.fault(
          "bad-name", "'" + reference + "' is no chain: a name of a-z, 0-9 and -, or name@3");
      return new Step.Use(common, reference, with, null);
    }
    var read = chain(value, reference);
    if (read != null) {
      checkInputs(at, reference, read.chain(), with);
    }
    return new Step.Use(common, reference, with, read);
  }

  /** A tool that is a chain: what it is given comes from the model. */
  Step.Use tool(At value, Step.Common common) {
    var reference = value.text();
    if (reference != null && !Names.isChainReference(reference)) {
      value.fault(
          "bad-name", "'" + reference + "' is no chain: a name of a-z, 0-9 and -, or name@3");
      return new Step.Use(common, reference, Map.of(), null);
    }
    return reference == null
        ? new Step.Use(common, "", Map.of(), null)
        : new Step.Use(common, reference, Map.of(), chain(value, reference));
  }

  private Map<String, Value> with(@Nullable At at) {
    var values = new LinkedHashMap<String, Value>();
    if (at != null && at.isObject("an object of values by name")) {
      for (var key : at.keys()) {
        var member = at.get(key);
        if (reading.checkName(at, key) && member != null) {
          values.put(key, reading.value(member, true));
        }
      }
    }
    return values;
  }

  /** The chain that a reference means; null where it is not known here, or is wrong. */
  private Uses.@Nullable Read chain(At at, String reference) {
    Uses.Found found;
    try {
      found = reading.uses.find(reference);
    } catch (IllegalArgumentException unreadable) {
      at.fault("unreadable-chain", String.valueOf(unreadable.getMessage()));
      return null;
    }
    if (found == null) {
      return null;
    }
    int circle = reading.trail.indexOf(new Reading.Around(reference, found.within()));
    if (circle >= 0) {
      var way = reading.trail.subList(circle, reading.trail.size()).stream();
      at.fault(
          "cycle",
          "chains use each other in a circle: "
              + way.map(Reading.Around::reference).collect(Collectors.joining(" -> "))
              + " -> "
              + reference);
      return null;
    }
    var known = found.within().known(reference);
    var read = known != null ? known : read(at, reference, found);
    if (read == null) {
      return null;
    }
    found.within().remember(reference, read);
    if (reading.trail.size() + read.height() > Uses.MOST_DEEP) {
      at.fault("too-deep", "chains use each other at most " + Uses.MOST_DEEP + " deep");
      return null;
    }
    if (read.steps() > Uses.MOST_STEPS) {
      at.fault(
          "too-large",
          reference + " has, with what it uses, more than " + Uses.MOST_STEPS + " steps");
      return null;
    }
    return read;
  }

  private Uses.@Nullable Read read(At at, String reference, Uses.Found found) {
    if (reading.trail.size() >= Uses.MOST_DEEP) {
      at.fault("too-deep", "chains use each other at most " + Uses.MOST_DEEP + " deep");
      return null;
    }
    var faults = new Faults(SourceText.of(found.source()), null);
    var name = reference.split("@", 2)[0];
    var trail = new ArrayList<>(reading.trail);
    trail.add(new Reading.Around(reference, found.within()));
    var inner = new Reading(faults, found.within().inner(), trail);
    var chain = new ChainParts(new At(found.source(), "", faults), name, inner).read();
    if (chain == null || faults.count() > 0) {
      var first = faults.sorted().getFirst();
      at.fault(
          first.code(),
          "the chain "
              + reference
              + " cannot be used: "
              + first.detail()
              + " ("
              + (first.pointer().isEmpty() ? "/" : first.pointer())
              + " of it)");
      return null;
    }
    return Uses.measured(chain);
  }

  private void checkInputs(At at, String reference, Chain chain, Map<String, Value> with) {
    if (chain.grid() != null) {
      at.fault(
          "out-of-range",
          "the chain "
              + reference
              + " has a grid or repeat_runs, so it is no one step; those go"
              + " with the chain of a job");
    }
    for (var key : with.keySet()) {
      if (!chain.inputs().containsKey(key)) {
        reading.faults.addAtKey(
            SourceText.child(SourceText.child(at.pointer(), "with"), key),
            "unknown-variable",
            "the chain "
                + reference
                + " has no input "
                + key
                + Similar.hint(key, chain.inputs().keySet()));
      }
    }
    for (var input : chain.inputs().entrySet()) {
      var name = input.getKey();
      boolean given =
          with.containsKey(name)
              || input.getValue().fallback() != null
              || chain.defaults().containsKey(name);
      if (!given) {
        at.fault("required", "the chain " + reference + " needs " + name + "; give it under with");
      }
    }
  }

  /** Reads {@code chains}: what comes with a chain. */
  static void readOwn(@Nullable At at, Uses uses) {
    if (at == null || !at.isObject("an object of chains by name")) {
      return;
    }
    for (var key : at.keys()) {
      JsonNode source = at.node().get(key);
      if (!Names.isChainReference(key)) {
        at.fault("bad-name", "'" + key + "' is no chain: a name of a-z, 0-9 and -, or name@3");
      } else if (!source.isObject()) {
        at.fault("wrong-type", "the chain " + key + " is an object with the key steps");
      } else {
        uses.add(key, source);
      }
    }
  }

  /** The references of a chain, and of what it uses, that nobody knew when it was read. */
  static List<String> missing(Chain chain) {
    return Steps.all(chain.steps()).stream()
        .flatMap(step ->
            step instanceof Step.Use use
                ? use.chain() == null ? Stream.of(use.reference()) : missing(use.chain()).stream()
                : Stream.<String>empty())
        .distinct()
        .toList();
  }
}
