package dev.windlass.engine.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Why a call brought no answer.
 *
 * @param kind our class
 * @param message for a person: what, and what to do where that is known; never a key
 * @param status the provider's HTTP status, 0 when there was none
 * @param type the provider's own error type, as it gave it
 * @param code the provider's own error code, as it gave it
 * @param requestId the provider's id of the request
 * @param raw at most the first 2 KiB of the answer's body
 */
public record CallError(
    FailureClass kind,
    String message,
    int status,
    @Nullable String type,
    @Nullable String code,
    @Nullable String requestId,
    @Nullable String raw) {
  public static CallError of(FailureClass kind, String message) {
    return new CallError(kind, message, 0, null, null, null, null);
  }
}
