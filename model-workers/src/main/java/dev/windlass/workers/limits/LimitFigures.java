package dev.windlass.workers.limits;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of one limit; what is absent is not limited. Immutable. */
public record LimitFigures(Map<LimitKey, Double> values) {
  public static final LimitFigures NONE = new LimitFigures(Map.of());

  public LimitFigures {
    var copy = new EnumMap<LimitKey, Double>(LimitKey.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public @Nullable Double get(LimitKey key) {
    return values.get(key);
  }

  /** Calls in flight, or null where nobody set them. */
  public @Nullable Integer concurrency() {
    var calls = values.get(LimitKey.CONCURRENCY);
    return calls == null ? null : (int) Math.min(Integer.MAX_VALUE, calls);
  }

  /** Whether any rate is set. */
  public boolean hasRates() {
    return values.keySet().stream().anyMatch(LimitKey::isRate);
  }

  /** These figures, where {@code over} names them, replaced; null there takes a figure away. */
  public LimitFigures overlaid(Map<LimitKey, @Nullable Double> over) {
    var all = new EnumMap<LimitKey, Double>(LimitKey.class);
    all.putAll(values);
    over.forEach((key, figure) -> {
      if (figure == null) {
        all.remove(key);
      } else {
        all.put(key, figure);
      }
    });
    return new LimitFigures(all);
  }

  /**
   * The lower of both, figure by figure; one that only the other has is taken over. A burst that is
   * taken over never makes a bucket larger than it is without: one second's worth.
   */
  public LimitFigures lowered(LimitFigures by) {
    var all = new EnumMap<LimitKey, Double>(LimitKey.class);
    all.putAll(values);
    by.values.forEach((key, figure) -> all.merge(key, figure, Math::min));
    boundBurst(LimitKey.BURST, true, all);
    boundBurst(LimitKey.TBURST, false, all);
    return new LimitFigures(all);
  }

  /** Whether a figure is there in one alone, or is off by more than this part of it. */
  boolean differsBy(double part, LimitFigures from) {
    return !values.keySet().equals(from.values.keySet())
        || values.entrySet().stream()
            .anyMatch(entry -> {
              double before = from.values.getOrDefault(entry.getKey(), 0.0);
              return Math.abs(entry.getValue() - before) > part * before;
            });
  }

  private void boundBurst(LimitKey burst, boolean requests, Map<LimitKey, Double> all) {
    var taken = all.get(burst);
    if (taken != null && !values.containsKey(burst)) {
      double second = Double.MAX_VALUE;
      for (var each : all.entrySet()) {
        var key = each.getKey();
        if (key.isRate() && !key.isDaily() && (key.unit() == LimitKey.Unit.REQUESTS) == requests) {
          second = Math.min(second, each.getValue() / key.seconds());
        }
      }
      all.put(burst, Math.min(taken, Math.max(1, second)));
    }
  }

  /**
   * The buckets. Without a burst a bucket holds one second's worth, at least 1; a day's bucket
   * holds the whole day, because its even flow would make a small job last for hours. One call may
   * take at most an explicit burst of tokens, else one period's worth: providers refuse for ever
   * what is larger than a full bucket.
   */
  public List<Meter> meters() {
    var meters = new ArrayList<Meter>();
    values.forEach((key, figure) -> {
      if (key.isRate()) {
        meters.add(meter(key, figure));
      }
    });
    return List.copyOf(meters);
  }

  private Meter meter(LimitKey key, double figure) {
    double perSecond = figure / key.seconds();
    if (key.isDaily()) {
      return new Meter(key, perSecond, Math.max(1, figure), Math.max(1, figure));
    }
    boolean requests = key.unit() == LimitKey.Unit.REQUESTS;
    var burst = values.get(requests ? LimitKey.BURST : LimitKey.TBURST);
    double capacity = burst == null ? Math.max(1, perSecond) : burst;
    double largest = requests ? 1 : burst == null ? Math.max(1, figure) : burst;
    return new Meter(key, perSecond, capacity, largest);
  }
}
