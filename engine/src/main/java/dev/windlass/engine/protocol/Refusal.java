package dev.windlass.engine.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why something asked for is not done.
 *
 * @param detail for a person: what, where, and what to do
 * @param faults each thing wrong, with its place
 * @param members further facts by name, such as {@code accepted_lines} or {@code job_id}; values
 *     are texts, numbers and booleans
 */
public record Refusal(Kind kind, String detail, List<Fault> faults, Map<String, Object> members) {
  /** The reasons a front door must be able to tell apart. */
  public enum Kind {
    NOT_FOUND,
    DELETED,
    INVALID_REQUEST,
    CHAIN_INVALID,
    MISSING_VARIABLE,
    LINE_INVALID,
    LINE_CONFLICT,
    OFFSET_GAP,
    JOB_SEALED,
    JOB_ACTIVE,
    WRONG_STATE,
    NOT_TERMINAL,
    PRECONDITION_REQUIRED,
    VERSION_CONFLICT,
    IDEMPOTENCY_IN_PROGRESS,
    IDEMPOTENCY_KEY_REUSED,
    CURSOR_INVALID,
    RESULTS_EXPIRED,
    BUDGET_EXHAUSTED,
    REQUEST_TIMEOUT,
    STORAGE_FULL,
    JOURNAL_UNAVAILABLE,
    SHUTTING_DOWN
  }

  /**
   * One thing wrong.
   *
   * @param pointer RFC 6901 into what was sent, or null
   * @param line of the upload from 1, or null
   * @param code kebab-case
   */
  public record Fault(@Nullable String pointer, @Nullable Long line, String code, String detail) {}

  public static Refusal of(Kind kind, String detail) {
    return new Refusal(kind, detail, List.of(), Map.of());
  }

  public Refusal with(String member, Object value) {
    var all = new java.util.LinkedHashMap<>(members);
    all.put(member, value);
    return new Refusal(kind, detail, faults, all);
  }
}
