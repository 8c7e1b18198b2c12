package dev.windlass.engine.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What front doors may ask about providers and their limits; answered by the model workers. */
public interface LimitsDoor {
  /**
   * @param type openai, simulated, ...
   * @param baseUrl where it is called, without any secret
   */
  record ProviderView(String name, String type, String baseUrl, List<String> models) {}

  /**
   * One figure of a limit as it stands, over all nodes.
   *
   * @param provider its name; {@code openai#2} for another key than its first
   * @param limit rpm, rps, tpm, itpm, otpm, rpd, tpd or concurrency
   * @param used in the last 60 s, of a day's figure what its day lacks, or in flight for
   *     concurrency
   * @param waiting steps that wait for it now, in pools and at dispatchers
   * @param waitingSince since when, or null
   * @param paused why the provider is left alone now, or null
   * @param retryAfterMs what is left of that pause, or 0
   * @param refused answers 429 of the whole limit in the last 60 s
   * @param blockedJobs jobs with most steps among those at dispatchers, most first
   */
  record LimitView(
      String provider,
      String model,
      String limit,
      @Nullable Double configured,
      @Nullable Double learned,
      double used,
      long waiting,
      @Nullable Instant waitingSince,
      @Nullable Instant last429At,
      long retryAfterMs,
      String owner,
      @Nullable String paused,
      long refused,
      List<BlockedJob> blockedJobs) {}

  /**
   * @param job its id, or null for the tenant's single runs together
   */
  record BlockedJob(String tenant, @Nullable String job, long steps) {}

  /** New figures for one model ({@code *} for every model); a null value takes the figure away. */
  record LimitChange(String model, Map<String, @Nullable Double> figures) {}

  List<ProviderView> providers();

  /** Limits of one provider, or of all for null. */
  CompletionStage<List<LimitView>> limits(@Nullable String provider);

  /** Replaces the named figures; answers with the view once they are in force. */
  CompletionStage<Reply<List<LimitView>>> change(String provider, List<LimitChange> changes);

  /**
   * What is configured is in force again, and what was learned is forgotten.
   *
   * @param model {@code *} for the figures of every model, null for all that was ever changed
   */
  CompletionStage<Reply<List<LimitView>>> reset(String provider, @Nullable String model);
}
