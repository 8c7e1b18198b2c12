package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Scope;
import dev.windlass.engine.chain.Value;
import dev.windlass.engine.protocol.FailureClass;
import java.util.Locale;

/** The list that a block goes over. */
final class Lists {
  private Lists() {}

  static JsonNode of(Value list, String kind, Scope scope) throws RunFault {
    var value = list.evaluate(scope);
    if (value instanceof ArrayNode) {
      return value;
    }
    throw new RunFault(
        FailureClass.TEMPLATE_ERROR,
        kind
            + " goes over a list, and this is "
            + value.getNodeType().name().toLowerCase(Locale.ROOT)
            + "; make it a list, for example by a filter such as lines or split");
  }
}
