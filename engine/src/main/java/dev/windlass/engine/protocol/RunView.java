package dev.windlass.engine.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run, which is also the result of its line once it has ended.
 *
 * @param seq place in the job's order of completion from 1, or 0 where that does not apply
 * @param lineId the line's id, null for a run alone
 * @param line its number in the job from 1, 0 for a run alone
 * @param take 1, 2 after a retry, 0 for a line that never ran
 * @param calls requests made in all
 * @param output what the chain shows; null while it runs
 * @param messages the main conversation so far
 * @param error why it failed, or null
 * @param waits of a run that has not ended: what its open steps wait for, where it was asked
 * @param provider set to {@code simulated} where the answers came from a simulated provider
 * @param model that gave the last answer, where other models may stand in for the first; else null
 * @param trial which of a line's runs this is, where the chain has a grid or repeats; else null
 * @param cached whether an answer is that of an identical call of another step
 */
public record RunView(
    String id,
    String chain,
    @Nullable String job,
    @Nullable String lineId,
    long line,
    long seq,
    RunStatus status,
    int take,
    int calls,
    @Nullable JsonNode output,
    List<Message> messages,
    @Nullable RunError error,
    Usage usage,
    Map<String, String> labels,
    @Nullable Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String provider,
    List<StepDetail> steps,
    List<Wait> waits,
    @Nullable String model,
    @Nullable Trial trial,
    boolean cached) {

  /**
   * One of the runs that a line has.
   *
   * @param grid the options of this combination, by name
   * @param run which run of the combination, from 1
   */
  public record Trial(JsonNode grid, int run) {}

  /** One of which nobody said what it waits for. */
  public RunView(
      String id,
      String chain,
      @Nullable String job,
      @Nullable String lineId,
      long line,
      long seq,
      RunStatus status,
      int take,
      int calls,
      @Nullable JsonNode output,
      List<Message> messages,
      @Nullable RunError error,
      Usage usage,
      Map<String, String> labels,
      @Nullable Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String provider,
      List<StepDetail> steps) {
    this(
        id, chain, job, lineId, line, seq, status, take, calls, output, messages, error, usage,
        labels, createdAt, startedAt, endedAt, provider, steps, List.of(), null, null, false);
  }

  /** The same, and what its open steps wait for. */
  public RunView waitingFor(List<Wait> now) {
    return new RunView(
        id, chain, job, lineId, line, seq, status, take, calls, output, messages, error, usage,
        labels, createdAt, startedAt, endedAt, provider, steps, now, model, trial, cached);
  }

  /** The same, of a chain in which models stand in for others, or with several runs a line. */
  public RunView with(@Nullable String answeredBy, @Nullable Trial of) {
    return new RunView(
        id,
        chain,
        job,
        lineId,
        line,
        seq,
        status,
        take,
        calls,
        output,
        messages,
        error,
        usage,
        labels,
        createdAt,
        startedAt,
        endedAt,
        provider,
        steps,
        waits,
        answeredBy,
        of,
        cached);
  }

  /** The same, with an answer that another step's call brought. */
  public RunView withCachedAnswer() {
    return new RunView(
        id, chain, job, lineId, line, seq, status, take, calls, output, messages, error, usage,
        labels, createdAt, startedAt, endedAt, provider, steps, waits, model, trial, true);
  }

  /**
   * What an open step waits for.
   *
   * @param path of the step
   * @param limit the limit that binds, such as {@code openai/gpt-x rpm}, or null
   * @param since when that began, or null where nobody knows
   * @param nextTryAt when it is tried again, or null where nobody knows
   */
  public record Wait(
      String path,
      WaitReason reason,
      @Nullable String limit,
      @Nullable Instant since,
      @Nullable Instant nextTryAt) {}

  /**
   * Why a run failed.
   *
   * @param kind the class
   * @param code finer than the class, kebab-case, or null
   * @param step path of the failed step, or null
   * @param raw the last raw answer, or null
   * @param call what the provider said, or null
   */
  public record RunError(
      FailureClass kind,
      @Nullable String code,
      String message,
      @Nullable String step,
      int calls,
      @Nullable String raw,
      @Nullable CallError call) {}

  /**
   * One step with its calls.
   *
   * @param answer the last raw answer, or null
   * @param model that gave it, {@code provider/model}, or null
   * @param cached whether the answer is that of an identical call of another step
   */
  public record StepDetail(
      String path,
      @Nullable String id,
      @Nullable String as,
      String kind,
      String status,
      @Nullable String answer,
      @Nullable String model,
      Usage usage,
      @Nullable CallError error,
      List<Attempt> attempts,
      boolean cached) {}
}
