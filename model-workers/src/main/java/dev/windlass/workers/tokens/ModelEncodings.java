package dev.windlass.workers.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which encoding a model reads by, as OpenAI's tiktoken lists them; null for everybody else's. An
 * encoding takes about 10 MB and half a second to load, once, when it is first asked for.
 */
final class ModelEncodings {
  private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();

  private ModelEncodings() {}

  static @Nullable Encoding of(String model) {
    var type = typeOf(model);
    return type == null ? null : REGISTRY.getEncoding(type);
  }

  static @Nullable EncodingType typeOf(String model) {
    var name = model.toLowerCase(Locale.ROOT);
    name = name.substring(name.lastIndexOf('/') + 1);
    if (name.startsWith("ft:")) {
      name = name.substring(3);
    }
    if (startsWithAny(
        name, "gpt-4o", "chatgpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "o1", "o3", "o4-")) {
      return EncodingType.O200K_BASE;
    }
    return startsWithAny(name, "gpt-4", "gpt-3.5", "gpt-35") ? EncodingType.CL100K_BASE : null;
  }

  private static boolean startsWithAny(String name, String... beginnings) {
    for (var beginning : beginnings) {
      if (name.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }
}
