package dev.windlass.workers.provider.tools;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call of a tool comes to. Pure. */
final class ToolAnswers {
  private static final int EXCERPT_CHARS = 2_000;

  private ToolAnswers() {}

  /**
   * An answer with a status is an answer, also one that refuses: the model reads it and may do
   * better. Only what may pass by itself is a failure, asked again if the chain says so.
   *
   * @param retryAfter seconds, where the endpoint said when to come again
   */
  static CallResult answered(int status, String text, @Nullable Long retryAfter) {
    if (status == 429 || status == 503) {
      var error = CallError.of(FailureClass.OVERLOADED, "the tool answered " + status);
      var away = retryAfter == null ? null : Duration.ofSeconds(retryAfter);
      return new CallResult.Failed(error, away, Map.of());
    }
    if (status >= 500) {
      return failed(FailureClass.SERVER_ERROR, "the tool answered " + status);
    }
    var answer = Json.object().put("status", status);
    if (status >= 200 && status < 300) {
      answer.put("text", text);
    } else {
      var words =
          status < 400
              ? "the tool sends the call elsewhere, which is not followed"
              : "the tool refused the call";
      var told = Json.object().put("error", words + " (" + status + ")");
      if (!text.isBlank()) {
        told.put("said", text.substring(0, Math.min(text.length(), EXCERPT_CHARS)));
      }
      answer.put("text", Json.write(told));
    }
    return new CallResult.Answered(Json.write(answer), Usage.NONE, null, null, 200, Map.of());
  }

  static CallResult failed(FailureClass kind, String words) {
    return new CallResult.Failed(CallError.of(kind, words), null, Map.of());
  }
}
