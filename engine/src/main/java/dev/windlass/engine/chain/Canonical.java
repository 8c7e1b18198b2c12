package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.text.Printer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * One form for all ways to write the same chain: its name inside, and for the digest keys sorted
 * and numbers printed one way. The keys of a JSON Schema keep their order, because a model that is
 * sent one answers in it; so do those of a tool's parameters.
 */
final class Canonical {
  private Canonical() {}

  /**
   * The chain as written, with its name first.
   *
   * @param pinned chains that it uses and that were found elsewhere, by reference
   */
  static ObjectNode source(ObjectNode written, String name, Map<String, JsonNode> pinned) {
    var source = JsonNodeFactory.instance.objectNode();
    source.put("chain", name);
    for (var entry : written.properties()) {
      if (!entry.getKey().equals("chain")) {
        source.set(entry.getKey(), entry.getValue());
      }
    }
    if (!pinned.isEmpty()) {
      var chains = JsonNodeFactory.instance.objectNode();
      if (written.get("chains") instanceof ObjectNode own) {
        chains.setAll(own);
      }
      chains.setAll(pinned);
      source.set("chains", chains);
    }
    return source;
  }

  /** {@code sha256:} and 64 hex digits. */
  static String digest(JsonNode source) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      var canonical = Printer.print(sorted(source)).getBytes(StandardCharsets.UTF_8);
      return "sha256:" + HexFormat.of().formatHex(sha.digest(canonical));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isArray()) {
      var list = JsonNodeFactory.instance.arrayNode(node.size());
      node.forEach(item -> list.add(sorted(item)));
      return list;
    }
    if (!node.isObject()) {
      return node;
    }
    var members = new TreeMap<String, JsonNode>();
    for (var entry : node.properties()) {
      boolean schema = entry.getKey().equals("schema") || entry.getKey().equals("parameters");
      members.put(entry.getKey(), schema ? entry.getValue() : sorted(entry.getValue()));
    }
    var object = JsonNodeFactory.instance.objectNode();
    members.forEach(object::set);
    return object;
  }
}
