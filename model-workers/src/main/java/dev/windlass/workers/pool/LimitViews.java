package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
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
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Limits as front doors show them: one row for each figure. Pure. */
final class LimitViews {
  private final LimitSettings settings;
  private final LimitWaits waits;
  private final int pool;
  private final Instant now;

  /**
   * @param queues what waits at the dispatchers of all nodes
   * @param pool calls in flight that a node can have at the most
   */
  LimitViews(LimitSettings settings, List<Dispatching.Queue> queues, int pool, Instant now) {
    this.settings = settings;
    this.pool = pool;
    this.waits = new LimitWaits(queues);
    this.now = now;
  }

  /** Rows of the limits in use, and of those that are configured and not in use yet. */
  List<LimitView> of(String provider, Governing.Limits limits) {
    var rows = new ArrayList<LimitView>();
    var shown = new LinkedHashSet<LimitId>();
    for (var described : limits.inUse()) {
      shown.add(described.limit());
      rows(described, rows);
    }
    var models = new TreeSet<>(limits.changes().keySet());
    var configured = settings.providers().get(provider);
    if (configured != null) {
      models.addAll(configured.models().keySet());
    }
    for (var model : models) {
      int keys = configured == null ? 1 : Math.max(1, configured.keys().size());
      for (int key = 0; key < keys; key++) {
        var limit = new LimitId(provider, model, key);
        if (shown.add(limit)) {
          rows(unused(limit, settings.figures(limit, limits.changes()), limits.owner()), rows);
        }
      }
    }
    return rows;
  }

  private static Governing.Described unused(LimitId limit, LimitFigures figures, String owner) {
    return new Governing.Described(
        limit, figures, LimitFigures.NONE, List.of(), null, Duration.ZERO, owner);
  }

  private void rows(Governing.Described described, List<LimitView> rows) {
    boolean first = true; // where no figure holds but the provider is left alone
    for (var key : LimitKey.values()) {
      var configured = described.configured().get(key);
      var seen = described.learned().get(key);
      if (key == LimitKey.CONCURRENCY && configured == null && !described.gates().isEmpty()) {
        seen = found(described);
      }
      boolean only = first && key == LimitKey.CONCURRENCY && !described.gates().isEmpty();
      boolean shown = key.isRate() || key == LimitKey.CONCURRENCY;
      if (only || (shown && (configured != null || seen != null))) {
        rows.add(row(described, key, first, configured, seen));
        first = false;
      }
    }
  }

  /** Calls in flight that were found out; null while a node's own pool is all that bounds them. */
  private @Nullable Double found(Governing.Described described) {
    boolean bounded = described.gates().stream().anyMatch(gate -> gate.cap() < pool);
    return bounded ? described.gates().stream().mapToDouble(Governing.Report::cap).sum() : null;
  }

  private LimitView row(
      Governing.Described described,
      LimitKey key,
      boolean first,
      @Nullable Double configured,
      @Nullable Double learned) {
    var waiting = waits.of(described, key, first);
    return new LimitView(
        described.limit().account(),
        described.limit().model(),
        key.wireName(),
        configured,
        learned,
        used(described, key),
        waiting.steps(),
        waiting.steps() == 0 ? null : now.minusMillis(waiting.heldMs()),
        described.lastRefusal(),
        LimitWaits.pausedMs(described),
        described.owner(),
        LimitWaits.paused(described),
        described.gates().stream().mapToLong(Governing.Report::refused).sum(),
        waiting.jobs());
  }

  /** Of a day's figure what its bucket lacks, which is what a day's flow has not yet brought back. */
  private static double used(Governing.Described described, LimitKey key) {
    var figure = described.configured().get(key);
    if (key.seconds() == 86_400) {
      double left = 0;
      boolean told = false;
      for (var gate : described.gates()) {
        var level = gate.dayLevels().get(key);
        told |= level != null;
        left += level == null ? 0 : level;
      }
      return figure == null || !told ? 0 : Math.max(0, figure - left);
    }
    return described.gates().stream()
        .mapToDouble(gate -> gate.used().getOrDefault(key.unit(), 0.0))
        .sum();
  }
}
