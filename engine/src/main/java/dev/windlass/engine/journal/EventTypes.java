package dev.windlass.engine.journal;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.typesafe.config.Config;
import dev.windlass.engine.protocol.Journaled;
import dev.windlass.engine.protocol.Listed;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The closed list of what the journal may hold, read once from {@code windlass.journal.events}:
 * {@code "partition.lines-accepted.1" = "dev.windlass...LinesAccepted"}. The name is what is
 * stored, so a class may move; its last part counts the shapes the event has had. When several
 * names lead to one class, all are read and the highest number is written.
 */
final class EventTypes {
  private static final String PATH = "windlass.journal.events";

  /** One type of event, with the reader and writer that are built for it once. */
  record EventType(
      String name, Class<? extends Journaled> type, ObjectWriter writer, ObjectReader reader) {}

  private final Map<String, EventType> byName = new HashMap<>();
  private final Map<Class<?>, EventType> byClass = new HashMap<>();

  EventTypes(Config config, ClassLoader loader) {
    var listed = config.getObject(PATH).unwrapped();
    listed.keySet().forEach(EventTypes::check);
    listed.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> shapeOf(entry.getKey())))
        .forEach(entry -> add(entry.getKey(), String.valueOf(entry.getValue()), loader));
  }

  private void add(String name, String className, ClassLoader loader) {
    var remedy = "remove the line if the event was never written";
    var type = Listed.load(PATH, name, className, loader, Journaled.class, remedy);
    var event =
        new EventType(
            name, type, EventJson.MAPPER.writerFor(type), EventJson.MAPPER.readerFor(type));
    byName.put(name, event);
    byClass.put(type, event);
  }

  private static void check(String name) {
    if (!name.matches("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)*\\.[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(
          PATH + ".\"" + name + "\": a name is like \"partition.lines-accepted.1\"");
    }
  }

  private static int shapeOf(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
  }

  EventType of(Object event) {
    var type = byClass.get(event.getClass());
    if (type == null) {
      throw new IllegalArgumentException(
          event.getClass().getName()
              + " is not on the list of what the journal may hold; add it to "
              + PATH
              + " in reference.conf, with a sample");
    }
    return type;
  }

  EventType named(@Nullable String name) {
    var type = name == null ? null : byName.get(name);
    if (type == null) {
      throw new IllegalArgumentException(
          "the journal holds an event of type \""
              + name
              + "\", which this build does not know (it is not in "
              + PATH
              + "): start the version that wrote it, or a newer one");
    }
    return type;
  }
}
