package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.text.JsonFinder;
import dev.windlass.engine.protocol.ModelCall;

/**
 * An answer that fits a JSON Schema, which the provider is told and which is checked here always.
 */
record SchemaAnswer(Schemas.Checked checked) implements Answer {
  @Override
  public String kind() {
    return "schema";
  }

  @Override
  public JsonNode schema() {
    return checked.source();
  }

  @Override
  public ModelCall.Shape shape() {
    return ModelCall.Shape.JSON;
  }

  @Override
  public Reading read(String text) {
    var found = JsonFinder.find(text);
    if (found == null) {
      return new Reading.Misfit(
          "There is no JSON in the answer. Answer with JSON alone that fits the schema.");
    }
    var wrong = checked.misfits(found);
    return wrong == null
        ? new Reading.Value(found)
        : new Reading.Misfit("The JSON does not fit the schema: " + wrong);
  }
}
