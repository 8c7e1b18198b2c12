package dev.windlass.api;

/** Somebody wants to serve strangers without asking who they are. */
public final class InsecureBindException extends RuntimeException {
  private static final long serialVersionUID = 1;

  InsecureBindException(String host) {
    super(
        "refusing to bind %s: the API has no authentication yet, and this address can be reached from other machines. Bind 127.0.0.1, or set windlass.api.allow-insecure-bind = true in a network that you trust."
            .formatted(host));
  }
}
