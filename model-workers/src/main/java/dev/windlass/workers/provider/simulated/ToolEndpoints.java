package dev.windlass.workers.provider.simulated;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.protocol.Json;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints that tools of examples call: {@code /tools/weather} with a city, {@code /tools/add}
 * with numbers a and b. The same arguments always give the same. Pure.
 */
final class ToolEndpoints {
  static final String PATH = "/tools/";
  private static final String[] SKIES = {"sunny", "cloudy", "rainy", "windy"};

  private ToolEndpoints() {}

  /** The answer as JSON, or null where there is no such endpoint or it lacks an argument. */
  static @Nullable String answer(String uri, byte[] body) {
    var query = new QueryStringDecoder(uri, StandardCharsets.UTF_8);
    JsonNode arguments;
    try {
      arguments =
          body.length == 0 ? of(query) : Json.read(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return null;
    }
    return switch (query.path()) {
      case PATH + "weather" -> weather(arguments.path("city").asText(""));
      case PATH + "add" -> add(arguments.path("a"), arguments.path("b"));
      default -> null;
    };
  }

  private static ObjectNode of(QueryStringDecoder query) {
    var arguments = Json.object();
    query.parameters().forEach((name, values) -> arguments.put(name, values.getFirst()));
    return arguments;
  }

  private static @Nullable String weather(String city) {
    if (city.isBlank()) {
      return null;
    }
    int drawn = Math.floorMod(city.hashCode(), 1_000);
    var sky = SKIES[drawn % SKIES.length];
    int celsius = drawn % 30;
    var words = "it is " + sky + " in " + city + ", " + celsius + " degrees";
    return Json.write(
        Json.object()
            .put("city", city)
            .put("sky", sky)
            .put("celsius", celsius)
            .put("answer", words));
  }

  private static @Nullable String add(JsonNode a, JsonNode b) {
    try {
      long sum = Math.addExact(Long.parseLong(a.asText("")), Long.parseLong(b.asText("")));
      return Json.write(Json.object().put("sum", sum).put("answer", Long.toString(sum)));
    } catch (NumberFormatException | ArithmeticException e) {
      return null;
    }
  }
}
