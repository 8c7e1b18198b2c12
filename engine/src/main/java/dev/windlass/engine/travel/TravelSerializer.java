package dev.windlass.engine.travel;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.NotSerializableException;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads what travels between nodes, by name and from the closed list of {@link
 * TravelTypes}; all else is refused, both ways. Thread-safe.
 */
public final class TravelSerializer extends SerializerWithStringManifest {
  /** Travels with every message; never to change. */
  static final int IDENTIFIER = 7356;

  private final ExtendedActorSystem system;
  private final TravelTypes types;
  private final TravelBytes bytes;
  private volatile @Nullable ActorRefResolver actors;

  public TravelSerializer(ExtendedActorSystem system) {
    this.system = system;
    var config = system.settings().config();
    ObjectMapper mapper = TravelCbor.mapper(this::actors);
    mapper.registerModule(TravelReply.module(this::types));
    types = new TravelTypes(config, system.dynamicAccess().classLoader(), mapper);
    bytes =
        new TravelBytes(
            Math.toIntExact(config.getBytes("windlass.travel.deflate-from")),
            config.getBytes("windlass.travel.max-message"));
  }

  private TravelTypes types() {
    return types;
  }

  /** The actor system is not complete while its serializers are made. */
  private ActorRefResolver actors() {
    var known = actors;
    if (known == null) {
      known = ActorRefResolver.get(Adapter.toTyped(system));
      actors = known;
    }
    return known;
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return types.of(message).name();
  }

  @Override
  public byte[] toBinary(Object message) {
    var type = types.of(message);
    try {
      var growing = new TravelBytes.Growing();
      type.writer().writeValue(growing, message);
      return bytes.pack(growing);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "a message " + type.name() + " could not be written for another node", e);
    }
  }

  @Override
  public Object fromBinary(byte[] packed, String name) throws NotSerializableException {
    var type = types.named(name);
    try (var in = bytes.unpack(packed)) {
      return type.reader().readValue(in);
    } catch (IOException e) {
      var unreadable =
          new NotSerializableException(
              "a message " + name + " of another node cannot be read: " + e.getMessage());
      unreadable.initCause(e);
      throw unreadable;
    }
  }
}
