package dev.windlass.engine.journal;

import java.io.IOException;
import java.io.NotSerializableException;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Writes and reads what is journaled, by name and from the closed list of {@link EventTypes}; all
 * else is refused, both ways. One writer and one reader a class are built at the start.
 * Thread-safe.
 */
public final class JournalSerializer extends SerializerWithStringManifest {
  /** Stored beside every event; never to change. */
  static final int IDENTIFIER = 7355;

  private final EventTypes types;
  private final EventBytes bytes;

  public JournalSerializer(ExtendedActorSystem system) {
    var config = system.settings().config();
    types = new EventTypes(config, system.dynamicAccess().classLoader());
    bytes =
        new EventBytes(
            Math.toIntExact(config.getBytes("windlass.journal.deflate-from")),
            config.getBytes("windlass.journal.max-event"));
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object event) {
    return types.of(event).name();
  }

  @Override
  public byte[] toBinary(Object event) {
    var type = types.of(event);
    try {
      return bytes.store(type.writer().writeValueAsBytes(event), type.name());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "an event " + type.name() + " could not be written as JSON", e);
    }
  }

  @Override
  public Object fromBinary(byte[] stored, String name) throws NotSerializableException {
    var type = types.named(name);
    try {
      return type.reader().readValue(bytes.load(stored, name));
    } catch (IOException e) {
      var unreadable =
          new NotSerializableException(
              "an event " + name + " in the journal cannot be read: " + e.getMessage());
      unreadable.initCause(e);
      throw unreadable;
    }
  }
}
