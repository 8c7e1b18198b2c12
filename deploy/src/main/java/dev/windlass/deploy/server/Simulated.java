package dev.windlass.deploy.server;

import com.typesafe.config.ConfigFactory;
import dev.windlass.deploy.cli.ProviderOptions;
import dev.windlass.deploy.cli.ProviderServers;
import dev.windlass.deploy.cli.Running;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.workers.provider.simulated.SimulatedProvider;
import dev.windlass.workers.provider.simulated.SimulatedSettings;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The simulated provider, alone in a process. */
public final class Simulated implements Running {
  private final SimulatedProvider provider;

  private Simulated(SimulatedProvider provider) {
    this.provider = provider;
  }

  /** For the command line, which knows a provider by this alone. */
  public static ProviderServers servers() {
    return Simulated::start;
  }

  private static Running start(ProviderOptions options) throws StartFailure {
    try {
      var settings = SimulatedSettings.of(ConfigFactory.parseMap(said(options)), "provider");
      return new Simulated(SimulatedProvider.start(settings, options.host(), options.port()));
    } catch (IOException | RuntimeException e) {
      throw Failures.of(e, options.host() + ":" + options.port());
    }
  }

  private static Map<String, Object> said(ProviderOptions options) {
    Map<String, Object> said = new HashMap<>();
    said.put("latency", options.latency().toNanos() / 1_000 + "us");
    said.put("sigma", options.sigma());
    said.put("rpm", options.requestsPerMinute());
    said.put("burst", options.requestBurst());
    said.put("tpm", options.tokensPerMinute());
    said.put("tburst", options.tokenBurst());
    said.put("concurrency", options.concurrency());
    said.put("server-errors", options.serverErrors());
    said.put("rate-limited", options.rateLimited());
    said.put("reset", options.reset());
    said.put("hang", options.hang());
    said.put("garbage", options.garbage());
    said.put("headers", options.headers());
    said.put("answer-tokens", options.answerTokens());
    said.put("seed", options.seed());
    var log = options.log();
    if (log != null) {
      said.put("log", log.toString());
    }
    return said;
  }

  @Override
  public URI url() {
    return provider.baseUrl();
  }

  @Override
  public void stop() {
    provider.close();
  }
}
