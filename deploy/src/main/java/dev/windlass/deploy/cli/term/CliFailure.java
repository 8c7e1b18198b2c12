package dev.windlass.deploy.cli.term;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A command cannot go on. Says what is wrong and what to do; never carries a stack trace to a
 * person.
 */
public final class CliFailure extends Exception {
  private final Exit exit;
  private final String what;
  private final @Nullable String next;
  private final @Nullable ObjectNode problem;

  private CliFailure(Exit exit, String what, @Nullable String next, @Nullable ObjectNode problem) {
    super(what);
    this.exit = exit;
    this.what = what;
    this.next = next;
    this.problem = problem;
  }

  public static CliFailure of(Exit exit, String what) {
    return new CliFailure(exit, what, null, null);
  }

  /**
   * @param next what the reader can do, or null
   */
  public static CliFailure of(Exit exit, String what, @Nullable String next) {
    return new CliFailure(exit, what, next, null);
  }

  public static CliFailure usage(String what, String next) {
    return new CliFailure(Exit.USAGE, what, next, null);
  }

  /** A server's own problem object, handed on as it came. */
  public static CliFailure problem(
      Exit exit, String what, @Nullable String next, ObjectNode problem) {
    return new CliFailure(exit, what, next, problem);
  }

  public Exit exit() {
    return exit;
  }

  public String what() {
    return what;
  }

  public @Nullable String next() {
    return next;
  }

  public @Nullable ObjectNode problem() {
    return problem;
  }

  /** The last part of the problem's type, such as {@code not-found}; empty when there is none. */
  public String slug() {
    if (problem == null) {
      return "";
    }
    var type = problem.path("type").asText();
    return type.substring(Math.max(type.lastIndexOf('/'), type.lastIndexOf('#')) + 1);
  }
}
