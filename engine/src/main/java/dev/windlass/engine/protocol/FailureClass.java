package dev.windlass.engine.protocol;

import java.util.Locale;
import java.util.Optional;

/**
 * Why a step or a run failed, as results, failures and the command line name it. The list is
 * closed; each class says whether asking again may help.
 */
public enum FailureClass {
  RATE_LIMITED(true),
  OVERLOADED(true),
  SERVER_ERROR(true),
  TIMEOUT(true),
  TRANSPORT(true),
  BAD_REQUEST(false),
  NOT_FOUND(false),
  REFUSED(false),
  CONTENT_FILTER(false),
  CONTEXT_LENGTH(false),
  TOO_LARGE(false),
  AUTH(true),
  QUOTA(true),
  INVALID_OUTPUT(true),
  ANSWER_TOO_LARGE(false),
  LINE_INVALID(false),
  MISSING_VARIABLE(false),
  TEMPLATE_ERROR(false),
  EXPRESSION_ERROR(false),
  FAILED_BY_CHAIN(false),
  BRANCH_FAILED(true),
  BUDGET_EXHAUSTED(true),
  CANCELLED(true);

  private final boolean retryable;
  private final String wireName = name().toLowerCase(Locale.ROOT);

  FailureClass(boolean retryable) {
    this.retryable = retryable;
  }

  /** Whether {@code retry-failed} may bring another end. */
  public boolean retryable() {
    return retryable;
  }

  /** Whether the worker itself asks again, within the step's {@link RetryPolicy}. */
  public boolean transientFault() {
    return this == OVERLOADED || this == SERVER_ERROR || this == TIMEOUT || this == TRANSPORT;
  }

  /** As it stands in JSON: lower case with underscores. */
  public String wireName() {
    return wireName;
  }

  public static Optional<FailureClass> ofWireName(String name) {
    for (var each : values()) {
      if (each.wireName.equals(name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
