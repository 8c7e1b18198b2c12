package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.windlass.engine.chain.text.Printer;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Mustache template sees: JSON values, their keys and items, and nothing by reflection. Each
 * look and each round costs, so that sections over lists inside of sections end.
 */
final class MustacheScope {
  /** Most names and items that are looked at while one template renders. */
  static final int MAX_LOOKS = 1_000_000;

  /** A template that renders to more than it may, or takes too long to. */
  static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooMuch(String message) {
      super(message, null, false, false);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  /** Of one rendering. */
  static final class Budget {
    private int looks;

    void spend() {
      if (++looks > MAX_LOOKS) {
        throw new TooMuch("the template's sections repeat more than " + MAX_LOOKS + " times");
      }
    }
  }

  /** The variables. */
  record Root(Scope scope, Budget budget) {}

  /** A value of a variable. */
  private record Held(JsonNode node, Budget budget) {}

  /** The rendered text, bounded. */
  static final class Out extends StringWriter {
    @Override
    public void write(int c) {
      check(1);
      super.write(c);
    }

    @Override
    public void write(char[] text, int from, int length) {
      check(length);
      super.write(text, from, length);
    }

    @Override
    public void write(String text) {
      check(text.length());
      super.write(text);
    }

    @Override
    public void write(String text, int from, int length) {
      check(length);
      super.write(text, from, length);
    }

    private void check(int more) {
      if (getBuffer().length() + (long) more > CompiledTemplate.MAX_RENDERED_CHARS) {
        throw new TooMuch(
            "the rendered template is longer than "
                + CompiledTemplate.MAX_RENDERED_CHARS
                + " characters");
      }
    }
  }

  static final Mustache.Collector COLLECTOR =
      new Mustache.Collector() {
        @Override
        public @Nullable Iterator<?> toIterator(Object value) {
          if (value instanceof Held(var node, var budget)) {
            return node.isArray() ? rounds(node, budget) : null;
          }
          return value instanceof Iterable<?> none ? none.iterator() : null;
        }

        @Override
        public Mustache.VariableFetcher createFetcher(Object context, String name) {
          return MustacheScope::fetch;
        }

        @Override
        public <K, V> Map<K, V> createFetcherCache() {
          return new HashMap<>();
        }
      };

  private MustacheScope() {}

  private static Iterator<?> rounds(JsonNode list, Budget budget) {
    var items = list.iterator();
    return new Iterator<Object>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public Object next() {
        budget.spend();
        return held(items.next(), budget);
      }
    };
  }

  private static @Nullable Object fetch(Object context, String name) {
    if (context instanceof Root(var scope, var budget)) {
      budget.spend();
      var value = scope.get(name);
      return value == null ? Template.NO_FETCHER_FOUND : found(value, budget);
    }
    if (context instanceof Held(var node, var budget)) {
      budget.spend();
      var value = node.get(name);
      return value == null ? Template.NO_FETCHER_FOUND : found(value, budget);
    }
    return Template.NO_FETCHER_FOUND;
  }

  private static @Nullable Object found(JsonNode value, Budget budget) {
    return value.isNull() ? null : held(value, budget);
  }

  /** Mustache decides by booleans itself; whatever else there is, is held. */
  private static Object held(JsonNode value, Budget budget) {
    return value.isBoolean() ? (Object) value.booleanValue() : new Held(value, budget);
  }

  static CharSequence format(Object value) {
    return switch (value) {
      case Held(var node, var budget) -> node.isNull() ? "" : Printer.print(node);
      case Root root -> "";
      default -> value.toString();
    };
  }
}
