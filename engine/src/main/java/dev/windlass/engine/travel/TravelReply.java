package dev.windlass.engine.travel;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.windlass.engine.protocol.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A reply holds a value of any type on the list, so the type's name goes before it: {@code [name,
 * value]}, {@code ["list", [name, value], ...]}, {@code ["int", 3]}.
 */
final class TravelReply {
  private TravelReply() {}

  @SuppressWarnings({"rawtypes", "unchecked"}) // Jackson knows a type by its class
  static Module module(Supplier<TravelTypes> types) {
    return new SimpleModule("windlass-replies")
        .addSerializer(Reply.Ok.class, (StdSerializer) new Writer(types))
        .addDeserializer(Reply.Ok.class, (StdDeserializer) new Reader(types));
  }

  private static final class Writer extends StdSerializer<Reply.Ok<?>> {
    private final transient Supplier<TravelTypes> types;

    Writer(Supplier<TravelTypes> types) {
      super(Reply.Ok.class, false);
      this.types = types;
    }

    @Override
    public void serialize(Reply.Ok<?> ok, JsonGenerator out, SerializerProvider all)
        throws IOException {
      write(ok.value(), out, all);
    }

    private void write(Object value, JsonGenerator out, SerializerProvider all) throws IOException {
      out.writeStartArray();
      switch (value) {
        case Integer number -> {
          out.writeString("int");
          out.writeNumber(number);
        }
        case Long number -> {
          out.writeString("long");
          out.writeNumber(number);
        }
        case Boolean is -> {
          out.writeString("is");
          out.writeBoolean(is);
        }
        case String text -> {
          out.writeString("text");
          out.writeString(text);
        }
        case List<?> list -> {
          out.writeString("list");
          for (var each : list) {
            write(each, out, all);
          }
        }
        default -> {
          out.writeString(types.get().of(value).name());
          all.findTypedValueSerializer(value.getClass(), true, null).serialize(value, out, all);
        }
      }
      out.writeEndArray();
    }
  }

  private static final class Reader extends StdDeserializer<Reply.Ok<?>> {
    private final transient Supplier<TravelTypes> types;

    Reader(Supplier<TravelTypes> types) {
      super(Reply.Ok.class);
      this.types = types;
    }

    @Override
    public Reply.Ok<?> deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      return new Reply.Ok<>(read(in, context));
    }

    /** Stands on the start of a value, and stops at its end. */
    private Object read(JsonParser in, DeserializationContext context) throws IOException {
      var name = in.nextTextValue();
      if (name == null) {
        throw context.wrongTokenException(
            in, Reply.Ok.class, JsonToken.VALUE_STRING, "the name of a value's type");
      }
      in.nextToken();
      Object value =
          switch (name) {
            case "int" -> in.getIntValue();
            case "long" -> in.getLongValue();
            case "is" -> in.getBooleanValue();
            case "text" -> in.getText();
            case "list" -> list(in, context);
            default -> context.readValue(in, types.get().named(name).type());
          };
      if (!name.equals("list")) {
        in.nextToken();
      }
      return value;
    }

    private List<Object> list(JsonParser in, DeserializationContext context) throws IOException {
      var list = new ArrayList<>();
      while (in.currentToken() != JsonToken.END_ARRAY) {
        list.add(read(in, context));
        in.nextToken();
      }
      return List.copyOf(list);
    }
  }
}
