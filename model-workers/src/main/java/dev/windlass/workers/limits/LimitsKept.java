package dev.windlass.workers.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a provider's limits. Changed in place by {@link #apply} alone, on the
 * thread of who keeps it; not thread-safe.
 */
final class LimitsKept {
  private final Map<String, LimitsEvent.Changed> changed = new LinkedHashMap<>();
  private final Map<LimitId, LimitsEvent.OfLimit> limits = new LinkedHashMap<>();
  private long epoch;

  static LimitsKept of(LimitsEvent.Snapshot snapshot) {
    var kept = new LimitsKept();
    kept.epoch = snapshot.epoch();
    snapshot.changed().forEach(each -> kept.changed.put(each.model(), each));
    snapshot.limits().forEach(each -> kept.limits.put(each.limit(), each));
    return kept;
  }

  LimitsEvent.Snapshot snapshot() {
    return new LimitsEvent.Snapshot(
        epoch, List.copyOf(changed.values()), List.copyOf(limits.values()));
  }

  LimitsKept apply(LimitsEvent event) {
    switch (event) {
      case LimitsEvent.Began began -> epoch = began.epoch();
      case LimitsEvent.Changed change -> changed.put(change.model(), change);
      case LimitsEvent.Reset reset -> {
        changed.keySet().removeIf(model -> isFor(reset, model));
        limits.replaceAll(
            (limit, of) -> isFor(reset, limit.model()) ? learned(of, Map.of(), Map.of()) : of);
      }
      case LimitsEvent.Learned learned ->
          limits.put(
              learned.limit(), learned(limit(learned.limit()), learned.figures(), learned.found()));
      case LimitsEvent.WillLend(var limit, var at) -> {
        var of = limit(limit);
        limits.put(
            limit,
            new LimitsEvent.OfLimit(
                limit, true, of.learned(), of.found(), of.levels(), of.levelsAt()));
      }
      case LimitsEvent.DayLevels(var limit, var levels, var at) -> {
        var of = limit(limit);
        limits.put(
            limit, new LimitsEvent.OfLimit(limit, of.lent(), of.learned(), of.found(), levels, at));
      }
    }
    return this;
  }

  static boolean isFor(LimitsEvent.Reset reset, String model) {
    return reset.model() == null || reset.model().equals(model);
  }

  private static LimitsEvent.OfLimit learned(
      LimitsEvent.OfLimit of, Map<LimitKey, Double> learned, Map<LimitKey, Double> found) {
    return new LimitsEvent.OfLimit(
        of.limit(), of.lent(), learned, found, of.levels(), of.levelsAt());
  }

  private LimitsEvent.OfLimit limit(LimitId limit) {
    return limits.getOrDefault(
        limit, new LimitsEvent.OfLimit(limit, false, Map.of(), Map.of(), Map.of(), Instant.EPOCH));
  }

  long epoch() {
    return epoch;
  }

  boolean wasLent(LimitId limit) {
    return limit(limit).lent();
  }

  LimitFigures learned(LimitId limit) {
    return new LimitFigures(limit(limit).learned());
  }

  LimitFigures found(LimitId limit) {
    return new LimitFigures(limit(limit).found());
  }

  /** What was changed while running, by model; a null was taken away. */
  Map<String, Map<LimitKey, @Nullable Double>> changes() {
    var all = new HashMap<String, Map<LimitKey, @Nullable Double>>();
    changed.forEach((model, change) -> all.put(model, figures(change)));
    return all;
  }

  private static Map<LimitKey, @Nullable Double> figures(LimitsEvent.Changed change) {
    var figures = new EnumMap<LimitKey, @Nullable Double>(LimitKey.class);
    figures.putAll(change.figures());
    change.removed().forEach(key -> figures.put(key, null));
    return figures;
  }

  /** A change of some figures, over what was changed of this model before. */
  LimitsEvent.Changed change(String model, Map<LimitKey, @Nullable Double> figures, Instant at) {
    var all = new EnumMap<LimitKey, @Nullable Double>(LimitKey.class);
    all.putAll(changes().getOrDefault(model, Map.of()));
    all.putAll(figures);
    var set = new EnumMap<LimitKey, Double>(LimitKey.class);
    var removed = EnumSet.noneOf(LimitKey.class);
    all.forEach((key, figure) -> {
      if (figure == null) {
        removed.add(key);
      } else {
        set.put(key, figure);
      }
    });
    return new LimitsEvent.Changed(model, set, removed, at);
  }

  /**
   * What is in a limit's buckets when an owner begins: all that they hold when nothing was ever
   * lent; else nothing, but a day's bucket has what was left and what flowed since, by the clock on
   * the wall. A clock that was set back lets nothing flow, one that was set forward no more than
   * the bucket holds.
   */
  Map<LimitKey, Double> levels(LimitId limit, List<Meter> meters, Instant now) {
    var of = limit(limit);
    var levels = new EnumMap<LimitKey, Double>(LimitKey.class);
    for (var meter : meters) {
      if (!of.lent()) {
        levels.put(meter.key(), meter.capacity());
      } else if (meter.key().isDaily() && of.levels().containsKey(meter.key())) {
        double seconds = Math.max(0, Duration.between(of.levelsAt(), now).toMillis() / 1000.0);
        double left = of.levels().getOrDefault(meter.key(), 0.0);
        levels.put(meter.key(), Math.min(meter.capacity(), left + seconds * meter.perSecond()));
      }
    }
    return levels;
  }
}
