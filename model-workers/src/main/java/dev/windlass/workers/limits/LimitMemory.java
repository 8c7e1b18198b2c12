package dev.windlass.workers.limits;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of the limits outlives a process: that a limit was ever used, what is left of a day's
 * bucket, and figures changed while running. Called from several threads; may block for the time of
 * one small write.
 */
public interface LimitMemory {
  /**
   * What is known of one limit.
   *
   * @param used whether a lease of it was ever lent: then its buckets start empty, else full
   * @param dayLevels what was left in the buckets of a day
   * @param at when that was
   */
  record Kept(boolean used, Map<LimitKey, Double> dayLevels, Instant at) {
    public static final Kept NOTHING = new Kept(false, Map.of(), Instant.EPOCH);
  }

  Kept recall(LimitId limit);

  /** Durable when it returns: leases of this limit are lent from now on. */
  void willLend(LimitId limit);

  void keepLevels(LimitId limit, Map<LimitKey, Double> dayLevels, Instant at);

  /** Changed figures by provider and model; a null figure was taken away. */
  Map<String, Map<String, Map<LimitKey, @Nullable Double>>> changes();

  /** Durable when it returns: from now on these are the changed figures of this model. */
  void keepChange(String provider, String model, Map<LimitKey, @Nullable Double> figures);

  /** Remembers nothing: every start is the first. */
  static LimitMemory none() {
    return new NoMemory();
  }
}
