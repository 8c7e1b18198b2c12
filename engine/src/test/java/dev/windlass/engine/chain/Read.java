package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.ChainReader.Fault;
import dev.windlass.engine.protocol.Json;
import java.util.List;

/** What tests of the language have in common. */
final class Read {
  private Read() {}

  static Chain good(String yaml) {
    var outcome = ChainReader.read(yaml, "test", "chain.yaml");
    assertThat(outcome).isInstanceOf(ChainReader.Outcome.Good.class);
    return ((ChainReader.Outcome.Good) outcome).chain();
  }

  static List<Fault> faults(String yaml) {
    var outcome = ChainReader.read(yaml, "test", "chain.yaml");
    assertThat(outcome).isInstanceOf(ChainReader.Outcome.Bad.class);
    return ((ChainReader.Outcome.Bad) outcome).faults();
  }

  static JsonNode json(String text) {
    try {
      return Json.read(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Variables from a JSON object. */
  static Scope scope(String object) {
    return json(object)::get;
  }
}
