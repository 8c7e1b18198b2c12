package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** A JSON value whose texts may be templates: what {@code set}, {@code each} and outputs take. */
public interface Value {
  Set<String> reads();

  JsonNode evaluate(Scope scope) throws RunFault;
}
