package dev.windlass.engine.chain.source;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.windlass.engine.chain.source.SourceText.Place;
import dev.windlass.engine.chain.text.Numbers;
import dev.windlass.engine.protocol.Json;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * JSON with the place of each node. Depth, digits and duplicate keys are the parser's to refuse.
 */
final class JsonText {
  private final JsonParser parser;
  private final SourceText into = new SourceText();

  private JsonText(JsonParser parser) {
    this.parser = parser;
  }

  static SourceText read(String text) {
    try (var parser = Json.MAPPER.getFactory().createParser(text)) {
      return new JsonText(parser).read();
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory could not be read", e);
    }
  }

  private SourceText read() throws IOException {
    try {
      parser.nextToken();
      into.root(node(""));
      if (parser.nextToken() != null) {
        into.problem(
            place(parser.currentTokenLocation()), "", "invalid-json", "text after the chain's end");
      }
    } catch (JsonProcessingException e) {
      var location = e.getLocation();
      into.problem(
          location == null ? new Place(1, 1) : place(location),
          "",
          "invalid-json",
          "this is no JSON: " + e.getOriginalMessage());
    }
    return into;
  }

  private JsonNode node(String pointer) throws IOException {
    into.value(pointer, place(parser.currentTokenLocation()));
    var token = parser.currentToken();
    if (token == null) {
      throw new com.fasterxml.jackson.core.io.JsonEOFException(parser, token, "nothing is there");
    }
    return switch (token) {
      case START_OBJECT -> object(pointer);
      case START_ARRAY -> list(pointer);
      case VALUE_STRING -> TextNode.valueOf(parser.getText());
      case VALUE_NUMBER_INT -> Numbers.node(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> Numbers.node(new BigDecimal(parser.getText()), false);
      case VALUE_TRUE, VALUE_FALSE -> BooleanNode.valueOf(token == JsonToken.VALUE_TRUE);
      default -> NullNode.getInstance();
    };
  }

  private JsonNode object(String pointer) throws IOException {
    var object = JsonNodeFactory.instance.objectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var key = parser.currentName();
      var child = SourceText.child(pointer, key);
      into.key(child, place(parser.currentTokenLocation()));
      parser.nextToken();
      object.set(key, node(child));
    }
    return object;
  }

  private JsonNode list(String pointer) throws IOException {
    var list = JsonNodeFactory.instance.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(node(pointer + "/" + list.size()));
    }
    return list;
  }

  private static Place place(JsonLocation location) {
    return new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }
}
