package dev.windlass.deploy.server;

/** The settings make no sense: which, where, and what to do. */
final class BadSettings extends Exception {
  private static final long serialVersionUID = 1L;

  BadSettings(String message) {
    super(message);
  }
}
