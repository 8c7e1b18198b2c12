package dev.windlass.engine.travel;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.JsonNodeDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.StepOutcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.jspecify.annotations.Nullable;

/**
 * The dialect: a record is the list of its parts, in order; a text that was said before in the same
 * message is a reference to it (CBOR's stringref), which makes a batch of steps of one partition
 * small; instants are nanoseconds since 1970; durations are milliseconds, or a list of their
 * nanoseconds where that would lose some; an actor is its address.
 */
final class TravelCbor {
  /** An input may be {@link Json#MAX_DEPTH} deep; the message around it adds some levels. */
  private static final int MAX_DEPTH = 500;

  private static final long NANOS_OF_MILLI = 1_000_000;

  private TravelCbor() {}

  static ObjectMapper mapper(Supplier<ActorRefResolver> actors) {
    var factory =
        CBORFactory.builder()
            .enable(CBORGenerator.Feature.STRINGREF)
            // half of a character that a model sent alone becomes a question mark, not an error
            .enable(CBORGenerator.Feature.LENIENT_UTF_ENCODING)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(Json.MAX_NUMBER_DIGITS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();
    var mapper =
        CBORMapper.builder(factory)
            .annotationIntrospector(new RecordsAsLists())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .addMixIn(StepOutcome.class, ByName.class)
            .build();
    mapper.registerSubtypes(
        new NamedType(StepOutcome.Answered.class, "a"),
        new NamedType(StepOutcome.Unanswered.class, "u"));
    return mapper.registerModule(
        new SimpleModule("windlass-travel")
            .addSerializer(new InstantWriter())
            .addDeserializer(Instant.class, new InstantReader())
            .addSerializer(new DurationWriter())
            .addDeserializer(Duration.class, new DurationReader())
            .addDeserializer(JsonNode.class, new TreeReader<>(JsonNode.class))
            .addDeserializer(ObjectNode.class, new TreeReader<>(ObjectNode.class))
            .addSerializer(new ActorWriter(actors))
            .addDeserializer(ActorRef.class, new ActorReader(actors)));
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_ARRAY)
  private interface ByName {}

  /** What a record says about the journal's JSON does not count here. */
  private static final class RecordsAsLists extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public JsonFormat.@Nullable Value findFormat(Annotated what) {
      return what instanceof AnnotatedClass type && type.getRawType().isRecord()
          ? JsonFormat.Value.forShape(JsonFormat.Shape.ARRAY)
          : super.findFormat(what);
    }

    @Override
    public JsonInclude.Value findPropertyInclusion(Annotated what) {
      return JsonInclude.Value.empty();
    }
  }

  private static final class InstantWriter extends StdSerializer<Instant> {
    InstantWriter() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant at, JsonGenerator out, SerializerProvider all)
        throws IOException {
      long seconds = Math.multiplyExact(at.getEpochSecond(), TimeUnit.SECONDS.toNanos(1));
      out.writeNumber(Math.addExact(seconds, at.getNano()));
    }
  }

  private static final class InstantReader extends StdDeserializer<Instant> {
    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Instant.EPOCH.plusNanos(in.getLongValue());
    }
  }

  private static final class DurationWriter extends StdSerializer<Duration> {
    DurationWriter() {
      super(Duration.class);
    }

    @Override
    public void serialize(Duration length, JsonGenerator out, SerializerProvider all)
        throws IOException {
      long nanos = length.toNanos();
      if (nanos % NANOS_OF_MILLI == 0) {
        out.writeNumber(nanos / NANOS_OF_MILLI);
      } else {
        out.writeStartArray();
        out.writeNumber(nanos);
        out.writeEndArray();
      }
    }
  }

  private static final class DurationReader extends StdDeserializer<Duration> {
    DurationReader() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (!in.isExpectedStartArrayToken()) {
        return Duration.ofMillis(in.getLongValue());
      }
      in.nextToken();
      long nanos = in.getLongValue();
      in.nextToken();
      return Duration.ofNanos(nanos);
    }
  }

  /** Where a tree is absent it is null, not a tree that says null. */
  private static final class TreeReader<T extends JsonNode> extends StdDeserializer<T> {
    private final Class<T> type;
    private final JsonDeserializer<? extends JsonNode> plain;

    TreeReader(Class<T> type) {
      super(type);
      this.type = type;
      plain = JsonNodeDeserializer.getDeserializer(type);
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return type.cast(plain.deserialize(in, context));
    }

    @Override
    public @Nullable T getNullValue(DeserializationContext context) {
      return null;
    }
  }

  private static final class ActorWriter extends StdSerializer<ActorRef<?>> {
    private final transient Supplier<ActorRefResolver> actors;

    ActorWriter(Supplier<ActorRefResolver> actors) {
      super(ActorRef.class, false);
      this.actors = actors;
    }

    @Override
    public void serialize(ActorRef<?> actor, JsonGenerator out, SerializerProvider all)
        throws IOException {
      out.writeString(actors.get().toSerializationFormat(actor));
    }
  }

  @SuppressWarnings("rawtypes") // Jackson knows a type by its class
  private static final class ActorReader extends StdDeserializer<ActorRef> {
    private final transient Supplier<ActorRefResolver> actors;

    ActorReader(Supplier<ActorRefResolver> actors) {
      super(ActorRef.class);
      this.actors = actors;
    }

    @Override
    public ActorRef deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return actors.get().resolveActorRef(in.getText());
    }
  }
}
