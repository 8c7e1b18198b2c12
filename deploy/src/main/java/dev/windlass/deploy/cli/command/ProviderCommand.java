package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.ProviderOptions;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The simulated provider, alone. */
@Command(
    description =
        "Starts the simulated provider alone: OpenAI's wire with latency, limits and faults as told.",
    footer = {"", "Use it with OPENAI_BASE_URL=http://127.0.0.1:PORT/v1 windlass run ..."})
final class ProviderCommand extends Verb {
  private static final Pattern TIME = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m)?");

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Where to listen (127.0.0.1). Whoever reaches it may use it.")
  String host = ProviderOptions.LOOPBACK;

  @Option(names = "--port", paramLabel = "N", description = "0: a free one.")
  int port;

  @Option(
      names = "--latency",
      paramLabel = "TIME",
      description = "Median time of an answer (300ms).")
  String latency = "300ms";

  @Option(
      names = "--sigma",
      paramLabel = "X",
      description = "Spread of the latency's logarithm (0).")
  double sigma;

  @Option(names = "--rpm", paramLabel = "N", description = "Requests a minute (no limit).")
  double requests;

  @Option(
      names = "--rburst",
      paramLabel = "N",
      description = "Requests at once (one second's worth).")
  double requestBurst;

  @Option(names = "--tpm", paramLabel = "N", description = "Tokens a minute (no limit).")
  double tokens;

  @Option(
      names = "--tburst",
      paramLabel = "N",
      description = "Tokens at once (one second's worth).")
  double tokenBurst;

  @Option(names = "--concurrency", paramLabel = "N", description = "Calls in flight (no limit).")
  int concurrency;

  @Option(names = "--p500", paramLabel = "SHARE", description = "Share answered 500.")
  double serverErrors;

  @Option(
      names = "--p429",
      paramLabel = "SHARE",
      description = "Share answered 429 whatever the limits.")
  double rateLimited;

  @Option(names = "--reset", paramLabel = "SHARE", description = "Share whose connection is cut.")
  double reset;

  @Option(names = "--hang", paramLabel = "SHARE", description = "Share never answered.")
  double hang;

  @Option(names = "--garbage", paramLabel = "SHARE", description = "Share answered with no JSON.")
  double garbage;

  @Option(names = "--no-headers", description = "No x-ratelimit headers.")
  boolean noHeaders;

  @Option(
      names = "--out-tokens",
      paramLabel = "N",
      description = "Length of an answer that is made up (about one sentence).")
  int answerTokens;

  @Option(names = "--log", paramLabel = "FILE", description = "One JSON object a call.")
  @Nullable String log;

  @Option(names = "--seed", paramLabel = "N", description = "Of all that is random in it (1).")
  long seed = 1;

  @Override
  public Exit call() throws CliFailure, InterruptedException {
    share("--p500", serverErrors);
    share("--p429", rateLimited);
    share("--reset", reset);
    share("--hang", hang);
    share("--garbage", garbage);
    if (serverErrors + rateLimited + reset + hang + garbage > 1) {
      throw CliFailure.usage("the shares of faults add up to more than 1", "lower one of them");
    }
    var options =
        new ProviderOptions(
            host,
            port,
            time(latency),
            sigma,
            requests,
            requestBurst,
            tokens,
            tokenBurst,
            concurrency,
            serverErrors,
            rateLimited,
            reset,
            hang,
            garbage,
            !noHeaders,
            answerTokens,
            log == null ? null : console().path(log),
            seed);
    return Serving.until(
        this,
        () -> session().providers().get().start(options),
        running ->
            json
                ? Json.text(Json.object().put("url", running.url().toString()))
                : "listening on " + running.url());
  }

  private static void share(String flag, double value) throws CliFailure {
    if (!(value >= 0 && value <= 1)) {
      throw CliFailure.usage(flag + " is a share", "from 0 to 1, such as 0.05 for 5 in 100");
    }
  }

  static Duration time(String written) throws CliFailure {
    var found = TIME.matcher(written);
    if (!found.matches()) {
      throw CliFailure.usage("--latency " + written + " is no time", "such as 300ms, 1.5s or 2m");
    }
    double number = Double.parseDouble(found.group(1));
    double ms =
        switch (found.group(2)) {
          case "s" -> number * 1_000;
          case "m" -> number * 60_000;
          case null, default -> number;
        };
    return Duration.ofNanos(Math.round(ms * 1e6));
  }
}
