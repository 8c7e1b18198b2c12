package dev.windlass.api.collections;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.api.http.Body;
import dev.windlass.api.http.Fields;
import dev.windlass.api.problem.Problem;
import dev.windlass.engine.protocol.Collecting.Document;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Reads documents: one JSON object, a JSON array of them, or one a line. */
final class DocumentBodies {
  private static final int ID_BYTES = 16;

  private DocumentBodies() {}

  static List<Document> read(ByteString bytes, boolean lines) {
    var documents = new ArrayList<Document>();
    if (lines) {
      long number = 0;
      for (var line : Body.text(bytes).split("\n", -1)) {
        number++;
        if (!line.isBlank()) {
          documents.add(document(object(line, number), documents.size()));
        }
      }
      return documents;
    }
    var value = Body.parse(bytes);
    if (value instanceof ObjectNode one) {
      return List.of(document(one, 0));
    }
    if (!value.isArray()) {
      throw Problem.at("", "wrong-type", "The body must be a document, or a list of documents.")
          .thrown();
    }
    for (JsonNode item : value) {
      if (!(item instanceof ObjectNode each)) {
        throw Problem.at(
                "/" + documents.size(),
                "wrong-type",
                "A document is an object such as {\"id\": ..., \"text\": ...}.")
            .thrown();
      }
      documents.add(document(each, documents.size()));
    }
    return documents;
  }

  private static ObjectNode object(String line, long number) {
    if (Body.parse(ByteString.fromString(line)) instanceof ObjectNode object) {
      return object;
    }
    throw Problem.at("", "wrong-type", "Line " + number + " is no JSON object.").thrown();
  }

  private static Document document(ObjectNode object, int position) {
    var fields = Fields.in(object, "/" + position, "id", "source", "text", "metadata");
    fields.required("text");
    var text = String.valueOf(fields.text("text"));
    var id = fields.text("id");
    var source = fields.text("source");
    var named = id != null ? id : source != null ? source : digest(text);
    return new Document(named, source != null ? source : named, text, metadata(fields));
  }

  private static @Nullable ObjectNode metadata(Fields fields) {
    var node = fields.node("metadata");
    if (node == null || node.isNull()) {
      return null;
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw fields.wrong("metadata", "wrong-type", "metadata is an object");
  }

  /** A text without a name is named by itself, so that sending it twice is adding it once. */
  private static String digest(String text) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      var bytes = sha.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
