package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Attempt;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.Dispatching.Granted;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.limits.AnswerSizes;
import dev.windlass.workers.limits.Reserve;
import dev.windlass.workers.limits.Taken;
import dev.windlass.workers.live.LiveCall;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step while a pool holds it. Belongs to its pool; not thread-safe. */
final class HeldStep {
  /** Records kept of one step: a storm of refusals must not fill the heap. */
  static final int MOST_ATTEMPTS = 64;

  enum State {
    READY,
    BACKOFF,
    CALLING,
    GONE
  }

  final StepRequest request;
  final long queuedMs;

  /** What its dispatcher charged its job for it. */
  final int tokens;

  /** Who granted it. */
  Side origin;

  /** Who granted it is gone: its call goes on for whoever is asked the same question next. */
  boolean orphan;

  final long heldSince;
  final Lane lane;
  final AnswerSizes sizes;
  final long maxTokens;
  State state = State.READY;

  /** Tokens of the prompt, -1 until somebody needs to know. */
  int promptEstimate = -1;

  /** Since when it waits for its next call. */
  long waitsSince;

  /** When its backoff is over. */
  long dueAt;

  /** Calls of it that failed and count against its policy. */
  int failures;

  /** Requests made. */
  int calls;

  /** Its job is on hold: it is not asked again but handed back. */
  boolean held;

  /** Its job was cancelled: it ends, whatever its call brings. */
  boolean cut;

  Reserve reserve = Reserve.NONE;

  /** The reserve is a guess that {@link #sizes} knows of. */
  boolean guessed;

  /** When the request of its call was written. */
  SendStamp sent = SendStamp.NEVER;

  /** Who takes the text of its call, where somebody wants it. */
  @Nullable LiveCall live;

  /** Its call was let go and is not known to be written; {@link OnTheWay} has it. */
  boolean onTheWay;

  /** Since when its call counts in the limit's buckets. */
  long counts;

  long startedAt;
  Instant startedWall = Instant.EPOCH;
  Taken takenBefore = Taken.NOTHING;

  /** Calls in flight when it started, itself included. */
  int inFlight;

  long deadline;
  long waitedMs;

  /** Others that its request asks for, too; see {@link Together}. */
  List<HeldStep> riders = List.of();

  /** Another step's request asks for it. */
  boolean rides;

  /** It was refused together with others: it is asked alone from now on. */
  boolean alone;

  /** Its worker, while it is calling; -1 else. */
  int worker = -1;

  /** What calls of it that brought no answer have used, as far as the provider told. */
  Usage paid = Usage.NONE;

  private final List<Attempt> attempts = new ArrayList<>(1);

  HeldStep(Granted granted, Side origin, Lane lane, long maxTokens, long now) {
    this.request = granted.request();
    this.queuedMs = granted.queuedMs();
    this.tokens = granted.tokens();
    this.origin = origin;
    this.lane = lane;
    this.sizes = lane.sizes.of(request);
    this.maxTokens = maxTokens;
    this.heldSince = now;
    this.waitsSince = now;
  }

  ModelCall call() {
    return request.call();
  }

  StepKey key() {
    return request.key();
  }

  /** Whether a hold of this job is about this step. */
  boolean belongsTo(String job) {
    return job.equals(request.job() == null ? request.runId() : request.job());
  }

  /**
   * RUN/STEP/ATTEMPT. A later take or a repair of an answer asks anew and must not be taken for a
   * repetition, so it counts in the last part.
   */
  String idempotencyKey() {
    var key = request.key();
    var attempt =
        key.take() == 1 && key.ask() == 1
            ? String.valueOf(calls)
            : key.take() + "." + key.ask() + "." + calls;
    var path = key.path().startsWith("/") ? key.path() : "/" + key.path();
    return request.runId() + path + "/" + attempt;
  }

  private void record(
      int status,
      @Nullable String requestId,
      @Nullable FailureClass error,
      long costNanos,
      long now) {
    if (attempts.size() >= MOST_ATTEMPTS) {
      attempts.remove(1);
    }
    attempts.add(
        new Attempt(
            calls,
            startedWall,
            calls == 1 ? queuedMs : 0,
            waitedMs,
            Math.max(0, (now - startedAt) / 1_000_000),
            status,
            requestId,
            error,
            request.mayBeRepeat() && calls == 1,
            costNanos));
  }

  /** A call that brought an answer; what it used is the step's part where it had riders. */
  void record(CallResult.Answered answer, Usage used, long now) {
    record(answer.status(), answer.requestId(), null, used.costNanos(), now);
  }

  /** A call that brought none; what it used all the same is the step's to pay. */
  void record(CallError error, Usage used, long now) {
    paid = paid.plus(used);
    record(error.status(), error.requestId(), error.kind(), used.costNanos(), now);
  }

  /** A call that used nothing. */
  void record(CallError error, long now) {
    record(error, Usage.NONE, now);
  }

  StepOutcome unanswered(CallError error) {
    return new StepOutcome.Unanswered(key(), error, paid, attempts());
  }

  List<Attempt> attempts() {
    return List.copyOf(attempts);
  }
}
