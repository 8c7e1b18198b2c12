package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Pattern;
import dev.windlass.engine.chain.text.JsonFinder;
import dev.windlass.engine.chain.text.NumberFinder;
import dev.windlass.engine.protocol.ModelCall;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers that are read by one glance: text, json, number, pattern. */
final class PlainAnswers {
  private PlainAnswers() {}

  record Verbatim(boolean trim) implements Answer {
    @Override
    public String kind() {
      return "text";
    }

    @Override
    public Reading read(String text) {
      return new Reading.Value(TextNode.valueOf(trim ? text.strip() : text));
    }
  }

  record AnyJson() implements Answer {
    @Override
    public String kind() {
      return "json";
    }

    @Override
    public ModelCall.Shape shape() {
      return ModelCall.Shape.JSON;
    }

    @Override
    public Reading read(String text) {
      var value = JsonFinder.find(text);
      return value == null
          ? new Reading.Misfit("There is no JSON value in the answer. Answer with JSON alone.")
          : new Reading.Value(value);
    }
  }

  /** The only number; said twice it is still one. */
  record OnlyNumber() implements Answer {
    private static final int ENOUGH = 50;

    @Override
    public String kind() {
      return "number";
    }

    @Override
    public Reading read(String text) {
      var found = NumberFinder.find(text, ENOUGH);
      if (found.isEmpty()) {
        return new Reading.Misfit(
            "There is no number in the answer. Answer with one number alone.");
      }
      var first = found.getFirst().value();
      for (var other : found) {
        if (other.value().decimalValue().compareTo(first.decimalValue()) != 0) {
          return new Reading.Misfit(
              "There are several numbers in the answer ("
                  + first.asText()
                  + ", "
                  + other.value().asText()
                  + "). Answer with one number alone.");
        }
      }
      return new Reading.Value(first);
    }
  }

  /**
   * @param names of its groups, in the order of the pattern
   * @param otherwise the value of an answer that does not match, or null where that is a misfit
   */
  record Matched(Pattern pattern, List<String> names, @Nullable JsonNode otherwise)
      implements Answer {
    Matched(Pattern pattern, @Nullable JsonNode otherwise) {
      this(
          pattern,
          pattern.namedGroups().entrySet().stream()
              .sorted(Map.Entry.comparingByValue())
              .map(Map.Entry::getKey)
              .toList(),
          otherwise);
    }

    @Override
    public String kind() {
      return "pattern";
    }

    @Override
    public Reading read(String text) {
      var matcher = pattern.matcher(text);
      if (!matcher.find()) {
        return otherwise != null
            ? new Reading.Value(otherwise)
            : new Reading.Misfit(
                "The answer does not match the regular expression " + pattern.pattern());
      }
      if (!names.isEmpty()) {
        var object = JsonNodeFactory.instance.objectNode();
        for (var name : names) {
          object.set(name, node(matcher.group(name)));
        }
        return new Reading.Value(object);
      }
      return new Reading.Value(node(matcher.group(matcher.groupCount() > 0 ? 1 : 0)));
    }

    private static JsonNode node(@Nullable String group) {
      return group == null ? NullNode.getInstance() : TextNode.valueOf(group);
    }
  }
}
