package dev.windlass.engine.partition;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.windlass.engine.protocol.Attempt;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Usage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an answer stands in the journal. There is one for each step of each run, so its fields have
 * short names, and what is as usual (ask 1, status 200, the first number, nothing waited) is left
 * out. Written and read by hand: a step costs about a microsecond each way.
 *
 * <p>{@code {"r":run,"p":path,"a":ask,"t":text,"e":error,"u":[in,out,costNanos],"m":model,
 * "c":[calls],"k":cached,"w":[tool calls]}}; a call is {@code
 * {"n":number,"s":startedAt,"q":queuedMs,"l":limiterWaitMs,
 * "d":callMs,"h":status,"i":requestId,"e":class,"x":repeatedAfterCrash,"p":costNanos}}; an error
 * {@code {"k":class,"m":message,"h":status,"t":type,"c":code,"i":requestId,"r":raw}}.
 */
final class StepRecordJson {
  private static final int OK = 200;

  private StepRecordJson() {}

  static final class Writer extends StdSerializer<StepRecord> {
    Writer() {
      super(StepRecord.class);
    }

    @Override
    public void serialize(StepRecord step, JsonGenerator out, SerializerProvider serializers)
        throws IOException {
      out.writeStartObject();
      out.writeNumberField("r", step.run());
      out.writeStringField("p", step.path());
      number(out, "a", step.ask(), 1);
      text(out, "t", step.text());
      if (step.error() != null) {
        out.writeFieldName("e");
        write(step.error(), out);
      }
      var usage = step.usage();
      if (!usage.equals(Usage.NONE)) {
        out.writeFieldName("u");
        out.writeStartArray();
        out.writeNumber(usage.inputTokens());
        out.writeNumber(usage.outputTokens());
        out.writeNumber(usage.costNanos());
        out.writeEndArray();
      }
      text(out, "m", step.model());
      if (!step.attempts().isEmpty()) {
        out.writeArrayFieldStart("c");
        for (int i = 0; i < step.attempts().size(); i++) {
          write(step.attempts().get(i), i + 1, out);
        }
        out.writeEndArray();
      }
      if (step.cached()) {
        out.writeBooleanField("k", true);
      }
      if (step.toolCalls() != null) {
        out.writeFieldName("w");
        Json.MAPPER.writeTree(out, step.toolCalls());
      }
      out.writeEndObject();
    }

    private static void write(CallError error, JsonGenerator out) throws IOException {
      out.writeStartObject();
      out.writeStringField("k", error.kind().wireName());
      out.writeStringField("m", error.message());
      number(out, "h", error.status(), 0);
      text(out, "t", error.type());
      text(out, "c", error.code());
      text(out, "i", error.requestId());
      text(out, "r", error.raw());
      out.writeEndObject();
    }

    private static void write(Attempt call, int place, JsonGenerator out) throws IOException {
      out.writeStartObject();
      number(out, "n", call.number(), place);
      out.writeNumberField("s", call.startedAt().toEpochMilli());
      number(out, "q", call.queuedMs(), 0);
      number(out, "l", call.limiterWaitMs(), 0);
      number(out, "d", call.callMs(), 0);
      number(out, "h", call.status(), OK);
      text(out, "i", call.requestId());
      if (call.error() != null) {
        out.writeStringField("e", call.error().wireName());
      }
      if (call.repeatedAfterCrash()) {
        out.writeBooleanField("x", true);
      }
      number(out, "p", call.costNanos(), 0);
      out.writeEndObject();
    }

    private static void number(JsonGenerator out, String name, long value, long usual)
        throws IOException {
      if (value != usual) {
        out.writeNumberField(name, value);
      }
    }

    private static void text(JsonGenerator out, String name, @Nullable String value)
        throws IOException {
      if (value != null) {
        out.writeStringField(name, value);
      }
    }
  }

  static final class Reader extends StdDeserializer<StepRecord> {
    Reader() {
      super(StepRecord.class);
    }

