package dev.windlass.api.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every kind of problem there is. A slug is never renamed; a kind's status never changes. */
public enum ProblemType {
  INVALID_REQUEST(400, "The request is not valid", "Mend what errors[] points at and send again."),
  IDEMPOTENCY_KEY_MISSING(
      400,
      "An Idempotency-Key is required",
      "Send the header Idempotency-Key with a text of yours."),
  CURSOR_INVALID(
      400,
      "The cursor does not fit",
      "A cursor belongs to one job, order, status and gaps. Ask as it was got, or begin anew."),
  UNAUTHENTICATED(401, "No valid key", "Send Authorization: Bearer with a key of this server."),
  BUDGET_EXHAUSTED(402, "The budget is used up", "Raise the budget, or wait for a new one."),
  INSUFFICIENT_SCOPE(403, "The key may not do this", "Use a key with the scope named in detail."),
  NOT_FOUND(404, "There is no such thing", "Look at the path and at the id."),
  METHOD_NOT_ALLOWED(
      405, "The method is not allowed here", "The header Allow lists those that are."),
  NOT_ACCEPTABLE(406, "Nothing here fits Accept", "Ask for one of the types named in detail."),
  REQUEST_TIMEOUT(
      408, "The body stalled", "What was accepted is kept: go on after Accepted-Lines.", true),
  LINE_CONFLICT(
      409,
      "A line differs from the accepted one",
      "Send the same lines again, or go on after those accepted."),
  OFFSET_GAP(409, "Lines are missing before the offset", "Go on with offset = accepted_lines."),
  JOB_SEALED(409, "The job is sealed", "Start a new job to add more lines."),
  JOB_ACTIVE(409, "The job is not at its end", "Cancel it first, or wait for its end."),
  WRONG_STATE(409, "The state does not allow this", "Look at the state of the job or run."),
  NOT_TERMINAL(409, "It has not ended yet", "Wait for its end, or cancel it."),
  IDEMPOTENCY_IN_PROGRESS(
      409, "The first request is still under way", "Ask again after Retry-After.", true),
  DELETED(410, "It was deleted", "It cannot come back."),
  RESULTS_EXPIRED(410, "The results have expired", "Their retention is over."),
  LENGTH_REQUIRED(411, "A length is required", "Send Content-Length, or a chunked body."),
  VERSION_CONFLICT(412, "The version is another one", "Read it again and decide anew."),
  TOO_LARGE(413, "The body is too large", "The bound stands in detail."),
  URI_TOO_LONG(414, "The URL is too long", "A URL has at most 2 KiB."),
  UNSUPPORTED_MEDIA_TYPE(
      415, "The media type is not known here", "Send one of the types named in detail."),
  UNSUPPORTED_ENCODING(
      415, "The content encoding is not known here", "Send the body plain or with gzip."),
  HOST_NOT_ALLOWED(
      421, "The host is not served here", "Use a host on the list windlass.api.hosts."),
  CHAIN_INVALID(422, "The chain is not valid", "errors[] points at each place."),
  MISSING_VARIABLE(422, "A variable is missing", "errors[] names it; put it into input."),
  LINE_INVALID(422, "Lines are not valid", "errors[] names the first of them by number."),
  IDEMPOTENCY_KEY_REUSED(
      422,
      "The Idempotency-Key was used for another request",
      "Repeat exactly the first request, or take a new key."),
  PRECONDITION_REQUIRED(
      428, "A precondition is required", "Send If-Match with the ETag of what is to be replaced."),
  TOO_MANY_HEADERS(
      431, "The headers are too many or too large", "At most 64 headers of 8 KiB each."),
  QUOTA_EXCEEDED(429, "The quota is used up", "Ask again after Retry-After.", true),
  INTERNAL_ERROR(
      500,
      "Something broke inside",
      "Ask again; if it stays, report it with the request_id.",
      true),
  JOURNAL_UNAVAILABLE(
      503, "The journal does not answer", "Nothing was lost. Ask again after Retry-After.", true),
  SHUTTING_DOWN(503, "The server is stopping", "Ask again, this or another node.", true),
  TEMPORARY_REDUCED_CAPACITY(503, "The server is overloaded", "Ask again after Retry-After.", true),
  STORAGE_FULL(507, "The disk is full", "Free some room; what was acknowledged is kept.", true);

  /** Where the pages of the problems stand; this server answers them too, under the same path. */
  public static final String BASE = "https://windlass.dev/problems/";

  private static final String IETF = "https://iana.org/assignments/http-problem-types#";

  private final int status;
  private final String title;
  private final String remedy;
  private final boolean retryable;
  private final String slug = name().toLowerCase(Locale.ROOT).replace('_', '-');

  ProblemType(int status, String title, String remedy) {
    this(status, title, remedy, false);
  }

  ProblemType(int status, String title, String remedy, boolean retryable) {
    this.status = status;
    this.title = title;
    this.remedy = remedy;
    this.retryable = retryable;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** What a client can do. */
  public String remedy() {
    return remedy;
  }

  /** Whether the same request may succeed later. */
  public boolean retryable() {
    return retryable;
  }

  public String slug() {
    return slug;
  }

  public String uri() {
    return (this == QUOTA_EXCEEDED || this == TEMPORARY_REDUCED_CAPACITY ? IETF : BASE) + slug;
  }

  public static Optional<ProblemType> ofSlug(String slug) {
    return Arrays.stream(values()).filter(each -> each.slug.equals(slug)).findFirst();
  }
}
