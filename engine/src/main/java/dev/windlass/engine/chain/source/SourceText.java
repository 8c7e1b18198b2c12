package dev.windlass.engine.chain.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A text that was read: its tree, the place of each node, and what was wrong with it as text. */
public final class SourceText {
  /** Longest text, in characters: what the body of a request may hold. */
  public static final int MAX_CHARS = 8 * 1024 * 1024;

  /** Most aliases in a YAML text. */
  public static final int MAX_ALIASES = 50;

  /** Most nodes of a tree, those under an alias counted at each use. */
  public static final int MAX_NODES = 200_000;

  /**
   * Where something stands; both count from 1.
   *
   * @param column in characters (code points)
   */
  public record Place(int line, int column) {
    public static final Place NONE = new Place(0, 0);
  }

  /** What is wrong with the text itself. */
  public record Problem(Place place, String pointer, String code, String detail) {}

  private final Map<String, Place> values = new HashMap<>();
  private final Map<String, Place> keys = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private @Nullable JsonNode root;

  SourceText() {}

  /**
   * Reads JSON, or YAML by its 1.2 core schema. A text that begins as a JSON object does is tried
   * as JSON first: YAML has most of JSON, but not tabs for blanks.
   */
  public static SourceText read(String text) {
    if (text.length() > MAX_CHARS) {
      var tooLarge = new SourceText();
      tooLarge.problem(
          new Place(1, 1), "", "too-large", "a chain has at most " + MAX_CHARS + " characters");
      return tooLarge;
    }
    var content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (!content.stripLeading().startsWith("{")) {
      return YamlText.read(content);
    }
    var json = JsonText.read(content);
    if (json.problems.isEmpty()) {
      return json;
    }
    var yaml = YamlText.read(content);
    boolean meantAsJson = content.stripLeading().substring(1).stripLeading().startsWith("\"");
    return yaml.problems.isEmpty() || !meantAsJson ? yaml : json;
  }

  /** A tree that was no text: it has no places. */
  public static SourceText of(JsonNode tree) {
    var source = new SourceText();
    source.root = tree;
    return source;
  }

  /** The tree, or null where the text has none. */
  public @Nullable JsonNode root() {
    return root;
  }

  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** Where the value of a pointer stands, or the nearest one around it. */
  public Place place(String pointer) {
    return nearest(values, pointer);
  }

  /** Where the key of a pointer stands, or the nearest value around it. */
  public Place keyPlace(String pointer) {
    var key = keys.get(pointer);
    return key != null ? key : place(pointer);
  }

  private static Place nearest(Map<String, Place> places, String pointer) {
    var at = pointer;
    while (true) {
      var place = places.get(at);
      if (place != null) {
        return place;
      }
      int slash = at.lastIndexOf('/');
      if (slash < 0) {
        return Place.NONE;
      }
      at = at.substring(0, slash);
    }
  }

  /** A pointer's next part, escaped as RFC 6901 wants it. */
  public static String child(String pointer, String key) {
    return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
  }

  void root(JsonNode tree) {
    root = tree;
  }

  void value(String pointer, Place place) {
    values.put(pointer, place);
  }

  void key(String pointer, Place place) {
    keys.put(pointer, place);
  }

  void problem(Place place, String pointer, String code, String detail) {
    problems.add(new Problem(place, pointer, code, detail));
  }
}
