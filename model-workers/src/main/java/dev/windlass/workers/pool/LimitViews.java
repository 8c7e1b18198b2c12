package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.LimitsDoor.LimitView;
import dev.windlass.workers.limits.Governing;
import dev.windlass.workers.limits.LimitFigures;
import dev.windlass.workers.limits.LimitId;
import dev.windlass.workers.limits.LimitKey;
import dev.windlass.workers.limits.LimitSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Limits as front doors show them: one row for each figure. Pure. */
final class LimitViews {
  private final LimitSettings settings;
  private final String node;
  private final Instant now;

  LimitViews(LimitSettings settings, String node, Instant now) {
    this.settings = settings;
    this.node = node;
    this.now = now;
  }

  /** Rows of the limits in use, and of those that are configured and not in use yet. */
  List<LimitView> of(NodePools.Limits limits, Set<String> providers) {
    var rows = new ArrayList<LimitView>();
    var shown = new LinkedHashSet<LimitId>();
    for (var described : limits.inUse()) {
      shown.add(described.limit());
      rows(described, rows);
    }
    for (var provider : new TreeSet<>(providers)) {
      Map<String, Map<LimitKey, @Nullable Double>> changed =
          limits.changes().getOrDefault(provider, Map.of());
      var models = new TreeSet<>(changed.keySet());
      var configured = settings.providers().get(provider);
      if (configured != null) {
        models.addAll(configured.models().keySet());
      }
      for (var model : models) {
        int keys = configured == null ? 1 : Math.max(1, configured.keys().size());
        for (int key = 0; key < keys; key++) {
          var limit = new LimitId(provider, model, key);
          if (shown.add(limit)) {
            rows(unused(limit, settings.figures(limit, changed)), rows);
          }
        }
      }
    }
    return rows;
  }

  private Governing.Described unused(LimitId limit, LimitFigures figures) {
    return new Governing.Described(
        limit, figures, LimitFigures.NONE, List.of(), null, Duration.ZERO, node);
  }

  private void rows(Governing.Described described, List<LimitView> rows) {
    var learned = described.learned();
    for (var gate : described.gates()) {
      learned = learned.lowered(gate.learned());
    }
    for (var key : LimitKey.values()) {
      var configured = described.configured().get(key);
      var seen = learned.get(key);
      if (key == LimitKey.CONCURRENCY && configured == null && !described.gates().isEmpty()) {
        seen = described.gates().stream().mapToDouble(Governing.Report::cap).sum();
      }
      if ((key.isRate() || key == LimitKey.CONCURRENCY) && (configured != null || seen != null)) {
        rows.add(row(described, key, configured, seen));
      }
    }
  }

  private LimitView row(
      Governing.Described described,
      LimitKey key,
      @Nullable Double configured,
      @Nullable Double learned) {
    double used = 0;
    long waiting = 0;
    long waitingMs = 0;
    for (var gate : described.gates()) {
      used += gate.used().getOrDefault(key.unit(), 0.0);
      if (gate.blockedBy() == key) {
        waiting += gate.waiting();
        waitingMs = Math.max(waitingMs, gate.waitingMs());
      }
    }
    return new LimitView(
        described.limit().account(),
        described.limit().model(),
        key.wireName(),
        configured,
        learned,
        used,
        waiting,
        waiting == 0 ? null : now.minusMillis(waitingMs),
        described.lastRefusal(),
        described.pauseLeft().toMillis(),
        described.owner());
  }
}
