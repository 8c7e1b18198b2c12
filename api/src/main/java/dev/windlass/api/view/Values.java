package dev.windlass.api.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.windlass.engine.protocol.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The small things that many objects have. */
final class Values {
  static final String CURRENCY = "USD";

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Values() {}

  /** RFC 3339 in UTC with milliseconds, or null. */
  static void time(JsonGenerator out, String name, @Nullable Instant time) throws IOException {
    out.writeStringField(name, time == null ? null : MILLIS.format(time));
  }

  /** Dollars as a decimal text: 0.00042. */
  static String dollars(long nanos) {
    return nanos == 0 ? "0" : BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
  }

  static void dollarsOrNull(JsonGenerator out, String name, @Nullable Long nanos)
      throws IOException {
    out.writeStringField(name, nanos == null ? null : dollars(nanos));
  }

  static void cost(JsonGenerator out, Usage usage) throws IOException {
    out.writeStringField("cost", dollars(usage.costNanos()));
    out.writeStringField("currency", CURRENCY);
  }

  static void usage(JsonGenerator out, Usage usage) throws IOException {
    out.writeObjectFieldStart("usage");
    out.writeNumberField("input_tokens", usage.inputTokens());
    out.writeNumberField("output_tokens", usage.outputTokens());
    out.writeEndObject();
  }

  static void texts(JsonGenerator out, String name, Map<String, String> values) throws IOException {
    out.writeObjectFieldStart(name);
    for (var each : values.entrySet()) {
      out.writeStringField(each.getKey(), each.getValue());
    }
    out.writeEndObject();
  }

  static void numberOrNull(JsonGenerator out, String name, @Nullable Double value)
      throws IOException {
    if (value == null || !Double.isFinite(value)) {
      out.writeNullField(name);
    } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      out.writeNumberField(name, value.longValue()); // 3000, not 3000.0
    } else {
      out.writeNumberField(name, value);
    }
  }

  /** A weight, 1 rather than 1.0. */
  static void weight(JsonGenerator out, double weight) throws IOException {
    if (weight == Math.rint(weight)) {
      out.writeNumberField("weight", (long) weight);
    } else {
      out.writeNumberField("weight", weight);
    }
  }
}
