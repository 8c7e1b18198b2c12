package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.maths.Expression;
import dev.windlass.engine.chain.maths.Uncomputable;
import dev.windlass.engine.protocol.FailureClass;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code compute} computes: an expression in which bare names are variables, or a template
 * whose text is the expression, for one that comes from an answer. Thread-safe.
 */
public final class Formula {
  private final String source;
  private final @Nullable Template template;
  private final @Nullable Expression expression;
  private final Map<String, Path> paths;
  private final Set<String> reads;

  private Formula(
      String source,
      @Nullable Template template,
      @Nullable Expression expression,
      Map<String, Path> paths,
      Set<String> reads) {
    this.source = source;
    this.template = template;
    this.expression = expression;
    this.paths = paths;
    this.reads = reads;
  }

  /**
   * Compiles a source; what does not parse is an {@link IllegalArgumentException} that says why.
   */
  public static Formula of(String source) {
    if (source.contains("{")) {
      var template = Template.of(source);
      return new Formula(source, template, null, Map.of(), template.reads());
    }
    try {
      var expression = Expression.of(source);
      var paths = paths(expression);
      var reads = new LinkedHashSet<String>();
      paths.values().forEach(path -> reads.add(path.name()));
      return new Formula(source, null, expression, paths, Set.copyOf(reads));
    } catch (Uncomputable e) {
      throw new Malformed(e.getMessage());
    }
  }

  private static Map<String, Path> paths(Expression expression) {
    var paths = new HashMap<String, Path>();
    for (var written : expression.paths()) {
      paths.put(written, Path.of(written));
    }
    return paths;
  }

  public String source() {
    return source;
  }

  /** Names of the variables it reads. */
  public Set<String> reads() {
    return reads;
  }

  /** Names with {@code -} that the author may have meant where a difference stands. */
  List<String> dashed() {
    return template != null ? List.of() : Names.dashed(source);
  }

  /** An integer, a double or a boolean; what cannot be computed is {@code expression_error}. */
  public JsonNode value(Scope scope) throws RunFault {
    try {
      if (expression != null) {
        return value(expression, paths, scope);
      }
      var text = template == null ? "" : template.render(scope);
      var rendered = Expression.of(text);
      return value(rendered, paths(rendered), scope);
    } catch (Uncomputable e) {
      throw new RunFault(FailureClass.EXPRESSION_ERROR, e.getMessage());
    }
  }

  private static JsonNode value(Expression expression, Map<String, Path> paths, Scope scope)
      throws Uncomputable, RunFault {
    var operands = new HashMap<String, JsonNode>();
    for (var each : paths.entrySet()) {
      operands.put(each.getKey(), each.getValue().need(scope));
    }
    return expression.value(path -> Objects.requireNonNull(operands.get(path), path));
  }
}
