package dev.windlass.api.http;

import dev.windlass.api.problem.Problem;
import dev.windlass.api.problem.ProblemType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request, all of them known to its route. */
public final class Params {
  public static final int DEFAULT_PAGE_SIZE = 50;
  public static final int MAX_PAGE_SIZE = 1000;

  private final Map<String, List<String>> values;

  private Params(Map<String, List<String>> values) {
    this.values = values;
  }

  /** Reads them; one that the route does not know is a problem, so that no typo is swallowed. */
  static Params of(HttpRequest request, Set<String> known) {
    Map<String, List<String>> values;
    try {
      values = request.getUri().query().toMultiMap();
    } catch (IllegalUriException e) {
      throw Problem.of(ProblemType.INVALID_REQUEST, "The query of the URL cannot be read.")
          .thrown();
    }
    Problem wrong = null;
    for (var name : values.keySet()) {
      if (!known.contains(name)) {
        var detail = "unknown query parameter \"" + brief(name) + "\"" + hint(known);
        wrong =
            (wrong == null ? Problem.of(ProblemType.INVALID_REQUEST, detail) : wrong)
                .with(Problem.Fault.of(brief(name), "unknown-field", detail));
      }
    }
    if (wrong != null) {
      throw wrong.thrown();
    }
    return new Params(values);
  }

  public Optional<String> text(String name) {
    var all = values.getOrDefault(name, List.of());
    if (all.size() > 1) {
      throw Problem.parameter(name, "duplicate", name + " may stand only once").thrown();
    }
    return all.stream().findFirst();
  }

  public String required(String name) {
    return text(name)
        .orElseThrow(() -> Problem.parameter(name, "required", name + " is required").thrown());
  }

  /** One of several words, or the fallback. */
  public String oneOf(String name, String fallback, String... others) {
    var value = text(name).orElse(fallback);
    if (!value.equals(fallback) && !List.of(others).contains(value)) {
      throw Problem.parameter(
              name,
              "out-of-range",
              name + " is one of " + fallback + ", " + String.join(", ", others))
          .thrown();
    }
    return value;
  }

  public boolean flag(String name) {
    return oneOf(name, "false", "true").equals("true");
  }

  public long number(String name, long least, long most, long fallback) {
    return text(name).map(text -> number(name, text, least, most)).orElse(fallback);
  }

  /**
   * @param least and {@code most} are within
   */
  public double decimal(String name, double least, double most, double fallback) {
    return text(name).map(text -> decimal(name, text, least, most)).orElse(fallback);
  }

  private static double decimal(String name, String text, double least, double most) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw Problem.parameter(name, "wrong-type", name + " must be a number").thrown();
    }
    if (!(value >= least && value <= most)) {
      throw Problem.parameter(name, "out-of-range", name + " must be " + between(least, most))
          .thrown();
    }
    return value;
  }

  static String between(double least, double most) {
    return "from " + BigDecimal.valueOf(least) + " to " + (long) most;
  }

  public long requiredNumber(String name, long least, long most) {
    return number(name, required(name), least, most);
  }

  /** Seconds; more than {@code most} is taken as {@code most}. */
  public Duration seconds(String name, long most) {
    return Duration.ofSeconds(Math.min(most, number(name, 0, Long.MAX_VALUE, 0)));
  }

  /** How many items a page may have: 50 unless asked for, at most 1,000. */
  public int pageSize() {
    long asked = number("page_size", 0, Long.MAX_VALUE, 0);
    return asked == 0 ? DEFAULT_PAGE_SIZE : (int) Math.min(asked, MAX_PAGE_SIZE);
  }

  public @Nullable String pageToken() {
    return text("page_token").orElse(null);
  }

  /** Labels as {@code label=name=value}, any number of them. */
  public Map<String, String> labels() {
    var labels = new LinkedHashMap<String, String>();
    for (var each : values.getOrDefault("label", List.of())) {
      int at = each.indexOf('=');
      if (at < 1) {
        throw Problem.parameter("label", "wrong-type", "a label is written name=value").thrown();
      }
      labels.put(each.substring(0, at), each.substring(at + 1));
    }
    return labels;
  }

  private static long number(String name, String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw Problem.parameter(name, "wrong-type", name + " must be a whole number").thrown();
    }
    var range = most == Long.MAX_VALUE ? "at least " + least : "from " + least + " to " + most;
    throw Problem.parameter(name, "out-of-range", name + " must be " + range).thrown();
  }

  private static String hint(Set<String> known) {
    return known.isEmpty()
        ? "; this route takes none"
        : "; this route knows " + String.join(", ", known.stream().sorted().toList());
  }

  private static String brief(String name) {
    return name.length() <= 64 ? name : name.substring(0, 64);
  }
}
