package dev.windlass.deploy.cli;

/** Starts a server, engine, workers and API as the options say, in this process. */
public interface Servers {
  /**
   * Returns when the server takes requests.
   *
   * @throws StartFailure it cannot start; nothing of it is left running
   */
  Running start(ServerOptions options) throws StartFailure;
}
