package dev.windlass.engine.chain.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The items of the first JSON list in a text that comes in pieces, each as soon as it is whole.
 * Looks at each character once and holds the item under way alone. An item that is no JSON ends it:
 * whoever wants to know more reads the whole answer. Not thread-safe.
 */
public final class JsonItems {
  private final int mostChars;
  private final StringBuilder item = new StringBuilder();
  private final Deque<JsonNode> whole = new ArrayDeque<>();
  private boolean inList;
  private boolean over;

  /** Brackets that are open inside the item. */
  private int depth;

  private boolean inString;
  private boolean escaped;

  /**
   * @param mostChars of one item; a longer one ends it
   */
  public JsonItems(int mostChars) {
    this.mostChars = mostChars;
  }

  public void add(CharSequence piece) {
    for (int i = 0; i < piece.length() && !over; i++) {
      add(piece.charAt(i));
    }
  }

  private void add(char c) {
    if (!inList) {
      inList = c == '[';
    } else if (inString) {
      item.append(c);
      inString = escaped || c != '"';
      escaped = !escaped && c == '\\';
      if (!inString && depth == 0) {
        itemEnds();
      }
    } else {
      outside(c);
    }
    over |= item.length() > mostChars;
  }

  private void outside(char c) {
    boolean closes = c == ']' || c == '}';
    if (depth == 0 && (closes || c == ',' || Character.isWhitespace(c))) {
      itemEnds();
      over |= closes;
      return;
    }
    item.append(c);
    inString = c == '"';
    if (c == '[' || c == '{') {
      depth++;
    } else if (closes && --depth == 0) {
      itemEnds();
    }
  }

  private void itemEnds() {
    if (item.isEmpty()) {
      return;
    }
    var value = read(item.toString());
    item.setLength(0);
    if (value == null) {
      over = true;
    } else {
      whole.add(value);
    }
  }

  private static @Nullable JsonNode read(String text) {
    try {
      return Json.read(text);
    } catch (JsonProcessingException e) {
      return text.startsWith("{") || text.startsWith("[") ? new JsonMender(text).read(0) : null;
    }
  }

  /** The next item that is whole and was not returned before, or null. */
  public @Nullable JsonNode next() {
    return whole.poll();
  }

  public boolean hasNext() {
    return !whole.isEmpty();
  }
}
