package dev.windlass.workers.limits;

import dev.windlass.engine.protocol.Journaled;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is remembered of a provider's limits for ever. */
sealed interface LimitsEvent extends Journaled {

  /**
   * An owner begins. As each owner writes this first, one that was replaced without knowing it
   * cannot: the journal takes no second event of the same number.
   *
   * @param epoch one higher than that of the owner before
   */
  record Began(long epoch, Instant at) implements LimitsEvent {}

  /**
   * Figures were changed while running; they stand over what is configured.
   *
   * @param model or the name of its family; {@code *} for every model
   * @param figures all that are changed now, those of earlier changes among them
   * @param removed figures of the configuration that are not in force
   */
  record Changed(String model, Map<LimitKey, Double> figures, Set<LimitKey> removed, Instant at)
      implements LimitsEvent {}

  /**
   * What is configured is in force again, and what was learned is forgotten.
   *
   * @param model null for all
   */
  record Reset(@Nullable String model, Instant at) implements LimitsEvent {}

  /**
   * What was learned of a limit.
   *
   * @param figures from the provider's headers; they lower what is configured
   * @param found from refusals and latency, where nothing else tells
   */
  record Learned(
      LimitId limit, Map<LimitKey, Double> figures, Map<LimitKey, Double> found, Instant at)
      implements LimitsEvent {}

  /** The first lease ever of this limit is about to be lent; until now its buckets were full. */
  record WillLend(LimitId limit, Instant at) implements LimitsEvent {}

  /** What was left in the buckets of a day. */
  record DayLevels(LimitId limit, Map<LimitKey, Double> levels, Instant at)
      implements LimitsEvent {}

  /** All of it, so that not every event has to be read. */
  record Snapshot(long epoch, List<Changed> changed, List<OfLimit> limits) implements Journaled {}

  /**
   * What is remembered of one limit.
   *
   * @param lent whether a lease of it was ever lent
   * @param levelsAt when the levels were as they say
   */
  record OfLimit(
      LimitId limit,
      boolean lent,
      Map<LimitKey, Double> learned,
      Map<LimitKey, Double> found,
      Map<LimitKey, Double> levels,
      Instant levelsAt) {}
}
