package dev.windlass.engine.partition;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.windlass.engine.partition.PartitionEvent.EndMark;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.RunStatus;
import java.io.IOException;
import java.util.Locale;

/**
 * How an end stands in the journal: the bare index of a run that succeeded, else {@code
 * {"r":run,"s":status,"k":class}}.
 */
final class EndMarkJson {
  private EndMarkJson() {}

  static final class Writer extends StdSerializer<EndMark> {
    Writer() {
      super(EndMark.class);
    }

    @Override
    public void serialize(EndMark mark, JsonGenerator out, SerializerProvider serializers)
        throws IOException {
      if (mark.status() == RunStatus.SUCCEEDED && mark.kind() == null) {
        out.writeNumber(mark.run());
        return;
      }
      out.writeStartObject();
      out.writeNumberField("r", mark.run());
      out.writeStringField("s", mark.status().wireName());
      if (mark.kind() != null) {
        out.writeStringField("k", mark.kind().wireName());
      }
      out.writeEndObject();
    }
  }

  static final class Reader extends StdDeserializer<EndMark> {
    Reader() {
      super(EndMark.class);
    }

    @Override
    public EndMark deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (in.currentToken().isNumeric()) {
        return new EndMark(in.getIntValue(), RunStatus.SUCCEEDED, null);
      }
      int run = 0;
      var status = RunStatus.SUCCEEDED;
      FailureClass kind = null;
      for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        in.nextToken();
        switch (name) {
          case "r" -> run = in.getIntValue();
          case "s" -> status = RunStatus.valueOf(in.getText().toUpperCase(Locale.ROOT));
          case "k" -> kind = FailureClass.ofWireName(in.getText()).orElse(null);
          default -> in.skipChildren();
        }
      }
      return new EndMark(run, status, kind);
    }
  }
}
