package dev.windlass.engine.chain;

import dev.windlass.engine.chain.text.Similar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what an ask says: a text, or a list of messages with one key each. */
final class PromptReader {
  private static final List<String> ROLES = List.of("system", "user", "assistant");

  private final Reading reading;

  PromptReader(Reading reading) {
    this.reading = reading;
  }

  Prompt read(At at, boolean raw, @Nullable At examples) {
    var parts = parts(at, raw);
    return new Prompt(
        examples == null ? parts : new ExamplesReader(reading).before(parts, examples));
  }

  private List<Prompt.Part> parts(At at, boolean raw) {
    if (at.node().isTextual()) {
      return List.of(new Prompt.Text("user", reading.template(at, raw)));
    }
    var parts = new ArrayList<Prompt.Part>();
    for (var message : at.items("a text or a list of messages")) {
      if (message.isObject("a message such as {user: ...}")) {
        message(message, raw, parts);
      }
    }
    if (at.node().isArray() && at.node().isEmpty()) {
      at.fault("required", "an ask without messages asks nothing");
    }
    return List.copyOf(parts);
  }

  private void message(At at, boolean allRaw, List<Prompt.Part> parts) {
    var keys = at.keys();
    keys.removeAll(List.of("raw", "last", "optional"));
    if (keys.size() != 1) {
      at.fault(
          "one-kind",
          "a message has exactly one of " + String.join(", ", ROLES) + " or placeholder");
      return;
    }
    var key = keys.getFirst();
    var value = at.get(key);
    if (value == null) {
      return;
    }
    if (key.equals("placeholder")) {
      at.knowsOnly(List.of("placeholder", "last", "optional"));
      placeholder(at, value, parts);
    } else if (ROLES.contains(key)) {
      at.knowsOnly(List.of(key, "raw"));
      var raw = at.get("raw");
      content(key, value, allRaw || (raw != null && raw.bool()), parts);
    } else {
      reading.faults.addAtKey(
          value.pointer(),
          "unknown-field",
          "there is no role "
              + key
              + Similar.hint(key, ROLES)
              + "; known are "
              + String.join(", ", ROLES)
              + " and placeholder");
    }
  }

  private void placeholder(At at, At value, List<Prompt.Part> parts) {
    var variable = value.name();
    var last = at.get("last");
    var optional = at.get("optional");
    int count = last == null ? 0 : last.integer(1, 10_000);
    boolean maybe = optional != null && optional.bool();
    if (variable != null) {
      var part = new Prompt.Placeholder(variable, count, maybe);
      reading.pointers.put(part, value.pointer());
      parts.add(part);
    }
  }

  private void content(String role, At value, boolean raw, List<Prompt.Part> parts) {
    if (value.node().isTextual()) {
      parts.add(new Prompt.Text(role, reading.template(value, raw)));
      return;
    }
    for (var part : value.items("a text or a list of content parts")) {
      if (part.isObject("a content part such as {type: text, text: ...}")) {
        var type = part.need("type", "what kind of content this is: text, image_url, ...");
        if (type != null) {
          type.text();
        }
      }
    }
    if (value.node().isArray()) {
      var content = raw ? Value.plain(value.node()) : reading.value(value, false);
      parts.add(new Prompt.Content(role, value.node(), content));
    }
  }
}
