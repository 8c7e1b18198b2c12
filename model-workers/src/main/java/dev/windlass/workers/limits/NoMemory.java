package dev.windlass.workers.limits;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

final class NoMemory implements LimitMemory {
  @Override
  public Kept recall(LimitId limit) {
    return Kept.NOTHING;
  }

  @Override
  public void willLend(LimitId limit) {}

  @Override
  public void keepLevels(LimitId limit, Map<LimitKey, Double> dayLevels, Instant at) {}

  @Override
  public Map<String, Map<String, Map<LimitKey, @Nullable Double>>> changes() {
    return Map.of();
  }

  @Override
  public void keepChange(String provider, String model, Map<LimitKey, @Nullable Double> figures) {}
}
