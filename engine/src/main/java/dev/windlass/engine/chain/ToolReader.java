package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.windlass.engine.protocol.RetryPolicy;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools:} of an ask. Which endpoints are allowed is for the server to say. */
final class ToolReader {
  static final int MOST_TOOLS = 64;
  static final int DEFAULT_ROUNDS = 5;
  private static final int MOST_ROUNDS = 50;
  private static final int LONGEST_NAME = 64;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final List<String> KEYS =
      List.of("name", "description", "parameters", "http", "method", "timeout", "retry", "use");

  /** A tool may act, and an act is not repeated unasked. */
  private static final RetryPolicy ONCE =
      new RetryPolicy(
          1,
          RetryPolicy.DEFAULT.initial(),
          RetryPolicy.DEFAULT.cap(),
          RetryPolicy.DEFAULT.backoff(),
          RetryPolicy.DEFAULT.jitter());

  private final Reading reading;
  private final String path;

  /**
   * @param path of the ask
   */
  ToolReader(Reading reading, String path) {
    this.reading = reading;
    this.path = path;
  }

  /** The tools, or null where there are none. */
  @Nullable Toolset read(@Nullable At at, @Nullable At maxRounds) {
    if (at == null) {
      if (maxRounds != null) {
        maxRounds.fault("unknown-field", "max_rounds goes with tools");
      }
      return null;
    }
    var tools = new ArrayList<Tool>();
    var names = new HashSet<String>();
    for (var item : at.items("a list of tools")) {
      if (!item.isObject("a tool such as {name: ..., parameters: {...}, http: ...}")) {
        continue;
      }
      item.knowsOnly(KEYS);
      var tool = tool(item, path + "/tools/" + tools.size());
      if (tool != null && !names.add(tool.name())) {
        item.fault("duplicate", "the tool " + tool.name() + " stands here twice");
      } else if (tool != null) {
        tools.add(tool);
      }
    }
    if (at.node().isArray() && at.node().isEmpty()) {
      at.fault("required", "tools is empty; leave it out, or name a tool");
    }
    if (tools.size() > MOST_TOOLS) {
      at.fault("too-large", "an ask has at most " + MOST_TOOLS + " tools");
    }
    int rounds = maxRounds == null ? DEFAULT_ROUNDS : maxRounds.integer(1, MOST_ROUNDS);
    return Toolset.of(tools, rounds);
  }

  private @Nullable Tool tool(At at, String place) {
    var named = at.need("name", "the function's name, as the model calls it");
    var http = at.get("http");
    var use = at.get("use");
    var name = named == null ? null : name(named);
    if ((http == null) == (use == null)) {
      at.fault("one-kind", "a tool has either http, an address, or use, a chain");
      return null;
    }
    var chain = use == null ? null : chain(at, use, place);
    var endpoint = http == null ? null : endpoint(at, http);
    var given = at.get("parameters");
    var parameters =
        given == null && chain != null && chain.chain() != null
            ? inputs(chain.chain())
            : parameters(given, chain != null);
    var described = at.get("description");
    return name == null || parameters == null || (endpoint == null && chain == null)
        ? null
        : new Tool(name, described == null ? null : described.text(), parameters, endpoint, chain);
  }

  private Step.Use chain(At at, At use, String place) {
    for (var key : List.of("method", "timeout", "retry")) {
      var misplaced = at.get(key);
      if (misplaced != null) {
        misplaced.fault("unknown-field", key + " goes with http");
      }
    }
    reading.steps.put(place, at.pointer());
    var common = new Step.Common(place, null, null, null, false, false, Map.of());
    return new UseReader(reading).tool(use, common);
  }

  /** What a chain must be given, as the parameters of a function. */
  private static Schemas.Checked inputs(Chain chain) {
    var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    var properties = schema.putObject("properties");
    var required = schema.putArray("required");
    for (var each : chain.inputs().entrySet()) {
      var input = each.getValue();
      var property = properties.putObject(each.getKey());
      if (input.type() != null) {
        property.put("type", input.type());
      }
      if (input.fallback() == null && !chain.defaults().containsKey(each.getKey())) {
        required.add(each.getKey());
      }
    }
    schema.put("additionalProperties", false);
    return Schemas.check(schema);
  }

  private static @Nullable String name(At at) {
    var name = at.text();
    if (name == null) {
      return null;
    }
    boolean good = !name.isEmpty() && name.length() <= LONGEST_NAME;
    for (int i = 0; good && i < name.length(); i++) {
      char c = name.charAt(i);
      good = (c < 128 && Character.isLetterOrDigit(c)) || c == '_' || c == '-';
    }
    if (!good) {
      at.fault(
          "out-of-range",
          "a tool's name has letters a-z, digits, _ and -, at most " + LONGEST_NAME + " of them");
      return null;
    }
    return name;
  }

  /** Without any a function takes nothing; of a chain that is not known yet, nobody knows. */
  private static Schemas.@Nullable Checked parameters(@Nullable At at, boolean ofChain) {
    if (at == null) {
      var none = JsonNodeFactory.instance.objectNode().put("type", "object");
      none.putObject("properties");
      return Schemas.check(ofChain ? none : none.put("additionalProperties", false));
    }
    try {
      var checked = Schemas.check(at.node());
      if (!at.node().path("type").asText("").equals("object")) {
        at.fault("bad-schema", "parameters are an object: say type: object");
        return null;
      }
      return checked;
    } catch (Malformed e) {
      at.fault("bad-schema", e.getMessage());
      return null;
    }
  }

  private Tool.@Nullable Http endpoint(At tool, At at) {
    var text = at.text();
    var url = text == null ? null : url(at, text);
    var method = tool.get("method");
    var timeout = reading.timeout(tool.get("timeout"));
    var retry = tool.get("retry");
    var verb = method == null ? "POST" : method.word(List.of("POST", "GET"));
    return url == null
        ? null
        : new Tool.Http(
            url,
            verb,
            timeout == null ? DEFAULT_TIMEOUT : timeout,
            retry == null ? ONCE : reading.retry(retry, RetryPolicy.DEFAULT));
  }

  /** Nothing in it comes from a model: it is called as it stands. */
  private static @Nullable URI url(At at, String text) {
    try {
      var url = new URI(text);
      var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      if (!scheme.equals("http") && !scheme.equals("https")) {
        at.fault("out-of-range", "a tool is called at an http:// or https:// address");
      } else if (url.getHost() == null || url.getRawUserInfo() != null) {
        at.fault("out-of-range", "a tool's address has a host, and no user in it");
      } else if (url.getRawFragment() != null) {
        at.fault("out-of-range", "a tool's address has no #fragment");
      } else {
        return url;
      }
    } catch (URISyntaxException e) {
      at.fault("out-of-range", "this is no address: " + e.getReason());
    }
    return null;
  }
}
