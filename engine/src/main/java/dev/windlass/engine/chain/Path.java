package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.FailureClass;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code person.name}, {@code items[0]}: a variable, then object keys and list positions. Nothing
 * else can be reached.
 */
record Path(String name, List<Hop> hops) {
  sealed interface Hop {
    record Key(String key) implements Hop {}

    record Position(int index) implements Hop {}
  }

  /** A path as {@link #toString} writes it. */
  static Path of(String written) {
    int end = Names.end(written, 0, true);
    var hops = new ArrayList<Hop>();
    if (end == 0 || readHops(written, end, true, hops) < written.length()) {
      throw new Malformed("'" + written + "' is no path");
    }
    return new Path(written.substring(0, end), List.copyOf(hops));
  }

  /** Most hops behind a name. */
  static final int MAX_HOPS = 64;

  /**
   * The value there; JSON null is one. Null where the name is missing or the path leads nowhere.
   */
  @Nullable JsonNode find(Scope scope) {
    var value = scope.get(name);
    for (int i = 0; i < hops.size() && value != null; i++) {
      value =
          switch (hops.get(i)) {
            case Hop.Key(var key) -> value.get(key);
            case Hop.Position(int index) -> value.get(index);
          };
    }
    return value;
  }

  JsonNode need(Scope scope) throws RunFault {
    var value = find(scope);
    if (value == null) {
      throw missing(scope);
    }
    return value;
  }

  /** Why there is nothing: which part of the path was the last that led somewhere. */
  RunFault missing(Scope scope) {
    if (scope.get(name) == null) {
      return fault("the variable " + name + " is missing");
    }
    var reached = new Path(name, List.of());
    for (var hop : hops) {
      var next = new ArrayList<>(reached.hops);
      next.add(hop);
      var further = new Path(name, List.copyOf(next));
      if (further.find(scope) == null) {
        var found = reached.find(scope);
        return fault(
            this + " leads nowhere: " + reached + " is " + kind(found) + " without that part");
      }
      reached = further;
    }
    return fault(this + " is null");
  }

  private static RunFault fault(String message) {
    return new RunFault(FailureClass.MISSING_VARIABLE, message);
  }

  static String kind(@Nullable JsonNode value) {
    if (value == null) {
      return "missing";
    }
    return switch (value.getNodeType()) {
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      default -> "null";
    };
  }

  /**
   * Reads the hops that stand at an offset.
   *
   * @return the offset behind them
   */
  static int readHops(String source, int from, boolean dashes, List<Hop> into) {
    int at = from;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '.') {
        int end = Names.end(source, at + 1, dashes);
        if (end == at + 1) {
          throw new Malformed("a key is missing after '.'", at);
        }
        into.add(new Hop.Key(source.substring(at + 1, end)));
        at = end;
      } else if (c == '[') {
        int end = at + 1;
        while (end < source.length() && Character.digit(source.charAt(end), 10) >= 0) {
          end++;
        }
        if (end == at + 1 || end > at + 10 || end >= source.length() || source.charAt(end) != ']') {
          throw new Malformed("between [ and ] stands a position: a number from 0", at);
        }
        into.add(new Hop.Position(Integer.parseInt(source, at + 1, end, 10)));
        at = end + 1;
      } else {
        break;
      }
      if (into.size() > MAX_HOPS) {
        throw new Malformed("a path has at most " + MAX_HOPS + " parts", from);
      }
    }
    return at;
  }

  @Override
  public String toString() {
    var out = new StringBuilder(name);
    for (var hop : hops) {
      switch (hop) {
        case Hop.Key(var key) -> out.append('.').append(key);
        case Hop.Position(int index) -> out.append('[').append(index).append(']');
      }
    }
    return out.toString();
  }
}
