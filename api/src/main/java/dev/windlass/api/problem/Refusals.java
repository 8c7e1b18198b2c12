package dev.windlass.api.problem;

import dev.windlass.engine.protocol.Refusal;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the engine refuses, and what breaks, as problems. */
public final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  /** A journal that stalls comes back within seconds, or an operator has to look at it. */
  private static final int JOURNAL_RETRY_SECONDS = 5;

  private Refusals() {}

  public static Problem problem(Refusal refusal) {
    var type = type(refusal.kind());
    var faults =
        refusal.faults().stream()
            .map(f -> new Problem.Fault(f.pointer(), f.line(), null, f.code(), f.detail()))
            .toList();
    return new Problem(type, refusal.detail(), faults, refusal.members(), retryAfterSeconds(type));
  }

  /** A machine that broke; what broke is logged and not told. */
  public static Problem problem(Throwable thrown, String requestId) {
    var cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ProblemException known) {
      return known.problem();
    }
    if (cause instanceof TimeoutException) {
      LOG.warn("the engine did not answer in time, request {}", requestId, cause);
      return Problem.of(ProblemType.JOURNAL_UNAVAILABLE, "The engine did not answer in time.")
          .retryAfter(JOURNAL_RETRY_SECONDS);
    }
    LOG.error("a request failed, request {}", requestId, cause);
    return Problem.of(
        ProblemType.INTERNAL_ERROR, "The server's log tells more under " + requestId + ".");
  }

  private static int retryAfterSeconds(ProblemType type) {
    return switch (type) {
      case IDEMPOTENCY_IN_PROGRESS -> 1;
      case JOURNAL_UNAVAILABLE, SHUTTING_DOWN, STORAGE_FULL -> JOURNAL_RETRY_SECONDS;
      default -> 0;
    };
  }

  private static ProblemType type(Refusal.Kind kind) {
    return switch (kind) {
      case NOT_FOUND -> ProblemType.NOT_FOUND;
      case DELETED -> ProblemType.DELETED;
      case INVALID_REQUEST -> ProblemType.INVALID_REQUEST;
      case CHAIN_INVALID -> ProblemType.CHAIN_INVALID;
      case MISSING_VARIABLE -> ProblemType.MISSING_VARIABLE;
      case LINE_INVALID -> ProblemType.LINE_INVALID;
      case LINE_CONFLICT -> ProblemType.LINE_CONFLICT;
      case OFFSET_GAP -> ProblemType.OFFSET_GAP;
      case JOB_SEALED -> ProblemType.JOB_SEALED;
      case JOB_ACTIVE -> ProblemType.JOB_ACTIVE;
      case WRONG_STATE -> ProblemType.WRONG_STATE;
      case NOT_TERMINAL -> ProblemType.NOT_TERMINAL;
      case PRECONDITION_REQUIRED -> ProblemType.PRECONDITION_REQUIRED;
      case VERSION_CONFLICT -> ProblemType.VERSION_CONFLICT;
      case IDEMPOTENCY_IN_PROGRESS -> ProblemType.IDEMPOTENCY_IN_PROGRESS;
      case IDEMPOTENCY_KEY_REUSED -> ProblemType.IDEMPOTENCY_KEY_REUSED;
      case CURSOR_INVALID -> ProblemType.CURSOR_INVALID;
      case RESULTS_EXPIRED -> ProblemType.RESULTS_EXPIRED;
      case BUDGET_EXHAUSTED -> ProblemType.BUDGET_EXHAUSTED;
      case REQUEST_TIMEOUT -> ProblemType.REQUEST_TIMEOUT;
      case STORAGE_FULL -> ProblemType.STORAGE_FULL;
      case JOURNAL_UNAVAILABLE -> ProblemType.JOURNAL_UNAVAILABLE;
      case SHUTTING_DOWN -> ProblemType.SHUTTING_DOWN;
    };
  }
}
