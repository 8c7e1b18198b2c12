package dev.windlass.engine.journal.embedded;

import dev.windlass.engine.journal.embedded.EventRow.Kind;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;

/** From what Pekko hands over to rows, and back, by Pekko's own serializers. Thread-safe. */
final class Codec {
  /** Bytes of something and how to read them. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
  record Packed(Kind kind, byte[] payload) {}

  private final Serialization serialization;

  Codec(ActorSystem system) {
    this.serialization = SerializationExtension.get(system);
  }

  Packed pack(Object what, String adapter) {
    var serializer = serialization.findSerializerFor(what);
    var kind =
        new Kind(serializer.identifier(), Serializers.manifestFor(serializer, what), adapter);
    return new Packed(kind, serialization.serialize(what).get());
  }

  Object unpack(Kind kind, byte[] payload) {
    return serialization.deserialize(payload, kind.serializer(), kind.manifest()).get();
  }

  EventRow row(PersistentRepr event, long at) {
    if (event.metadata().isDefined()) {
      throw new IllegalArgumentException(
          "events with metadata (replicated event sourcing) are not kept by the embedded journal");
    }
    var packed = pack(event.payload(), event.manifest());
    return new EventRow(
        event.persistenceId(),
        event.sequenceNr(),
        packed.kind(),
        event.writerUuid(),
        at,
        packed.payload());
  }

  PersistentRepr event(EventRow row) {
    return PersistentRepr.apply(
            unpack(row.kind(), row.payload()),
            row.seq(),
            row.stream(),
            row.kind().adapter(),
            false,
            ActorRef.noSender(),
            row.writer())
        .withTimestamp(row.at());
  }
}
