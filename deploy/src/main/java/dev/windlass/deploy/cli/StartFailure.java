package dev.windlass.deploy.cli;

/**
 * A server cannot start.
 *
 * <p>The message says what, which one and what to do. The exit code is that of the command line: 2
 * for a wrong configuration, 7 for a port or data folder that another process holds, 1 for a full
 * disk and whatever else.
 */
public final class StartFailure extends Exception {
  private final int exitCode;

  public StartFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
