package dev.windlass.engine.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.windlass.engine.protocol.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The journal's dialect of JSON: instants are milliseconds since 1970, durations milliseconds, what
 * is null or an empty {@code Optional} is left out. Fields that this build does not know are passed
 * over, so that an older build reads what a newer one wrote; what was once accepted is read at any
 * length and depth.
 */
final class EventJson {
  /** An input may be {@link Json#MAX_DEPTH} deep; the event around it adds some levels. */
  private static final int MAX_DEPTH = 500;

  static final ObjectMapper MAPPER = mapper();

  private EventJson() {}

  private static ObjectMapper mapper() {
    var mapper = Json.MAPPER.copy();
    mapper.getFactory().disable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    // an event may leave an empty collection out; it is empty again when it is read, never null
    for (var each : List.of(Map.class, List.class, Set.class)) {
      mapper.configOverride(each).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
    }
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(Json.MAX_NUMBER_DIGITS)
                .maxStringLength(Integer.MAX_VALUE)
                .build());
    return mapper
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .setDefaultPropertyInclusion(JsonInclude.Include.NON_ABSENT)
        .registerModule(
            new SimpleModule("windlass-journal")
                .addSerializer(new InstantWriter())
                .addDeserializer(Instant.class, new InstantReader())
                .addSerializer(new DurationWriter())
                .addDeserializer(Duration.class, new DurationReader()));
  }

  private static final class InstantWriter extends StdSerializer<Instant> {
    InstantWriter() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant at, JsonGenerator out, SerializerProvider serializers)
        throws IOException {
      out.writeNumber(at.toEpochMilli());
    }
  }

  private static final class InstantReader extends StdDeserializer<Instant> {
    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Instant.ofEpochMilli(in.getLongValue());
    }
  }

  private static final class DurationWriter extends StdSerializer<Duration> {
    DurationWriter() {
      super(Duration.class);
    }

    @Override
    public void serialize(Duration length, JsonGenerator out, SerializerProvider serializers)
        throws IOException {
      out.writeNumber(length.toMillis());
    }
  }

  private static final class DurationReader extends StdDeserializer<Duration> {
    DurationReader() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Duration.ofMillis(in.getLongValue());
    }
  }
}