    @Override
    public StepRecord deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      int run = 0;
      String path = "";
      int ask = 1;
      String text = null;
      CallError error = null;
      var usage = Usage.NONE;
      String model = null;
      List<Attempt> calls = List.of();
      boolean cached = false;
      JsonNode tools = null;
      for (var name = first(in); name != null; name = in.nextFieldName()) {
        in.nextToken();
        switch (name) {
          case "r" -> run = in.getIntValue();
          case "p" -> path = in.getText();
          case "a" -> ask = in.getIntValue();
          case "t" -> text = in.getText();
          case "e" -> error = error(in);
          case "u" -> usage = usage(in);
          case "m" -> model = in.getText();
          case "c" -> calls = calls(in);
          case "k" -> cached = in.getBooleanValue();
          case "w" -> tools = context.readTree(in);
          default -> in.skipChildren();
        }
      }
      return new StepRecord(run, path, ask, text, error, usage, model, calls, cached, tools);
    }

    private static CallError error(JsonParser in) throws IOException {
      var kind = FailureClass.SERVER_ERROR;
      String message = "";
      int status = 0;
      String type = null;
      String code = null;
      String requestId = null;
      String raw = null;
      for (var name = first(in); name != null; name = in.nextFieldName()) {
        in.nextToken();
        switch (name) {
          case "k" -> kind = kind(in);
          case "m" -> message = in.getText();
          case "h" -> status = in.getIntValue();
          case "t" -> type = in.getText();
          case "c" -> code = in.getText();
          case "i" -> requestId = in.getText();
          case "r" -> raw = in.getText();
          default -> in.skipChildren();
        }
      }
      return new CallError(kind, message, status, type, code, requestId, raw);
    }

    private static Usage usage(JsonParser in) throws IOException {
      var numbers = new long[3];
      for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
        if (i < numbers.length) {
          numbers[i] = in.getLongValue();
        } else {
          in.skipChildren();
        }
      }
      return new Usage(numbers[0], numbers[1], numbers[2]);
    }

    private static List<Attempt> calls(JsonParser in) throws IOException {
      var calls = new ArrayList<Attempt>(1);
      while (in.nextToken() != JsonToken.END_ARRAY) {
        calls.add(call(in, calls.size() + 1));
      }
      return calls;
    }

    private static Attempt call(JsonParser in, int place) throws IOException {
      int number = place;
      var started = Instant.EPOCH;
      long queued = 0;
      long limiter = 0;
      long took = 0;
      int status = OK;
      String requestId = null;
      FailureClass error = null;
      boolean repeated = false;
      long cost = 0;
      for (var name = first(in); name != null; name = in.nextFieldName()) {
        in.nextToken();
        switch (name) {
          case "n" -> number = in.getIntValue();
          case "s" -> started = Instant.ofEpochMilli(in.getLongValue());
          case "q" -> queued = in.getLongValue();
          case "l" -> limiter = in.getLongValue();
          case "d" -> took = in.getLongValue();
          case "h" -> status = in.getIntValue();
          case "i" -> requestId = in.getText();
          case "e" -> error = kind(in);
          case "x" -> repeated = in.getBooleanValue();
          case "p" -> cost = in.getLongValue();
          default -> in.skipChildren();
        }
      }
      return new Attempt(
          number, started, queued, limiter, took, status, requestId, error, repeated, cost);
    }

    private static FailureClass kind(JsonParser in) throws IOException {
      var name = in.getText();
      var kind = FailureClass.ofWireName(name);
      if (kind.isEmpty()) {
        throw new IOException("a call failed as \"" + name + "\", which this build does not know");
      }
      return kind.get();
    }

    private static @Nullable String first(JsonParser in) throws IOException {
      if (in.currentToken() != JsonToken.START_OBJECT) {
        throw new IOException("an object is wanted, and this is " + in.currentToken());
      }
      return in.nextFieldName();
    }
  }
}
