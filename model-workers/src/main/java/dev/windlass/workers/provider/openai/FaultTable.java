package dev.windlass.workers.provider.openai;

import dev.windlass.engine.protocol.FailureClass;

/**
 * Which class an HTTP answer that is no answer belongs to. Pure.
 *
 * <p>What stands behind a 429 is read in {@link RefusalTable}. The codes are OpenAI's
 * (developers.openai.com/api/docs/guides/error-codes), with those of servers that speak like it:
 * 402 of DeepSeek and OpenRouter, 498 of Groq, 529 of Anthropic.
 */
final class FaultTable {
  private FaultTable() {}

  static FailureClass classOf(int status, ErrorBody error) {
    return switch (status) {
      case 400, 409, 422 -> ofTheRequest(status, error);
      case 401, 403 -> isFiltered(error) ? FailureClass.CONTENT_FILTER : FailureClass.AUTH;
      case 402 -> FailureClass.QUOTA;
      case 404 -> FailureClass.NOT_FOUND;
      case 408 -> FailureClass.TIMEOUT;
      case 413 -> FailureClass.TOO_LARGE;
      case 429 -> RefusalTable.classOf(error);
      case 498, 503, 529 -> FailureClass.OVERLOADED;
      default -> status >= 500 ? FailureClass.SERVER_ERROR : FailureClass.BAD_REQUEST;
    };
  }

  /** An error told under status 200, before or in a stream. */
  static FailureClass classOfTold(ErrorBody error) {
    if (error.code() != null && error.code().length() == 3) {
      try {
        return classOf(Integer.parseInt(error.code()), error);
      } catch (NumberFormatException e) {
        // a code of three letters: read on
      }
    }
    if (error.speaksOf("rate_limit", "insufficient_quota")) {
      return RefusalTable.classOf(error);
    }
    if (error.speaksOf("overloaded")) {
      return FailureClass.OVERLOADED;
    }
    var kind = ofTheRequest(400, error);
    return kind == FailureClass.BAD_REQUEST && !error.speaksOf("invalid_request")
        ? FailureClass.SERVER_ERROR
        : kind;
  }

  private static FailureClass ofTheRequest(int status, ErrorBody error) {
    if (error.speaksOf("context_length_exceeded", "maximum context length", "context window")) {
      return FailureClass.CONTEXT_LENGTH;
    }
    if (isFiltered(error)) {
      return FailureClass.CONTENT_FILTER;
    }
    if (error.speaksOf("string_above_max_length", "request too large")) {
      return FailureClass.TOO_LARGE;
    }
    // a conflict is a lock held too long on their side; OpenAI's own clients ask again
    return status == 409 ? FailureClass.SERVER_ERROR : FailureClass.BAD_REQUEST;
  }

  private static boolean isFiltered(ErrorBody error) {
    return error.speaksOf(
        "content_filter", "content_policy", "content policy", "ResponsibleAIPolicyViolation");
  }
}
