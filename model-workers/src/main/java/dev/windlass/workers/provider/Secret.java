package dev.windlass.workers.provider;

/** A key. It shows itself to nobody but who asks by name. */
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** For the request's header and for nothing else. */
  public String reveal() {
    return value;
  }

  /** The text without this key in it. */
  public String hide(String text) {
    return text.contains(value) ? text.replace(value, "***") : text;
  }

  @Override
  public String toString() {
    return "***";
  }
}
