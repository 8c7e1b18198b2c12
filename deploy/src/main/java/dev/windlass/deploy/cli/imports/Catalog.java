package dev.windlass.deploy.cli.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.chain.Template;
import dev.windlass.engine.chain.source.SourceText;
import dev.windlass.engine.chain.text.Similar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A catalog of chaincrafter (its {@code Catalog.load}): {@code prompts} by id, and {@code chains},
 * each a list whose first item is the id of the system prompt, and each other one a prompt's id
 * with the key for its answer. Modifiers and options are no part of a catalog's file: the first are
 * written into the prompt's text, the second become the chain's {@code options} or {@code grid}.
 */
public final class Catalog {
  private final SourceText source;
  private final Wrong wrong;
  private final Map<String, List<JsonNode>> grid;
  private final Map<String, String> prompts = new HashMap<>();

  private Catalog(SourceText source, Wrong wrong, Map<String, List<JsonNode>> grid) {
    this.source = source;
    this.wrong = wrong;
    this.grid = grid;
  }

  /**
   * @param file as the user wrote it, for messages
   * @param only the id of the one chain that is wanted, or null for all
   * @param grid options and their values, one run for each combination; may be empty
   * @throws CliFailure with every fault and its place
   */
  public static List<Imported> read(
      String text, String file, @Nullable String only, Map<String, List<JsonNode>> grid)
      throws CliFailure {
    var source = SourceText.read(text);
    var wrong = new Wrong(file, source);
    if (wrong.any()) {
      throw wrong.failure();
    }
    var chains = new Catalog(source, wrong, grid).chains(only);
    if (wrong.any()) {
      throw wrong.failure();
    }
    return chains;
  }

  private List<Imported> chains(@Nullable String only) {
    var root = source.root();
    var all = new ArrayList<Imported>();
    if (root == null || !root.path("prompts").isObject() || !root.path("chains").isObject()) {
      wrong.at("", "a catalog has two objects, prompts and chains");
      return all;
    }
    for (var entry : root.get("prompts").properties()) {
      if (entry.getValue().isTextual()) {
        prompts.put(entry.getKey(), entry.getValue().textValue());
      } else {
        wrong.at(SourceText.child("/prompts", entry.getKey()), "a prompt is a text; quote it");
      }
    }
    var names = new HashMap<String, String>();
    var ids = new HashSet<String>();
    root.get("chains").fieldNames().forEachRemaining(ids::add);
    if (only != null && !ids.contains(only)) {
      wrong.at("/chains", "there is no chain " + only + Similar.hint(only, ids));
    }
    for (var entry : root.get("chains").properties()) {
      var id = entry.getKey();
      if (only != null && !only.equals(id)) {
        continue;
      }
      var name = ChainReader.nameOf(id.replace('.', '-'));
      var other = names.put(name, id);
      if (other != null) {
        wrong.atKey(pointer(id), "chains " + other + " and " + id + " would both be " + name);
      }
      var chain = chain(id, name, entry.getValue());
      if (chain != null) {
        all.add(new Imported(name, chain));
      }
    }
    return all;
  }

  private static String pointer(String id) {
    return SourceText.child("/chains", id);
  }

  private @Nullable ObjectNode chain(String id, String name, JsonNode items) {
    if (!items.isArray() || items.size() < 2) {
      wrong.at(pointer(id), "a chain is a list: the id of a system prompt, then the prompts");
      return null;
    }
    var chain = Json.object();
    chain.put("chain", name);
    var seen = new HashSet<String>();
    var places = new HashMap<String, String>();
    places.put("/system", SourceText.child("/prompts", items.get(0).asText()));
    var system = prompt(items.get(0), pointer(id) + "/0", seen);
    if (system != null) {
      chain.put("system", system);
    }
    if (!grid.isEmpty()) {
      var written = chain.putObject("grid");
      grid.forEach((key, values) -> written.putArray(key).addAll(values));
    }
    var steps = chain.putArray("steps");
    for (int i = 1; i < items.size(); i++) {
      step(items.get(i), pointer(id) + "/" + i, steps.addObject(), seen);
      var prompt = promptId(items.get(i));
      places.put("/steps/" + (i - 1) + "/ask", SourceText.child("/prompts", prompt));
      places.put("/steps/" + (i - 1), pointer(id) + "/" + i);
    }
    if (!wrong.any()
        && ChainReader.read(chain, name) instanceof ChainReader.Outcome.Bad(var faults)) {
      faults.forEach(fault -> wrong.at(placeOf(fault.pointer(), places, id), fault.detail()));
    }
    return chain;
  }

  /** Where in the catalog stands what stands at a pointer of the chain. */
  private static String placeOf(String pointer, Map<String, String> places, String id) {
    for (var at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
      var place = places.get(at);
      if (place != null) {
        return place;
      }
    }
    return pointer(id);
  }

  private static String promptId(JsonNode item) {
    return item.isObject() && !item.isEmpty() ? item.fieldNames().next() : item.asText();
  }

  private void step(JsonNode item, String pointer, ObjectNode step, Set<String> seen) {
    boolean keyed = item.isObject() && item.size() == 1;
    if (!keyed && !item.isTextual()) {
      wrong.at(pointer, "a prompt of a chain is {PROMPT: KEY}, or the id of a prompt alone");
      return;
    }
    var text = prompt(Json.NODES.textNode(promptId(item)), pointer, seen);
    step.put("ask", text == null ? "" : text);
    if (!keyed) {
      return;
    }
    var key = item.elements().next();
    if (!key.isTextual()) {
      wrong.at(pointer, "the key of an answer is a text; quote it");
      return;
    }
    step.put("as", key.textValue());
    if (!seen.add(key.textValue())) {
      step.put("overwrite", true); // as chaincrafter does, with a warning
    }
  }

  /**
   * @param seen takes the names that the prompt reads
   */
  private @Nullable String prompt(JsonNode id, String pointer, Set<String> seen) {
    var text = id.isTextual() ? prompts.get(id.textValue()) : null;
    if (text == null) {
      wrong.at(
          pointer,
          "there is no prompt " + id.asText() + Similar.hint(id.asText(), prompts.keySet()));
      return null;
    }
    try {
      seen.addAll(Template.of(text).reads());
    } catch (IllegalArgumentException e) {
      // the chain's reader says so, at the prompt
    }
    return text;
  }
}
