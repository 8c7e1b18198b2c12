package dev.windlass.workers.provider.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is looked at of a request for embeddings.
 *
 * @param promptTokens four characters each, and one an input
 * @param dimensions numbers of each vector
 */
record EmbeddingRequest(String model, List<String> inputs, long promptTokens, int dimensions) {
  private static final ObjectMapper LENIENT = JsonMapper.builder().build();

  /** As OpenAI has it. */
  private static final int MOST_INPUTS = 2048;

  private static final int MOST_DIMENSIONS = 4096;

  /**
   * @throws IOException when it is no JSON, or has no model or no inputs, or an empty one
   */
  static EmbeddingRequest read(byte[] body) throws IOException {
    var json = LENIENT.readTree(body);
    var model = json.path("model").asText("");
    if (model.isBlank()) {
      throw new IOException("you must provide a model parameter");
    }
    var inputs = inputs(json.path("input"));
    long tokens = 0;
    for (var input : inputs) {
      tokens += input.length() / 4 + 1;
    }
    int dimensions = json.path("dimensions").asInt(Embedder.DIMENSIONS);
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      throw new IOException("'dimensions' must be 1 to " + MOST_DIMENSIONS);
    }
    return new EmbeddingRequest(model, inputs, tokens, dimensions);
  }

  private static List<String> inputs(JsonNode input) throws IOException {
    var inputs = new ArrayList<String>();
    if (input.isTextual()) {
      inputs.add(input.textValue());
    }
    for (var each : input) {
      if (!each.isTextual()) {
        throw new IOException("'input' must be a text or a list of texts");
      }
      inputs.add(each.textValue());
    }
    if (inputs.isEmpty() || inputs.size() > MOST_INPUTS) {
      throw new IOException("'input' must hold 1 to " + MOST_INPUTS + " texts");
    }
    if (inputs.contains("")) {
      throw new IOException("'input' cannot hold an empty text");
    }
    return inputs;
  }
}
