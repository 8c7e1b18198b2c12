package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.windlass.engine.chain.ChoiceAnswers.Choice;
import dev.windlass.engine.chain.text.DatePattern;
import dev.windlass.engine.chain.text.Similar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code answer: KIND} and {@code answer: {KIND: ARGUMENT}}. */
final class AnswerReader {
  private static final List<String> KINDS =
      List.of(
          "text",
          "json",
          "schema",
          "list",
          "boolean",
          "one_of",
          "number",
          "pattern",
          "datetime",
          "xml",
          "math");

  private AnswerReader() {}

  static Answer read(@Nullable At at, boolean trim) {
    if (at == null) {
      return new PlainAnswers.Verbatim(trim);
    }
    if (at.node().isTextual()) {
      return plain(at, at.node().textValue(), trim);
    }
    if (!at.isObject("a kind of answer")) {
      return Answer.text();
    }
    var keys = at.keys();
    keys.remove("otherwise");
    if (keys.size() != 1) {
      at.fault("one-kind", "an answer has exactly one kind: " + String.join(", ", KINDS));
      return Answer.text();
    }
    var kind = keys.getFirst();
    var argument = at.get(kind);
    var otherwise = at.get("otherwise");
    if (otherwise != null && !kind.equals("pattern")) {
      otherwise.fault("unknown-field", "otherwise goes with pattern, or inside one_of");
    }
    if (argument == null) {
      return Answer.text();
    }
    return switch (kind) {
      case "schema" -> {
        var schema = schema(argument);
        yield schema == null ? Answer.text() : new SchemaAnswer(schema);
      }
      case "list" -> list(argument);
      case "one_of" -> oneOf(argument);
      case "pattern" -> pattern(argument, otherwise);
      case "datetime" -> datetime(argument);
      case "xml" -> xml(argument);
      case "text", "json", "boolean", "number", "math" -> {
        argument.fault("unknown-field", kind + " takes nothing: write answer: " + kind);
        yield Answer.text();
      }
      default -> unknown(at, kind);
    };
  }

  private static Answer plain(At at, String kind, boolean trim) {
    return switch (kind) {
      case "text" -> new PlainAnswers.Verbatim(trim);
      case "json" -> new PlainAnswers.AnyJson();
      case "number" -> new PlainAnswers.OnlyNumber();
      case "boolean" -> ChoiceAnswers.yesOrNo();
      case "xml" -> new MarkedAnswers.Xml(List.of());
      case "math" -> new MathAnswer();
      case "schema", "list", "one_of", "pattern", "datetime" -> {
        at.fault("required", kind + " needs an argument: " + example(kind));
        yield Answer.text();
      }
      default -> unknown(at, kind);
    };
  }

  private static String example(String kind) {
    return switch (kind) {
      case "schema" -> "answer: {schema: {type: object}}";
      case "list" -> "answer: {list: comma}";
      case "one_of" -> "answer: {one_of: [Yes, No]}";
      case "datetime" -> "answer: {datetime: \"%Y-%m-%d\"}";
      default -> "answer: {pattern: \"Score: ([0-9]+)\"}";
    };
  }

  private static Answer unknown(At at, String kind) {
    at.fault(
        "out-of-range",
        "there is no answer "
            + kind
            + Similar.hint(kind, KINDS)
            + "; known are "
            + String.join(", ", KINDS));
    return Answer.text();
  }

  private static Schemas.@Nullable Checked schema(At at) {
    try {
      return Schemas.check(at.node());
    } catch (Malformed e) {
      at.fault("bad-schema", e.getMessage());
      return null;
    }
  }

  private static Answer list(At at) {
    if (at.node().isObject()) {
      at.knowsOnly(List.of("schema"));
      var schema = at.need("schema", "the JSON Schema of one item");
      var checked = schema == null ? null : schema(schema);
      return checked == null ? Answer.text() : new ListAnswers.Fitting(checked);
    }
    var list = ListAnswers.of(at.word(ListAnswers.FORMS));
    return list == null ? Answer.text() : list;
  }

  private static Answer pattern(At at, @Nullable At otherwise) {
    var pattern = at.text();
    try {
      if (pattern != null) {
        return new PlainAnswers.Matched(
            Patterns.compile(pattern), otherwise == null ? null : otherwise.node());
      }
    } catch (Malformed e) {
      at.fault("bad-pattern", e.getMessage());
    }
    return Answer.text();
  }

  private static Answer datetime(At at) {
    var pattern = at.text();
    try {
      if (pattern != null) {
        return new MarkedAnswers.Moment(pattern, DatePattern.of(pattern));
      }
    } catch (IllegalArgumentException e) {
      at.fault("bad-pattern", String.valueOf(e.getMessage()));
    }
    return Answer.text();
  }

  private static Answer xml(At at) {
    var tags = new ArrayList<String>();
    for (var item : at.items("a list of the tags that the answer may have,")) {
      var tag = item.text();
      if (tag != null && (tag.isBlank() || tag.indexOf('<') >= 0 || tag.indexOf('>') >= 0)) {
        item.fault("out-of-range", "a tag stands here without < and >");
      } else if (tag != null) {
        tags.add(tag);
      }
    }
    return new MarkedAnswers.Xml(List.copyOf(tags));
  }

  private static Answer oneOf(At at) {
    if (at.node().isObject()) {
      return exact(at);
    }
    var choices = new ArrayList<Choice>();
    var seen = new HashSet<String>();
    for (var item : at.items("a list of words, or {accept: ...},")) {
      var label = item.node();
      if (!label.isTextual() && !label.isNumber() && !label.isBoolean()) {
        item.wrongType("a text");
        continue;
      }
      var choice = Choice.of(label.asText(), label);
      if (choice.word().isEmpty()) {
        item.fault("out-of-range", "a choice cannot be empty");
      } else if (!seen.add(choice.word())) {
        item.fault("duplicate", "the choice " + label.asText() + " stands here twice");
      } else {
        choices.add(choice);
      }
    }
    if (at.node().isArray() && at.node().isEmpty()) {
      at.fault("required", "one_of needs at least one choice");
    }
    return choices.isEmpty() ? Answer.text() : ChoiceAnswers.words(choices);
  }

  private static Answer exact(At at) {
    at.knowsOnly(List.of("accept", "otherwise"));
    var accept = at.need("accept", "which answers stand for which value");
    if (accept == null || !accept.isObject("an object of lists")) {
      return Answer.text();
    }
    if (accept.node().isEmpty()) {
      accept.fault("required", "accept needs at least one value");
    }
    var values = new LinkedHashMap<String, JsonNode>();
    for (var key : accept.keys()) {
      var answers = accept.get(key);
      for (var item : answers == null ? List.<At>of() : answers.items("a list of answers")) {
        var text = item.text();
        if (text != null && values.put(text, value(key)) != null) {
          item.fault("duplicate", "the answer '" + text + "' stands here twice");
        }
      }
    }
    var otherwise = at.get("otherwise");
    return new ChoiceAnswers.Exact(values, otherwise == null ? null : otherwise.node());
  }

  private static JsonNode value(String key) {
    return switch (key) {
      case "true", "false" -> BooleanNode.valueOf(key.equals("true"));
      default -> TextNode.valueOf(key);
    };
  }
}
