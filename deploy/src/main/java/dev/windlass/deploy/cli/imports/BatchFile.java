package dev.windlass.deploy.cli.imports;

import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.engine.chain.ChainReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file for OpenAI's Batch API: one request a line, with {@code custom_id}, {@code method}, {@code
 * url} and {@code body}. Requests of the same model and options become lines of one chain, whose
 * input is the request's messages. One pass over the file; a line at a time is held.
 */
public final class BatchFile {
  /** Most different models and options of a file: each is a chain. */
  static final int MOST_CHAINS = 100;

  private static final String CHAT = "/v1/chat/completions";
  private static final Set<String> ROLES = Set.of("system", "user", "assistant");

  /** Takes the lines in the order of the file. */
  @FunctionalInterface
  public interface LineSink {
    /**
     * @param chain name of the chain that the line is for
     * @param line with {@code id} and {@code input}
     */
    void line(String chain, ObjectNode line) throws IOException;
  }

  private final String name;
  private final String file;
  private final Map<ObjectNode, Imported> chains = new LinkedHashMap<>();

  private BatchFile(String name, String file) {
    this.name = name;
    this.file = file;
  }

  /**
   * @param name of the first chain; a second is {@code NAME-2}
   * @param file as the user wrote it, for messages
   * @throws CliFailure at the first line that is no chat request
   */
  public static List<Imported> read(
      BufferedReader requests, String name, String file, LineSink lines)
      throws CliFailure, IOException {
    var batch = new BatchFile(name, file);
    int number = 0;
    for (var text = requests.readLine(); text != null; text = requests.readLine()) {
      number++;
      if (!text.isBlank()) {
        batch.request(text, number, lines);
      }
    }
    if (batch.chains.isEmpty()) {
      throw CliFailure.usage(file + " has no requests", "one a line, as OpenAI's Batch API takes");
    }
    return List.copyOf(batch.chains.values());
  }

  private void request(String text, int number, LineSink lines) throws CliFailure, IOException {
    JsonNode request;
    try {
      request = Json.read(text);
    } catch (StreamReadException e) {
      throw wrong(number, "this is no JSON: " + e.getOriginalMessage());
    }
    var id = request.path("custom_id");
    var body = request.path("body");
    if (!id.isTextual() || id.textValue().isEmpty()) {
      throw wrong(number, "custom_id is missing");
    }
    if (!request.path("method").asText("POST").equals("POST")
        || !request.path("url").asText(CHAT).equals(CHAT)) {
      throw wrong(number, "only POST " + CHAT + " becomes a chain");
    }
    if (!body.path("model").isTextual() || !body.path("messages").isArray()) {
      throw wrong(number, "body has no model, or no messages");
    }
    for (var message : body.get("messages")) {
      var role = message.path("role").asText();
      boolean content = message.path("content").isTextual() || message.path("content").isArray();
      if (!ROLES.contains(role) || !content || message.size() != 2) {
        throw wrong(
            number, "a message has a role (system, user or assistant) and content, nothing else");
      }
    }
    var settings = ((ObjectNode) body).deepCopy();
    var messages = settings.remove("messages");
    var chain = chain(settings, number);
    var line = Json.object().put("id", id.textValue());
    line.putObject("input").set("messages", messages);
    lines.line(chain.name(), line);
  }

  private Imported chain(ObjectNode settings, int number) throws CliFailure {
    var known = chains.get(settings);
    if (known != null) {
      return known;
    }
    if (chains.size() == MOST_CHAINS) {
      throw wrong(
          number, "more than " + MOST_CHAINS + " different models and options; split the file");
    }
    var own = chains.isEmpty() ? name : name + "-" + (chains.size() + 1);
    var chain = Json.object();
    chain.put("chain", own);
    chain.put("model", "openai/" + settings.get("model").textValue());
    var options = settings.deepCopy();
    options.remove("model");
    if (!options.isEmpty()) {
      chain.set("options", options);
    }
    chain.putArray("inputs").add("messages");
    var step = chain.putArray("steps").addObject();
    step.putArray("ask").addObject().put("placeholder", "messages");
    if (ChainReader.read(chain, own) instanceof ChainReader.Outcome.Bad(var faults)) {
      throw wrong(number, faults.getFirst().detail());
    }
    var imported = new Imported(own, chain);
    chains.put(settings, imported);
    return imported;
  }

  private CliFailure wrong(int line, String what) {
    return CliFailure.of(Exit.USAGE, file + ":" + line + ": " + what);
  }
}
