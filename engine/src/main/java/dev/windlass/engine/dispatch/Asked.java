package dev.windlass.engine.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Terms;
import org.jspecify.annotations.Nullable;

/** One question, from the moment it is offered until its outcome is stored. */
final class Asked {
  /** No step is taken to cost more. */
  static final int MOST_TOKENS = 1_000_000;

  /** Where the question is. GONE: nobody wants it any more; a queue passes over it. */
  enum Place {
    QUEUED,
    ASIDE,

    /** Not known yet whether a pool has it already. */
    SOUGHT,
    GRANTED,
    ANSWERED,
    GONE
  }

  final StepKey key;
  final String lane;
  final String tenant;

  /** Tokens of the prompt: four characters are about one. A measure for fair turns. */
  final int prompt;

  /** Tokens of the longest answer that was asked for, 0 where nobody said. */
  final int mostAnswer;

  /**
   * Place of its run among all that the dispatcher knows: by partition as they came, then by line.
   */
  final long line;

  /** Counts the questions of a dispatcher. */
  final long number;

  int priority;

  /** Of its job, among the jobs of its tenant. */
  double weight = Terms.USUAL_WEIGHT;

  /** What its flow was charged for it, in tokens, while it is GRANTED. */
  int charged;

  StepRequest request;
  Place place = Place.QUEUED;
  long queuedAtMs;
  @Nullable Object pool;
  @Nullable StepOutcome outcome;

  /** The pool that keeps its outcome until it is durable, or null. */
  @Nullable Object keptBy;

  /** Why it waits in its pool, at the last look. */
  Reasons.@Nullable Why inPool;

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
    priority = Math.clamp(request.priority(), 0, Terms.HIGHEST_PRIORITY);
    prompt = promptSize(request.call());
    mostAnswer = Math.clamp(request.call().options().path("max_tokens").asInt(0), 0, MOST_TOKENS);
    queuedAtMs = nowMs;
  }

  /** Whether no pool has it, as far as is known, and it has no outcome. */
  boolean waitsHere() {
    return place == Place.QUEUED || place == Place.ASIDE || place == Place.SOUGHT;
  }

  /** Under these terms from now on. */
  void stand(Terms terms) {
    priority = Math.clamp(terms.priority(), 0, Terms.HIGHEST_PRIORITY);
    weight = terms.weight();
    request = request.withPriority(priority);
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

  private static int promptSize(ModelCall call) {
    long chars = 0;
    for (var message : call.messages()) {
      chars += textLength(message.content());
    }
    return (int) Math.min(MOST_TOKENS, 1 + chars / 4);
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
