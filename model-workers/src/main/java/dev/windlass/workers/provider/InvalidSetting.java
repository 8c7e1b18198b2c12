package dev.windlass.workers.provider;

/** A setting that makes no sense: which one by its full path, why, and what to write instead. */
public final class InvalidSetting extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InvalidSetting(String path, String why) {
    super(path + ": " + why);
  }
}
