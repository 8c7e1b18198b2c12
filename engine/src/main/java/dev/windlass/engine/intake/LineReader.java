package dev.windlass.engine.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.Inputs;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.protocol.Json;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line: an envelope (a key {@code input}, beside it only {@code id} and {@code labels})
 * or a bare object, which is the input itself. Whatever is wrong becomes the line's fault; nothing
 * is thrown. Thread-safe.
 */
final class LineReader {
  static final int MAX_ID_CHARS = 128;
  static final int MAX_LABELS = 16;
  static final int MAX_LABEL_KEY_CHARS = 64;
  static final int MAX_LABEL_CHARS = 512;

  private final Inputs inputs;
  private final int maxLineBytes;

  LineReader(Chain chain, int maxLineBytes) {
    this.inputs = Inputs.of(chain);
    this.maxLineBytes = maxLineBytes;
  }

  /** The line as it will be kept; whether its id was used before is not known here. */
  Line read(RawLine raw) {
    if (raw.isTooLarge()) {
      return lost(raw, "too-large", "the line is longer than " + maxLineBytes + " bytes");
    }
    var text = raw.text();
    if (text == null) {
      return lost(raw, "invalid-utf8", "the line is not valid UTF-8");
    }
    if (text.isBlank()) {
      return bad(null, text, "invalid-json", "the line is blank");
    }
    JsonNode value;
    try {
      value = Json.read(text);
    } catch (StreamConstraintsException e) {
      return beyond(text, e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      return bad(null, text, "invalid-json", explain(e));
    }
    if (CleanText.mayBeUnclean(text)) {
      var unclean = CleanText.fault(value);
      if (unclean != null) {
        return bad(null, text, "invalid-json", unclean);
      }
    }
    if (!(value instanceof ObjectNode whole)) {
      return bad(null, text, "wrong-type", "a line must be a JSON object");
    }
    return whole.has("input") ? envelope(text, whole) : kept(null, text, whole);
  }

  private Line envelope(String text, ObjectNode whole) {
    String id = null;
    var given = whole.get("id");
    if (given != null) {
      if (!given.isTextual() || !fitsId(given.textValue())) {
        return bad(
            null, text, "wrong-type", "id must be a text of 1 to " + MAX_ID_CHARS + " characters");
      }
      id = given.textValue();
    }
    for (var names = whole.fieldNames(); names.hasNext(); ) {
      var name = names.next();
      if (!name.equals("input") && !name.equals("id") && !name.equals("labels")) {
        return bad(
            id,
            text,
            "unknown-field",
            "beside \"input\" a line has only \"id\" and \"labels\", not \"" + brief(name) + "\"");
      }
    }
    if (!(whole.get("input") instanceof ObjectNode input)) {
      return bad(id, text, "wrong-type", "input must be an object of variables");
    }
    var labels = whole.get("labels");
    var wrong = labels == null ? null : labelFault(labels);
    return wrong != null ? new Line(id, text, wrong, null, 0, 0) : kept(id, text, input);
  }

  private Line kept(@Nullable String id, String text, ObjectNode input) {
    var wrong = inputs.check(input);
    var fault = wrong == null ? null : new Line.Fault(wrong.code(), wrong.detail());
    return new Line(id, text, fault, null, 0, 0);
  }

  private static boolean fitsId(String id) {
    int chars = id.length() <= MAX_ID_CHARS ? id.length() : id.codePointCount(0, id.length());
    return chars >= 1 && chars <= MAX_ID_CHARS;
  }

  private static Line.@Nullable Fault labelFault(JsonNode labels) {
    if (!(labels instanceof ObjectNode all)) {
      return new Line.Fault("wrong-type", "labels must be an object of texts");
    }
    if (all.size() > MAX_LABELS) {
      return new Line.Fault("out-of-range", "a line has at most " + MAX_LABELS + " labels");
    }
    for (var each : all.properties()) {
      if (!each.getValue().isTextual()) {
        return new Line.Fault("wrong-type", "a label must be a text");
      }
      int key = each.getKey().length();
      if (key < 1
          || key > MAX_LABEL_KEY_CHARS
          || each.getValue().textValue().length() > MAX_LABEL_CHARS) {
        return new Line.Fault(
            "out-of-range",
            "a label's name has 1 to %d characters and its text at most %d"
                .formatted(MAX_LABEL_KEY_CHARS, MAX_LABEL_CHARS));
      }
    }
    return null;
  }

  private static Line beyond(String text, String parserSays) {
    if (parserSays.contains("nesting")) {
      return bad(null, text, "too-deep", "nested deeper than " + Json.MAX_DEPTH + " levels");
    }
    return parserSays.contains("Number")
        ? bad(null, text, "out-of-range", "a number has more than 100 digits")
        : bad(null, text, "out-of-range", "a key or a text is too long");
  }

  /** Where the text stops being JSON; the parser's own words may hold pieces of the line. */
  private static String explain(JsonProcessingException e) {
    var place = e.getLocation();
    var at = place == null ? "" : " at column " + place.getColumnNr();
    if (e instanceof JsonEOFException) {
      return "no valid JSON: it ends too early" + at;
    }
    return e.getOriginalMessage().startsWith("Duplicate")
        ? "no valid JSON: a key stands twice" + at
        : "no valid JSON" + at;
  }

  private static String brief(String name) {
    return name.length() <= 40 ? name : name.substring(0, 40) + "...";
  }

  private static Line lost(RawLine raw, String code, String message) {
    return new Line(null, null, new Line.Fault(code, message), raw.digest(), 0, 0);
  }

  private static Line bad(@Nullable String id, String text, String code, String message) {
    return new Line(id, text, new Line.Fault(code, message), null, 0, 0);
  }
}
