package dev.windlass.deploy.cli;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the simulated provider behaves.
 *
 * @param host to listen on
 * @param port 0 for a free one
 * @param latency median time of an answer
 * @param sigma spread of the latency's logarithm, 0 for none
 * @param requestsPerMinute 0 for no limit
 * @param requestBurst requests at once on a full bucket, 0 for one second's worth
 * @param tokensPerMinute 0 for no limit
 * @param tokenBurst tokens at once on a full bucket, 0 for one second's worth
 * @param concurrency calls in flight at most, 0 for no limit
 * @param serverErrors share of calls answered 500, 0 to 1
 * @param rateLimited share of calls answered 429 whatever the limits, 0 to 1
 * @param reset share of calls whose connection is cut, 0 to 1
 * @param hang share of calls never answered, 0 to 1
 * @param garbage share of calls answered with something that is no JSON, 0 to 1
 * @param headers whether answers tell what is left of the limits
 * @param answerTokens length of an answer that is made up, 0 for about one sentence
 * @param log file that gets one JSON object a call, or null
 * @param seed of all that is random in it
 */
public record ProviderOptions(
    String host,
    int port,
    Duration latency,
    double sigma,
    double requestsPerMinute,
    double requestBurst,
    double tokensPerMinute,
    double tokenBurst,
    int concurrency,
    double serverErrors,
    double rateLimited,
    double reset,
    double hang,
    double garbage,
    boolean headers,
    int answerTokens,
    @Nullable Path log,
    long seed) {

  public static final String LOOPBACK = "127.0.0.1";

  /** On loopback; answers after {@code latency}, without limits, faults or log. */
  public static ProviderOptions calm(Duration latency) {
    return new ProviderOptions(
        LOOPBACK, 0, latency, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, true, 0, null, 1);
  }
}
