package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.windlass.engine.chain.text.Filter;
import dev.windlass.engine.chain.text.FormatSpec;
import dev.windlass.engine.chain.text.Printer;
import dev.windlass.engine.protocol.FailureClass;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A template cut into its parts once; rendering appends them one after the other. */
record CompiledTemplate(String source, List<Part> parts, Set<String> reads, Set<String> asksFor)
    implements Template {
  /** Longest text that a template renders to, in characters: what one request could carry. */
  static final int MAX_RENDERED_CHARS = 16 * 1024 * 1024;

  sealed interface Part {}

  record Literal(String text) implements Part {}

  /**
   * @param written with its braces, as the author wrote it
   */
  record Hole(String written, Path path, List<Filter> filters, @Nullable FormatSpec format)
      implements Part {
    String text(Scope scope) throws RunFault {
      var value = value(scope);
      if (value == null || value.isNull()) {
        throw missing(scope);
      }
      return text(value);
    }

    /** Whether it shows something where its variable is missing. */
    boolean canDoWithout() {
      return filters.stream().anyMatch(Filter::restores);
    }

    /** Behind its filters; null where there is none. */
    @Nullable JsonNode value(Scope scope) throws RunFault {
      var value = path.find(scope);
      try {
        for (int i = 0; i < filters.size(); i++) {
          value = filters.get(i).apply(value);
        }
      } catch (IllegalArgumentException e) {
        throw new RunFault(FailureClass.TEMPLATE_ERROR, written + ": " + e.getMessage());
      }
      return value;
    }

    RunFault missing(Scope scope) {
      var found = path.find(scope);
      return filters.isEmpty() || found == null || found.isNull()
          ? path.missing(scope)
          : new RunFault(
              FailureClass.MISSING_VARIABLE, written + " leads nowhere: nothing is left to show");
    }

    private String text(JsonNode value) throws RunFault {
      if (format == null) {
        return Printer.print(value);
      }
      try {
        return format.format(value);
      } catch (IllegalArgumentException e) {
        throw new RunFault(FailureClass.TEMPLATE_ERROR, written + ": " + e.getMessage());
      }
    }

    /** As {@link #text}, or as written where there is no value for it yet. */
    String preview(Scope scope) {
      try {
        var value = path.find(scope) == null ? null : value(scope);
        return value == null || value.isNull() ? written : text(value);
      } catch (RunFault e) {
        return written;
      }
    }
  }

  static CompiledTemplate of(String source, List<Part> parts) {
    var reads = new LinkedHashSet<String>();
    var asksFor = new LinkedHashSet<String>();
    for (var part : parts) {
      if (part instanceof Hole hole) {
        (hole.canDoWithout() ? asksFor : reads).add(hole.path().name());
      }
    }
    return new CompiledTemplate(source, List.copyOf(parts), Set.copyOf(reads), Set.copyOf(asksFor));
  }

  static CompiledTemplate verbatim(String text) {
    return new CompiledTemplate(text, List.of(new Literal(text)), Set.of(), Set.of());
  }

  /** The hole, where the template is exactly one name. */
  @Nullable Hole single() {
    return parts.size() == 1 && parts.getFirst() instanceof Hole hole && hole.format() == null
        ? hole
        : null;
  }

  @Override
  public boolean isOneName() {
    return single() != null;
  }

  @Override
  public String render(Scope scope) throws RunFault {
    if (parts.size() == 1) {
      return text(parts.getFirst(), scope);
    }
    var out = new StringBuilder(source.length() + 128);
    for (int i = 0; i < parts.size(); i++) {
      var text = text(parts.get(i), scope);
      if (out.length() + (long) text.length() > MAX_RENDERED_CHARS) {
        throw new RunFault(
            FailureClass.TEMPLATE_ERROR,
            "the rendered template is longer than " + MAX_RENDERED_CHARS + " characters");
      }
      out.append(text);
    }
    return out.toString();
  }

  private static String text(Part part, Scope scope) throws RunFault {
    return switch (part) {
      case Literal(var text) -> text;
      case Hole hole -> hole.text(scope);
    };
  }

  @Override
  public JsonNode value(Scope scope) throws RunFault {
    var single = single();
    if (single == null) {
      return TextNode.valueOf(render(scope));
    }
    var value = single.value(scope);
    if (value == null) {
      throw single.missing(scope);
    }
    return value;
  }

  @Override
  public String preview(Scope scope) {
    var out = new StringBuilder(source.length() + 128);
    for (var part : parts) {
      var text =
          switch (part) {
            case Literal(var literal) -> literal;
            case Hole hole -> hole.preview(scope);
          };
      if (out.length() + (long) text.length() > MAX_RENDERED_CHARS) {
        return source;
      }
      out.append(text);
    }
    return out.toString();
  }
}
