package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.windlass.engine.protocol.FailureClass;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A prompt with examples before it: prefix, examples, prompt, with the separator between each two
 * of them, as LangChain's FewShotPromptTemplate joins them. Without items it is the prompt alone.
 *
 * @param items a list of objects; their keys are variables of the example's template
 * @param keys of all items where they are written in the chain; null where a variable brings them
 * @param prefix stands before the first example, or null
 */
record FewShot(
    Value items,
    @Nullable Set<String> keys,
    Template template,
    String separator,
    @Nullable Template prefix,
    Template prompt)
    implements Template {

  /** What the example's template reads beside the items' own keys. */
  Set<String> outer() {
    return besidesKeys(template.reads());
  }

  Set<String> outerAsked() {
    return besidesKeys(template.asksFor());
  }

  private Set<String> besidesKeys(Set<String> names) {
    if (keys == null) {
      return Set.of();
    }
    var outer = new LinkedHashSet<>(names);
    outer.removeAll(keys);
    return outer;
  }

  @Override
  public String source() {
    return prompt.source();
  }

  @Override
  public Set<String> reads() {
    var all = new LinkedHashSet<String>(items.reads());
    all.addAll(outer());
    all.addAll(prompt.reads());
    if (prefix != null) {
      all.addAll(prefix.reads());
    }
    return all;
  }

  @Override
  public Set<String> asksFor() {
    var all = new LinkedHashSet<String>(items.asksFor());
    all.addAll(outerAsked());
    all.addAll(prompt.asksFor());
    if (prefix != null) {
      all.addAll(prefix.asksFor());
    }
    return all;
  }

  @Override
  public boolean isOneName() {
    return false;
  }

  @Override
  public JsonNode value(Scope scope) throws RunFault {
    return TextNode.valueOf(render(scope));
  }

  @Override
  public String render(Scope scope) throws RunFault {
    var list = items.evaluate(scope);
    if (!list.isArray()) {
      throw new RunFault(
          FailureClass.TEMPLATE_ERROR, "the examples want a list, not " + Path.kind(list));
    }
    if (list.isEmpty()) {
      return prompt.render(scope);
    }
    var out = new StringBuilder();
    if (prefix != null) {
      out.append(prefix.render(scope)).append(separator);
    }
    for (int i = 0; i < list.size(); i++) {
      var item = list.get(i);
      if (!item.isObject()) {
        throw new RunFault(
            FailureClass.TEMPLATE_ERROR,
            "the example at position " + i + " is no object, but " + Path.kind(item));
      }
      out.append(template.render(around(item, scope))).append(separator);
      if (out.length() > CompiledTemplate.MAX_RENDERED_CHARS) {
        throw new RunFault(
            FailureClass.TEMPLATE_ERROR,
            "the examples are longer than " + CompiledTemplate.MAX_RENDERED_CHARS + " characters");
      }
    }
    return out.append(prompt.render(scope)).toString();
  }

  private static Scope around(JsonNode item, Scope scope) {
    return name -> {
      var own = item.get(name);
      return own != null ? own : scope.get(name);
    };
  }

  @Override
  public String preview(Scope scope) {
    var list = items.preview(scope);
    var out = new StringBuilder();
    Function<Template, String> shown = each -> each.preview(scope);
    if (list.isEmpty() && list.isArray()) {
      return shown.apply(prompt);
    }
    if (prefix != null) {
      out.append(shown.apply(prefix)).append(separator);
    }
    if (list.isArray()) {
      for (var item : list) {
        out.append(template.preview(around(item, scope))).append(separator);
      }
    } else {
      out.append(template.source()).append(separator);
    }
    return out.append(shown.apply(prompt)).toString();
  }
}
