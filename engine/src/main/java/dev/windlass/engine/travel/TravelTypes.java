package dev.windlass.engine.travel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.typesafe.config.Config;
import dev.windlass.engine.protocol.Listed;
import dev.windlass.engine.protocol.Travels;
import java.io.NotSerializableException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The closed list of what may travel between nodes, read once from {@code windlass.travel.types}:
 * {@code "step.grant" = "dev.windlass...Grant"}. Readers and writers are built at the start.
 */
final class TravelTypes {
  private static final String PATH = "windlass.travel.types";

  /** One type of message. */
  record Type(String name, Class<?> type, ObjectWriter writer, ObjectReader reader) {}

  /** No fault of this process, and logged for each message: so without a stack trace. */
  private static final class Unknown extends NotSerializableException {
    private static final long serialVersionUID = 1;

    Unknown(String message) {
      super(message);
    }

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }

  private final Map<String, Type> byName = new HashMap<>();
  private final Map<Class<?>, Type> byClass = new HashMap<>();

  /**
   * @param mapper gets the list's types as the values that a reply may hold
   */
  TravelTypes(Config config, ClassLoader loader, ObjectMapper mapper) {
    for (var entry : config.getObject(PATH).unwrapped().entrySet()) {
      var name = entry.getKey();
      var className = String.valueOf(entry.getValue());
      var type = Listed.load(PATH, name, className, loader, Travels.class, "remove the line");
      var one = new Type(name, type, mapper.writerFor(type), mapper.readerFor(type));
      byName.put(name, one);
      if (byClass.put(type, one) != null) {
        throw new IllegalArgumentException(
            PATH + " names " + type.getName() + " twice; one name is enough");
      }
    }
  }

  Type of(Object message) {
    var type = byClass.get(message.getClass());
    if (type == null) {
      throw new IllegalArgumentException(
          message.getClass().getName()
              + " is not on the list of what may travel between nodes; add it to "
              + PATH
              + " in reference.conf");
    }
    return type;
  }

  Type named(@Nullable String name) throws NotSerializableException {
    var type = name == null ? null : byName.get(name);
    if (type == null) {
      throw new Unknown(
          "another node sent a message of type \""
              + name
              + "\", which this version does not know; bring both to the same version");
    }
    return type;
  }
}
