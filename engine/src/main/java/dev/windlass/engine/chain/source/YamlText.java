package dev.windlass.engine.chain.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.windlass.engine.chain.source.SourceText.Place;
import dev.windlass.engine.protocol.Json;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML with the place of each node, built from the parser's events: no tag names a class here. */
final class YamlText {
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(SourceText.MAX_CHARS).build();

  /** The text cannot be read on from here. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Event event;
    private final String pointer;
    private final String code;
    private final String detail;

    Unreadable(Event event, String pointer, String code, String detail) {
      super(detail, null, false, false);
      this.event = event;
      this.pointer = pointer;
      this.code = code;
      this.detail = detail;
    }
  }

  /** What an anchor stands for, and how many nodes that is. */
  private record Anchored(JsonNode node, int nodes) {}

  private final Iterator<Event> events;
  private final SourceText into = new SourceText();
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private int aliases;
  private int nodes;

  private YamlText(Iterator<Event> events) {
    this.events = events;
  }

  static SourceText read(String text) {
    var reader = new YamlText(new Parse(SETTINGS).parseString(text).iterator());
    try {
      reader.document();
    } catch (Unreadable e) {
      reader.into.problem(start(e.event), e.pointer, e.code, e.detail);
    } catch (MarkedYamlEngineException e) {
      var mark = e.getProblemMark().or(e::getContextMark);
      var context = e.getContext() == null ? "" : e.getContext() + ", ";
      reader.into.problem(
          mark.map(YamlText::place).orElse(new Place(1, 1)),
          "",
          "invalid-yaml",
          "this is no YAML: " + context + e.getProblem());
    } catch (YamlEngineException e) {
      reader.into.problem(
          new Place(1, 1), "", "invalid-yaml", "this is no YAML: " + e.getMessage());
    }
    return reader.into;
  }

  private void document() {
    events.next();
    var first = events.next();
    if (first instanceof StreamEndEvent) {
      throw new Unreadable(first, "", "required", "the text is empty; a chain begins with chain:");
    }
    into.root(node(events.next(), "", 0));
    events.next();
    var last = events.next();
    if (last instanceof DocumentStartEvent) {
      throw new Unreadable(last, "", "invalid-yaml", "one text holds one chain; a second begins");
    }
  }

  private JsonNode node(Event event, String pointer, int depth) {
    into.value(pointer, start(event));
    if (++nodes > SourceText.MAX_NODES) {
      throw new Unreadable(event, pointer, "too-large", "the text has too many values");
    }
    if (depth > Json.MAX_DEPTH) {
      throw new Unreadable(
          event, pointer, "too-deep", "values nest at most " + Json.MAX_DEPTH + " deep");
    }
    if (event instanceof AliasEvent alias) {
      return alias(alias, pointer);
    }
    int before = nodes;
    var node =
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar, pointer);
          case SequenceStartEvent list -> list(list, pointer, depth);
          case MappingStartEvent object -> object(object, pointer, depth);
          default -> NullNode.getInstance();
        };
    if (event instanceof NodeEvent anchored) {
      anchored
          .getAnchor()
          .ifPresent(anchor -> anchors.put(anchor, new Anchored(node, nodes - before + 1)));
    }
    return node;
  }

  private JsonNode alias(AliasEvent alias, String pointer) {
    if (++aliases > SourceText.MAX_ALIASES) {
      throw new Unreadable(
          alias,
          pointer,
          "too-large",
          "at most " + SourceText.MAX_ALIASES + " aliases are followed");
    }
    var anchored = anchors.get(alias.getAlias());
    if (anchored == null) {
      throw new Unreadable(
          alias, pointer, "invalid-yaml", "the alias *" + alias.getAlias() + " names no anchor");
    }
    nodes += anchored.nodes();
    return anchored.node();
  }

  private JsonNode list(SequenceStartEvent event, String pointer, int depth) {
    refuseTag(event, pointer, event.getTag().isPresent());
    var list = JsonNodeFactory.instance.arrayNode();
    for (var next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
      list.add(node(next, pointer + "/" + list.size(), depth + 1));
    }
    return list;
  }

  private JsonNode object(MappingStartEvent event, String pointer, int depth) {
    refuseTag(event, pointer, event.getTag().isPresent());
    var object = JsonNodeFactory.instance.objectNode();
    for (var next = events.next(); !(next instanceof MappingEndEvent); next = events.next()) {
      if (!(next instanceof ScalarEvent key)) {
        throw new Unreadable(next, pointer, "wrong-type", "a key is a text");
      }
      refuseTag(key, pointer, key.getTag().isPresent());
      var child = SourceText.child(pointer, key.getValue());
      if (object.has(key.getValue())) {
        into.problem(
            start(key), child, "duplicate", "the key " + key.getValue() + " stands here twice");
        node(events.next(), child, depth + 1);
        continue;
      }
      into.key(child, start(key));
      object.set(key.getValue(), node(events.next(), child, depth + 1));
    }
    return object;
  }

  private JsonNode scalar(ScalarEvent scalar, String pointer) {
    refuseTag(scalar, pointer, scalar.getTag().isPresent());
    if (!scalar.isPlain()) {
      return TextNode.valueOf(scalar.getValue());
    }
    var value = CoreSchema.value(scalar.getValue());
    if (value == null) {
      throw new Unreadable(
          scalar, pointer, "out-of-range", scalar.getValue() + " is no number that JSON has");
    }
    return value;
  }

  private static void refuseTag(Event event, String pointer, boolean tagged) {
    if (tagged) {
      throw new Unreadable(event, pointer, "invalid-yaml", "tags (!...) are not read");
    }
  }

  private static Place start(Event event) {
    return event.getStartMark().map(YamlText::place).orElse(Place.NONE);
  }

  private static Place place(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }
}
