package dev.windlass.engine.chain.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.windlass.engine.chain.text.Numbers;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a plain scalar means by the YAML 1.2 core schema (section 10.3.2): {@code yes}, {@code on}
 * and {@code 1:30} are texts.
 */
final class CoreSchema {
  private CoreSchema() {}

  /** The value, or null for a number that JSON does not have or that is too long. */
  static @Nullable JsonNode value(String plain) {
    return switch (plain) {
      case "", "~", "null", "Null", "NULL" -> NullNode.getInstance();
      case "true", "True", "TRUE" -> BooleanNode.TRUE;
      case "false", "False", "FALSE" -> BooleanNode.FALSE;
      default -> mayBeNumber(plain.charAt(0)) ? number(plain) : TextNode.valueOf(plain);
    };
  }

  private static boolean mayBeNumber(char first) {
    return first == '-' || first == '+' || first == '.' || (first >= '0' && first <= '9');
  }

  private static @Nullable JsonNode number(String plain) {
    if (plain.matches("[-+]?[0-9]+")) {
      return plain.length() > Numbers.MAX_CHARS ? null : Numbers.node(new BigInteger(plain));
    }
    if (plain.matches("0o[0-7]+|0x[0-9a-fA-F]+")) {
      return plain.length() > Numbers.MAX_CHARS
          ? null
          : Numbers.node(new BigInteger(plain.substring(2), plain.charAt(1) == 'o' ? 8 : 16));
    }
    if (plain.matches("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?")) {
      var json = plain.replaceFirst("^([-+]?)\\.", "$10.").replaceFirst("\\.(?![0-9])", "");
      var number = Numbers.parse(json);
      return number == null ? null : Numbers.node(number, false);
    }
    if (plain.matches("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)")) {
      return null;
    }
    return TextNode.valueOf(plain);
  }
}
