package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code examples} and puts them before the last thing that the user says. */
final class ExamplesReader {
  private static final String SEPARATOR = "\n\n";

  private final Reading reading;

  ExamplesReader(Reading reading) {
    this.reading = reading;
  }

  List<Prompt.Part> before(List<Prompt.Part> prompt, At at) {
    if (!at.isObject("an object such as {items: [...], template: ...}")) {
      return prompt;
    }
    at.knowsOnly(List.of("items", "template", "separator", "prefix"));
    var itemsAt = at.need("items", "the examples, objects whose keys the template names");
    var templateAt = at.need("template", "how one example reads");
    if (itemsAt == null || templateAt == null) {
      return prompt;
    }
    var separatorAt = at.get("separator");
    var separator = separatorAt == null ? SEPARATOR : separatorAt.text();
    var prefixAt = at.get("prefix");
    var prefix = prefixAt == null ? null : reading.template(prefixAt, false);
    var items = items(itemsAt);
    var keys = itemsAt.node().isArray() ? commonKeys(itemsAt) : null;
    var template = reading.template(templateAt, false);
    for (int i = prompt.size() - 1; i >= 0; i--) {
      if (prompt.get(i) instanceof Prompt.Text(var role, var text) && role.equals("user")) {
        var parts = new ArrayList<>(prompt);
        parts.set(
            i,
            new Prompt.Text(
                role,
                new FewShot(
                    items, keys, template, separator == null ? "" : separator, prefix, text)));
        return List.copyOf(parts);
      }
    }
    at.fault("required", "examples go before a text of the user, and this prompt has none");
    return prompt;
  }

  /** As they stand, or of a variable. */
  private Value items(At at) {
    if (at.node().isArray()) {
      for (var item : at.items("")) {
        item.isObject("an example, an object,");
      }
      return Value.plain(at.node());
    }
    if (!at.node().isTextual()) {
      at.wrongType("a list of examples, or a text that is exactly one {name},");
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

  private static @Nullable Set<String> commonKeys(At at) {
    Set<String> common = null;
    for (var item : at.node()) {
      var keys = new HashSet<String>();
      item.fieldNames().forEachRemaining(keys::add);
      if (common == null) {
        common = keys;
      } else {
        common.retainAll(keys);
      }
    }
    return common;
  }
}
