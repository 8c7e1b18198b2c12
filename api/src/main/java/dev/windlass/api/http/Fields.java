package dev.windlass.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.api.problem.Problem;
import dev.windlass.api.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a JSON body and refuses, with its pointer, each that is not as it should be.
 */
public final class Fields {
  private static final int MAX_LABELS = 16;
  private static final int MAX_LABEL_KEY_CHARS = 64;
  private static final int MAX_LABEL_CHARS = 512;

  private final ObjectNode body;
  private final String at;

  private Fields(ObjectNode body, String at) {
    this.body = body;
    this.at = at;
  }

  /** Refuses every field that is not among the known ones. */
  public static Fields of(ObjectNode body, String... known) {
    return in(body, "", known);
  }

  /**
   * The same for an object within the body.
   *
   * @param at its pointer
   */
  public static Fields in(ObjectNode body, String at, String... known) {
    var names = Set.of(known);
    Problem wrong = null;
    for (var field = body.fieldNames(); field.hasNext(); ) {
      var name = field.next();
      if (!names.contains(name)) {
        var shown = name.length() <= 64 ? name : name.substring(0, 64);
        var detail = "unknown field \"" + shown + "\"; known are " + String.join(", ", known);
        wrong =
            (wrong == null ? Problem.of(ProblemType.INVALID_REQUEST, detail) : wrong)
                .with(Problem.Fault.at(at + "/" + escaped(shown), "unknown-field", detail));
      }
    }
    if (wrong != null) {
      throw wrong.thrown();
    }
    return new Fields(body, at);
  }

  /** A field that is there and not null. */
  public @Nullable JsonNode node(String name) {
    var value = body.get(name);
    return value == null || value.isNull() ? null : value;
  }

  public JsonNode required(String name) {
    var value = node(name);
    if (value == null) {
      throw wrong(name, "required", name + " is required");
    }
    return value;
  }

  public @Nullable String text(String name) {
    var value = node(name);
    if (value != null && !value.isTextual()) {
      throw wrong(name, "wrong-type", name + " must be a text");
    }
    return value == null ? null : value.textValue();
  }

  public String oneOf(String name, String fallback, String... others) {
    var value = text(name);
    if (value == null) {
      return fallback;
    }
    if (!value.equals(fallback) && !java.util.List.of(others).contains(value)) {
      throw wrong(
          name, "out-of-range", name + " is one of " + fallback + ", " + String.join(", ", others));
    }
    return value;
  }

  public int number(String name, int least, int most, int fallback) {
    var value = node(name);
    if (value == null) {
      return fallback;
    }
    if (!value.isIntegralNumber()) {
      throw wrong(name, "wrong-type", name + " must be a whole number");
    }
    if (!value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
      throw wrong(name, "out-of-range", name + " must be from " + least + " to " + most);
    }
    return value.intValue();
  }

  /**
   * @param least and {@code most} are within
   */
  public double decimal(String name, double least, double most, double fallback) {
    var value = node(name);
    if (value == null) {
      return fallback;
    }
    if (!value.isNumber()) {
      throw wrong(name, "wrong-type", name + " must be a number");
    }
    double number = value.doubleValue();
    if (!(number >= least && number <= most)) {
      throw wrong(name, "out-of-range", name + " must be " + Params.between(least, most));
    }
    return number;
  }

  /** Whether the field is there and null. */
  public boolean isNull(String name) {
    return body.has(name) && body.get(name).isNull();
  }

  public boolean flag(String name) {
    var value = node(name);
    if (value != null && !value.isBoolean()) {
      throw wrong(name, "wrong-type", name + " must be true or false");
    }
    return value != null && value.booleanValue();
  }

  public ObjectNode object(String name) {
    var value = required(name);
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw wrong(name, "wrong-type", name + " must be an object");
  }

  public Map<String, String> labels() {
    var labels = new LinkedHashMap<String, String>();
    labelPatch()
        .forEach((name, text) -> {
          if (text == null) {
            throw wrong("labels/" + escaped(name), "wrong-type", "a label must be a text");
          }
          labels.put(name, text);
        });
    return labels;
  }

  /** Labels to put and, with null, to take away. */
  public Map<String, @Nullable String> labelPatch() {
    var value = node("labels");
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof ObjectNode all)) {
      throw wrong("labels", "wrong-type", "labels must be an object of texts");
    }
    var labels = new LinkedHashMap<String, @Nullable String>();
    var texts = new LinkedHashMap<String, String>();
    for (var each : all.properties()) {
      var text = each.getValue();
      if (!text.isTextual() && !text.isNull()) {
        throw wrong("labels/" + escaped(each.getKey()), "wrong-type", "a label must be a text");
      }
      labels.put(each.getKey(), text.isNull() ? null : text.textValue());
      texts.put(each.getKey(), text.isNull() ? "" : text.textValue());
    }
    var fault = labelFault(texts);
    if (fault != null) {
      throw wrong("labels", "out-of-range", fault);
    }
    return labels;
  }

  /** What is wrong with labels as to number and length, or null. */
  public static @Nullable String labelFault(Map<String, String> labels) {
    if (labels.size() > MAX_LABELS) {
      return "at most " + MAX_LABELS + " labels";
    }
    for (var each : labels.entrySet()) {
      int name = each.getKey().length();
      if (name < 1 || name > MAX_LABEL_KEY_CHARS || each.getValue().length() > MAX_LABEL_CHARS) {
        return "a label's name has 1 to "
            + MAX_LABEL_KEY_CHARS
            + " characters and its text at most "
            + MAX_LABEL_CHARS;
      }
    }
    return null;
  }

  public RuntimeException wrong(String name, String code, String detail) {
    return Problem.at(at + "/" + name, code, detail).thrown();
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
