package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** A JSON value whose texts may be templates: what {@code set}, {@code each} and outputs take. */
public interface Value {
  Set<String> reads();

  /** Names that it can do without. */
  default Set<String> asksFor() {
    return Set.of();
  }

  JsonNode evaluate(Scope scope) throws RunFault;

  /** As {@link #evaluate}, leaving the names that the scope does not have as they were written. */
  JsonNode preview(Scope scope);

  /**
   * Every text in it is a template; one that does not parse is an {@link IllegalArgumentException}.
   */
  static Value of(JsonNode written) {
    return CompiledValue.of(written, true);
  }

  /** The same, whose texts stay texts: a name alone takes its value as it prints. */
  static Value texts(JsonNode written) {
    return CompiledValue.of(written, false);
  }

  /** As it stands: its texts are no templates. */
  static Value plain(JsonNode value) {
    return new CompiledValue.Plain(value);
  }
}
