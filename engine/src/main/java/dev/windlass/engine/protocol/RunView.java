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
 * @param provider set to {@code simulated} where the answers came from a simulated provider
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
    List<StepDetail> steps) {

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
   */
  public record StepDetail(
      String path,
      @Nullable String id,
      @Nullable String as,
      String kind,
      String status,
      @Nullable String answer,
      Usage usage,
      @Nullable CallError error,
      List<Attempt> attempts) {}
}
