package dev.windlass.deploy.cli;

/** Starts the simulated provider, a real HTTP server with OpenAI's wire, in this process. */
public interface ProviderServers {
  /**
   * Returns when it takes requests; its URL ends in {@code /v1}.
   *
   * @throws StartFailure it cannot start, such as when the port is taken
   */
  Running start(ProviderOptions options) throws StartFailure;
}
