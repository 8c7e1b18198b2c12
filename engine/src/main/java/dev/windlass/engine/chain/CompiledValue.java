package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A value with its templates compiled; what has none in it is kept as it stands. */
sealed interface CompiledValue extends Value {
  /**
   * @param typed whether a text that is exactly one name takes the type of its value
   */
  static CompiledValue of(JsonNode written, boolean typed) {
    return of(written, typed, TemplateEngine.BRACES);
  }

  static CompiledValue of(JsonNode written, boolean typed, TemplateEngine engine) {
    if (written.isTextual()) {
      return of(engine.parse(written.textValue()), typed);
    }
    if (written.isArray()) {
      var items = new ArrayList<CompiledValue>(written.size());
      written.forEach(item -> items.add(of(item, typed, engine)));
      return allPlain(items) ? new Plain(plainList(items)) : new Items(List.copyOf(items));
    }
    if (written.isObject()) {
      var members = new LinkedHashMap<String, CompiledValue>();
      for (var entry : written.properties()) {
        members.put(entry.getKey(), of(entry.getValue(), typed, engine));
      }
      return allPlain(members.values()) ? new Plain(plainObject(members)) : new Members(members);
    }
    return new Plain(written);
  }

  static CompiledValue of(Template template, boolean typed) {
    return template.reads().isEmpty() && template.asksFor().isEmpty()
        ? new Plain(TextNode.valueOf(template.preview(name -> null)))
        : new Text(template, typed);
  }

  private static boolean allPlain(Iterable<CompiledValue> values) {
    for (var value : values) {
      if (!(value instanceof Plain)) {
        return false;
      }
    }
    return true;
  }

  private static ArrayNode plainList(List<CompiledValue> items) {
    var list = JsonNodeFactory.instance.arrayNode(items.size());
    items.forEach(item -> list.add(item.preview(name -> null)));
    return list;
  }

  private static ObjectNode plainObject(Map<String, CompiledValue> members) {
    var object = JsonNodeFactory.instance.objectNode();
    members.forEach((key, value) -> object.set(key, value.preview(name -> null)));
    return object;
  }

  record Plain(JsonNode value) implements CompiledValue {
    @Override
    public Set<String> reads() {
      return Set.of();
    }

    @Override
    public JsonNode evaluate(Scope scope) {
      return value;
    }

    @Override
    public JsonNode preview(Scope scope) {
      return value;
    }
  }

  record Text(Template template, boolean typed) implements CompiledValue {
    @Override
    public Set<String> reads() {
      return template.reads();
    }

    @Override
    public Set<String> asksFor() {
      return template.asksFor();
    }

    @Override
    public JsonNode evaluate(Scope scope) throws RunFault {
      return typed ? template.value(scope) : TextNode.valueOf(template.render(scope));
    }

    @Override
    public JsonNode preview(Scope scope) {
      if (typed && template.isOneName()) {
        try {
          return template.value(scope);
        } catch (RunFault e) {
          // waits for an answer: as written
        }
      }
      return TextNode.valueOf(template.preview(scope));
    }
  }

  record Items(List<CompiledValue> items) implements CompiledValue {
    @Override
    public Set<String> reads() {
      return union(items, Value::reads);
    }

    @Override
    public Set<String> asksFor() {
      return union(items, Value::asksFor);
    }

    @Override
    public JsonNode evaluate(Scope scope) throws RunFault {
      var list = JsonNodeFactory.instance.arrayNode(items.size());
      for (var item : items) {
        list.add(item.evaluate(scope));
      }
      return list;
    }

    @Override
    public JsonNode preview(Scope scope) {
      var list = JsonNodeFactory.instance.arrayNode(items.size());
      items.forEach(item -> list.add(item.preview(scope)));
      return list;
    }
  }

  record Members(Map<String, CompiledValue> members) implements CompiledValue {
    @Override
    public Set<String> reads() {
      return union(members.values(), Value::reads);
    }

    @Override
    public Set<String> asksFor() {
      return union(members.values(), Value::asksFor);
    }

    @Override
    public JsonNode evaluate(Scope scope) throws RunFault {
      var object = JsonNodeFactory.instance.objectNode();
      for (var entry : members.entrySet()) {
        object.set(entry.getKey(), entry.getValue().evaluate(scope));
      }
      return object;
    }

    @Override
    public JsonNode preview(Scope scope) {
      var object = JsonNodeFactory.instance.objectNode();
      members.forEach((key, value) -> object.set(key, value.preview(scope)));
      return object;
    }
  }

  private static Set<String> union(
      Iterable<CompiledValue> values, Function<Value, Set<String>> names) {
    var all = new LinkedHashSet<String>();
    values.forEach(value -> all.addAll(names.apply(value)));
    return all;
  }
}
