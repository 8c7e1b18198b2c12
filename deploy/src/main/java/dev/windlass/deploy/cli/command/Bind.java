package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.term.CliFailure;

/** Where to listen: {@code HOST:PORT}, {@code :PORT}, {@code PORT} or {@code HOST}. */
record Bind(String host, int port) {
  private static final int DEFAULT_PORT = 8080;

  static Bind read(String written) throws CliFailure {
    if (written.matches("[0-9]+")) {
      return new Bind("127.0.0.1", port(written, written));
    }
    int bracket = written.lastIndexOf(']');
    int colon = written.indexOf(':', Math.max(0, bracket));
    if (colon < 0) {
      return new Bind(written, DEFAULT_PORT);
    }
    var host = written.substring(0, colon);
    return new Bind(
        host.isEmpty() ? "127.0.0.1" : host, port(written, written.substring(colon + 1)));
  }

  private static int port(String written, String digits) throws CliFailure {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException noNumber) {
      // told below
    }
    throw CliFailure.usage(
        "--bind " + written + " has no port", "write HOST:PORT, or PORT alone; 0 is a free one");
  }
}
