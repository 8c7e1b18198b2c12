package dev.windlass.deploy.cli.doctor;

import org.jspecify.annotations.Nullable;

/**
 * What one check found.
 *
 * @param remedy what to do, null when all is well
 */
public record Finding(Grade grade, String what, String found, @Nullable String remedy) {
  /** {@code FAIL} keeps Windlass from working, {@code WARN} makes it worse than it could be. */
  public enum Grade {
    OK,
    WARN,
    FAIL
  }

  static Finding ok(String what, String found) {
    return new Finding(Grade.OK, what, found, null);
  }

  static Finding warn(String what, String found, String remedy) {
    return new Finding(Grade.WARN, what, found, remedy);
  }

  static Finding fail(String what, String found, String remedy) {
    return new Finding(Grade.FAIL, what, found, remedy);
  }
}
