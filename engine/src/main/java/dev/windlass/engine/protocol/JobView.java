package dev.windlass.engine.protocol;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as its owner sees it.
 *
 * @param chain {@code name@3}, or the bare name for a chain given inline
 * @param pausedBy who paused it (user, budget, quota), null when it is not paused
 * @param weight its part among the jobs of its tenant and priority
 * @param pace what moves by itself: rate, expected end, what limits it
 * @param acceptedLines as they came; {@code counts} tells of runs, of which a line has several
 *     where its chain has a grid
 * @param version grows with every change of counts, state, labels, priority, weight, seal
 */
public record JobView(
    String id,
    String tenant,
    String name,
    String chain,
    JobState state,
    @Nullable String pausedBy,
    boolean sealed,
    long acceptedLines,
    long rejectedLines,
    Counts counts,
    Map<String, String> labels,
    int priority,
    double weight,
    Usage usage,
    Pace pace,
    Instant createdAt,
    @Nullable Instant sealedAt,
    @Nullable Instant endedAt,
    long version)
    implements Travels {

  /**
   * How fast it goes and why no faster.
   *
   * @param ratePerSecond lines that end
   * @param etaMs expected time to the end, -1 when it cannot be told; low and high bound it
   * @param limitedBy such as {@code openai/gpt-x rpm}, null when nothing limits
   * @param limitUsed share of that limit in use, 0 to 1
   * @param waitingFor lines that have not ended by what they wait for, {@code calling} among them
   * @param reason what most of them wait for; null when none is open
   * @param waitingSince since when it is that
   */
  public record Pace(
      double ratePerSecond,
      long etaMs,
      long etaLowMs,
      long etaHighMs,
      @Nullable String limitedBy,
      double limitUsed,
      Map<String, Long> waitingFor,
      @Nullable String reason,
      @Nullable Instant waitingSince) {
    public static final Pace UNKNOWN = new Pace(0, -1, -1, -1, null, 0, Map.of(), null, null);
  }
}
