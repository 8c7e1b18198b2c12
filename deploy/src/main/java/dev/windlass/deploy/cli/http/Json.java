package dev.windlass.deploy.cli.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * JSON as trees, read and written by the streaming core: an ObjectMapper would cost a client
 * command 150 ms of its start. Numbers keep their digits.
 */
public final class Json {
  public static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Json() {}

  public static ObjectNode object() {
    return NODES.objectNode();
  }

  public static JsonFactory factory() {
    return FACTORY;
  }

  /**
   * @throws StreamReadException the text is not one JSON value
   */
  public static JsonNode read(String text) throws StreamReadException {
    try (var parser = FACTORY.createParser(text)) {
      return whole(parser);
    } catch (StreamReadException wrong) {
      throw wrong;
    } catch (IOException cannotBe) {
      throw new UncheckedIOException(cannotBe);
    }
  }

  public static JsonNode read(InputStream bytes) throws IOException {
    try (var parser = FACTORY.createParser(bytes)) {
      return whole(parser);
    }
  }

  private static JsonNode whole(JsonParser parser) throws IOException {
    if (parser.nextToken() == null) {
      throw new JsonParseException(parser, "nothing there, where a JSON value was expected");
    }
    var value = value(parser);
    if (parser.nextToken() != null) {
      throw new JsonParseException(parser, "more text after the end of the JSON value");
    }
    return value;
  }

  /** The value that the parser stands on; leaves it on the value's last token. */
  public static JsonNode value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          var name = parser.currentName();
          parser.nextToken();
          object.set(name, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
        }
        yield array;
      }
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? NODES.numberNode(parser.getBigIntegerValue())
              : NODES.numberNode(parser.getLongValue());
      case VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(parser.getDecimalValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> throw new JsonParseException(parser, "a JSON value was expected");
    };
  }

  /** Compact, on one line. */
  public static String text(JsonNode node) {
    return text(node, false);
  }

  /** Over several lines, for reading. */
  public static String pretty(JsonNode node) {
    return text(node, true);
  }

  private static String text(JsonNode node, boolean pretty) {
    var text = new StringWriter();
    try (var generator = FACTORY.createGenerator(text)) {
      if (pretty) {
        generator.useDefaultPrettyPrinter();
      }
      write(generator, node);
    } catch (IOException cannotBe) {
      throw new UncheckedIOException(cannotBe);
    }
    return text.toString();
  }

  public static void write(JsonGenerator generator, JsonNode node) throws IOException {
    switch (node.getNodeType()) {
      case OBJECT -> {
        generator.writeStartObject();
        for (var field : node.properties()) {
          generator.writeFieldName(field.getKey());
          write(generator, field.getValue());
        }
        generator.writeEndObject();
      }
      case ARRAY -> {
        generator.writeStartArray();
        for (var item : node) {
          write(generator, item);
        }
        generator.writeEndArray();
      }
      case STRING -> generator.writeString(node.textValue());
      case NUMBER -> {
        if (node.isIntegralNumber()) {
          generator.writeNumber(node.bigIntegerValue());
        } else {
          generator.writeNumber(node.decimalValue());
        }
      }
      case BOOLEAN -> generator.writeBoolean(node.booleanValue());
      default -> generator.writeNull();
    }
  }
}
