package dev.windlass.engine.chain.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The XML element in a model's answer, as LangChain's XMLOutputParser gives it: an object of one
 * key, the tag, whose value is the text, or the list of the elements inside. Fenced or in prose;
 * without a document type and without entities of its own, so nothing grows and nothing is fetched.
 */
public final class XmlFinder {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_ELEMENTS = 100_000;

  /** An element whose end was not met yet. */
  private static final class Open {
    final String tag;
    final ArrayNode inside = JsonNodeFactory.instance.arrayNode();

    /** What stands before the first element inside. */
    final StringBuilder text = new StringBuilder();

    Open(String tag) {
      this.tag = tag;
    }

    ObjectNode closed(boolean root) {
      JsonNode value = inside;
      if (!text.toString().isBlank() || (inside.isEmpty() && !root)) {
        value = text.isEmpty() ? NullNode.getInstance() : TextNode.valueOf(text.toString());
      }
      return JsonNodeFactory.instance.objectNode().set(tag, value);
    }
  }

  private XmlFinder() {}

  /**
   * The element, or an {@link IllegalArgumentException} that says what is wrong.
   *
   * @param tags the only ones allowed, or empty for any
   */
  public static JsonNode find(String answer, List<String> tags) {
    var text = element(answer);
    if (text == null) {
      throw new IllegalArgumentException("the answer has no element");
    }
    var upper = text.toUpperCase(Locale.ROOT);
    if (upper.contains("<!DOCTYPE") || upper.contains("<!ENTITY")) {
      throw new IllegalArgumentException("a document type is not allowed");
    }
    try {
      var reader = factory().createXMLStreamReader(new StringReader(text));
      try {
        return read(reader, tags);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw new IllegalArgumentException("it is not well-formed", e);
    }
  }

  private static XMLInputFactory factory() {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  /** From the first tag to the last bracket, or null. */
  private static @Nullable String element(String answer) {
    int from = 0;
    while (from < answer.length() && !begins(answer, from)) {
      from++;
    }
    int end = answer.lastIndexOf('>');
    return from < end ? answer.substring(from, end + 1) : null;
  }

  private static boolean begins(String text, int at) {
    if (text.charAt(at) != '<' || at + 1 == text.length()) {
      return false;
    }
    char next = text.charAt(at + 1);
    return Character.isLetter(next) || next == '_' || next == '!' || next == '?';
  }

  private static JsonNode read(XMLStreamReader reader, List<String> tags)
      throws XMLStreamException {
    var open = new ArrayDeque<Open>();
    JsonNode root = null;
    int elements = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          var tag = reader.getLocalName();
          if (!tags.isEmpty() && !tags.contains(tag)) {
            throw new IllegalArgumentException(
                "the tag " + tag + " is none of them" + Similar.hint(tag, tags));
          }
          if (++elements > MAX_ELEMENTS || open.size() == MAX_DEPTH) {
            throw new IllegalArgumentException("it has too many elements");
          }
          open.push(new Open(tag));
        }
        case XMLStreamConstants.END_ELEMENT -> {
          var ended = open.pop();
          if (open.isEmpty()) {
            root = ended.closed(true);
          } else {
            open.getFirst().inside.add(ended.closed(false));
          }
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          var within = open.peek();
          if (within != null && within.inside.isEmpty()) {
            within.text.append(reader.getText());
          }
        }
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw new IllegalArgumentException("it has an entity that XML does not know");
        default -> {
          // comments and instructions say nothing
        }
      }
    }
    if (root == null) {
      throw new IllegalArgumentException("the answer has no element");
    }
    return root;
  }
}
