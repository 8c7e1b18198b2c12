package dev.windlass.engine.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import org.jspecify.annotations.Nullable;

/** One question, from the moment it is offered until its outcome is stored. */
final class Asked {
  /** Where the question is. GONE: nobody wants it any more; a queue passes over it. */
  enum Place {
    QUEUED,
    ASIDE,
    GRANTED,
    ANSWERED,
    GONE
  }

  private static final int MOST_TOKENS = 1_000_000;

  final StepKey key;
  final String lane;
  final String tenant;
  final int priority;

  /** A measure for fair turns, not a reservation: four characters are about a token. */
  final int tokens;

  /** Of the prompt, about. */
  final long chars;

  /**
   * Place of its run among all that the dispatcher knows: by partition as they came, then by line.
   */
  final long line;

  /** Counts the questions of a dispatcher. */
  final long number;

  StepRequest request;
  Place place = Place.QUEUED;
  long queuedAtMs;
  @Nullable Object pool;
  @Nullable StepOutcome outcome;

  /**
   * @param partition counts the dispatcher's partitions
   */
  Asked(StepRequest request, long partition, long number, long nowMs) {
    line = partition << 32 | request.key().run();
    this.number = number;
    this.request = request;
    key = request.key();
    lane = request.call().lane();
    tenant = request.tenant();
    priority = Math.clamp(request.priority(), 0, FairQueue.PRIORITIES - 1);
    chars = chars(request.call());
    tokens = (int) Math.min(MOST_TOKENS, 1 + chars / 4 + maxTokens(request.call()));
    queuedAtMs = nowMs;
  }

  /** What is held together: the job, or a run alone. */
  String holdKey() {
    var job = request.job();
    return job == null ? request.runId() : job;
  }

  /** What shares one turn: the job, or all single runs of the tenant together. */
  String turnKey() {
    var job = request.job();
    return job == null ? "" : job;
  }

  private static long chars(ModelCall call) {
    long chars = 0;
    for (var message : call.messages()) {
      chars += textLength(message.content());
    }
    return chars;
  }

  private static long maxTokens(ModelCall call) {
    return call.options().path("max_tokens").asInt(0);
  }

  private static long textLength(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue().length();
    }
    long chars = 0;
    for (var part : content) {
      chars += part.path("text").asText("").length();
    }
    return chars;
  }
}
