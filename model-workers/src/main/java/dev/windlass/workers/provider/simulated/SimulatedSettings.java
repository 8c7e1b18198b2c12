package dev.windlass.workers.provider.simulated;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.windlass.workers.provider.InvalidSetting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the simulated provider behaves. Shares are of all calls, 0 to 1.
 *
 * @param latency median time of an answer
 * @param sigma spread of the latency's logarithm, 0 for none
 * @param requestsPerMinute 0 for no limit
 * @param requestBurst requests at once on a full bucket, 0 for one second's worth
 * @param tokensPerMinute 0 for no limit
 * @param tokenBurst tokens at once on a full bucket, 0 for one second's worth
 * @param concurrency calls in flight at most, 0 for no limit
 * @param serverErrors share answered 500
 * @param rateLimited share answered 429 whatever the limits
 * @param retryAfter whether a 429 says when to come again
 * @param headers whether answers tell what is left of the limits
 * @param reset share whose connection is cut, half of them in the middle of the answer
 * @param hang share never answered
 * @param garbage share answered 200 with what is no answer
 * @param answer what every model says; empty for what its script says
 * @param answerTokens length of an answer made up of words, 0 for about one sentence
 * @param script lines of {@code text in the question<TAB>answer}, or null
 * @param log file that gets one JSON object a call, or null
 * @param seed of all that is random in it
 * @param threads that serve
 */
public record SimulatedSettings(
    Duration latency,
    double sigma,
    double requestsPerMinute,
    double requestBurst,
    double tokensPerMinute,
    double tokenBurst,
    int concurrency,
    double serverErrors,
    double rateLimited,
    boolean retryAfter,
    boolean headers,
    double reset,
    double hang,
    double garbage,
    String answer,
    int answerTokens,
    @Nullable Path script,
    @Nullable Path log,
    long seed,
    int threads) {

  static final String ROOT = "windlass.simulated";

  /** Names as they stand in the settings, under {@value #ROOT} or in a provider's section. */
  public static final Set<String> NAMES =
      Set.of(
          "latency",
          "sigma",
          "rpm",
          "burst",
          "tpm",
          "tburst",
          "concurrency",
          "server-errors",
          "rate-limited",
          "retry-after",
          "headers",
          "reset",
          "hang",
          "garbage",
          "answer",
          "answer-tokens",
          "script",
          "log",
          "seed",
          "threads");

  /** Answers after {@code latency}, without limits, faults or log. */
  public static SimulatedSettings calm(Duration latency) {
    var settings = ConfigFactory.parseString("latency = " + latency.toMillis() + "ms");
    return of(settings, ROOT);
  }

  /**
   * Reads a section; what it leaves out comes from the module's defaults.
   *
   * @param path where the section stands, for error messages
   * @throws InvalidSetting naming the setting that makes no sense
   */
  public static SimulatedSettings of(Config section, String path) {
    for (var name : section.root().keySet()) {
      if (!NAMES.contains(name)) {
        throw new InvalidSetting(
            path + "." + name, "is not a setting; there are " + new TreeSet<>(NAMES));
      }
    }
    var all =
        section.withFallback(
            ConfigFactory.defaultReference(SimulatedSettings.class.getClassLoader())
                .getConfig(ROOT));
    try {
      return new SimulatedSettings(
          all.getDuration("latency"),
          within(all, path, "sigma", 5),
          within(all, path, "rpm", 1e12),
          within(all, path, "burst", 1e12),
          within(all, path, "tpm", 1e15),
          within(all, path, "tburst", 1e15),
          (int) within(all, path, "concurrency", 1e9),
          within(all, path, "server-errors", 1),
          within(all, path, "rate-limited", 1),
          all.getBoolean("retry-after"),
          all.getBoolean("headers"),
          within(all, path, "reset", 1),
          within(all, path, "hang", 1),
          within(all, path, "garbage", 1),
          all.getString("answer"),
          (int) within(all, path, "answer-tokens", 1e6),
          file(all.getString("script")),
          file(all.getString("log")),
          all.getLong("seed"),
          (int) Math.max(1, within(all, path, "threads", 64)));
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      throw new InvalidSetting(path, String.valueOf(e.getMessage()));
    }
  }

  private static double within(Config all, String path, String name, double most) {
    var value = all.getDouble(name);
    if (!(value >= 0 && value <= most)) {
      throw new InvalidSetting(path + "." + name, "must be 0 to " + most + ", not " + value);
    }
    return value;
  }

  private static @Nullable Path file(String text) {
    return text.isBlank() ? null : Path.of(text);
  }
}
