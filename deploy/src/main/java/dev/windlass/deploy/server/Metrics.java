package dev.windlass.deploy.server;

import dev.windlass.engine.dispatch.DispatchMetrics;
import dev.windlass.engine.protocol.LimitsDoor.LimitView;
import dev.windlass.engine.protocol.WaitReason;
import dev.windlass.workers.limits.LimitAlarm;
import dev.windlass.workers.limits.LimitId;
import dev.windlass.workers.pool.PoolMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of a process, all of them named here: {@code windlass_<what>_<unit>}. No label holds
 * an id, so their number is bounded by providers, models and outcomes. Thread-safe.
 */
final class Metrics implements PoolMetrics, DispatchMetrics, LimitAlarm {
  private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

  private static final String IN_FLIGHT = "windlass.inflight.calls";
  private static final double NANOS_A_DOLLAR = 1e9;

  private record Key(String what, String a, String b, String c) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
  private final Map<Key, AtomicReference<Double>> gauges = new ConcurrentHashMap<>();
  private final Counter invariant = registry.counter("windlass.limit.invariant");

  /** By provider, then by lane. */
  private final Map<String, Map<String, Long>> runnable = new ConcurrentHashMap<>();

  private final MultiGauge limitUsed =
      MultiGauge.builder("windlass.limit.used.ratio").register(registry);
  private final MultiGauge limitLearned =
      MultiGauge.builder("windlass.limit.learned").register(registry);
  private final MultiGauge limitConfigured =
      MultiGauge.builder("windlass.limit.configured").register(registry);
  private final Counter repeated = registry.counter("windlass.repeated.calls");
  private final LongAdder ended = new LongAdder();
  private final Counter governed = registry.counter("windlass.limit.messages");

  Metrics(String version) {
    Gauge.builder("windlass.build.info", () -> 1).tag("version", version).register(registry);
  }

  /**
   * @param available whether the journal takes what calls bring
   */
  void journal(BooleanSupplier available) {
    Gauge.builder("windlass.journal.available", () -> available.getAsBoolean() ? 1 : 0)
        .register(registry);
  }

  void gauge(String name, String unit, DoubleSupplier value) {
    Gauge.builder(name, value::getAsDouble).baseUnit(unit).register(registry);
  }

  /** Calls that have ended since the start. */
  long callsEnded() {
    return ended.sum();
  }

  /** Calls under way, as the pools said last. */
  int callsInFlight() {
    double calls = 0;
    for (var each : gauges.entrySet()) {
      var value = each.getValue().get();
      calls += value != null && each.getKey().what().equals(IN_FLIGHT) ? value : 0;
    }
    return (int) calls;
  }

  /** In Prometheus' text format. */
  String text() {
    return registry.scrape();
  }

  @Override
  public void called(String provider, String model, String outcome, long nanos) {
    ended.increment();
    counter("windlass.calls", provider, model, "outcome", outcome).increment();
    timers
        .computeIfAbsent(
            new Key("call", provider, model, ""),
            k ->
                Timer.builder("windlass.call.duration")
                    .tags(Tags.of("provider", provider, "model", model))
                    .publishPercentiles(0.5, 0.99)
                    .register(registry))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void refused(String provider, String model, String kind) {
    counter("windlass.refusals", provider, model, "kind", kind).increment();
  }

  @Override
  public void waited(WaitReason reason, long nanos) {
    timers
        .computeIfAbsent(
            new Key("wait", reason.wireName(), "", ""),
            k -> registry.timer("windlass.step.wait", List.of(Tag.of("reason", reason.wireName()))))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void tokens(String provider, String model, long input, long output) {
    counter("windlass.tokens", provider, model, "direction", "input").increment((double) input);
    counter("windlass.tokens", provider, model, "direction", "output").increment((double) output);
  }

  @Override
  public void cost(String provider, String model, long nanos) {
    counters
        .computeIfAbsent(
            new Key("cost", provider, model, ""),
            k ->
                registry.counter(
                    "windlass.cost.usd", Tags.of("provider", provider, "model", model)))
        .increment(nanos / NANOS_A_DOLLAR);
  }

  /** A counter by provider, model and one more label. */
  private Counter counter(String name, String provider, String model, String label, String value) {
    return counters.computeIfAbsent(
        new Key(name, provider, model, value),
        k -> registry.counter(name, Tags.of("provider", provider, "model", model, label, value)));
  }

  @Override
  public void inFlight(String provider, String limit, int calls) {
    set(IN_FLIGHT, provider, limit, calls);
  }

  private void set(String name, String provider, String limit, double value) {
    gauges
        .computeIfAbsent(
            new Key(name, provider, limit, ""),
            k -> {
              var held = new AtomicReference<>(value);
              Gauge.builder(name, held, AtomicReference::get)
                  .tags(Tags.of("provider", provider, "limit", limit))
                  .register(registry);
              return held;
            })
        .set(value);
  }

  @Override
  public void standing(String lane, Map<WaitReason, Long> steps) {
    int slash = lane.indexOf('/');
    var provider = slash < 0 ? lane : lane.substring(0, slash);
    var model = slash < 0 ? "" : lane.substring(slash + 1);
    long free = 0;
    for (var reason : WaitReason.values()) {
      long count = steps.getOrDefault(reason, 0L);
      free += DispatchMetrics.isRunnable(reason) ? count : 0;
      var key = new Key("waiting", provider, model, reason.wireName());
      // a reason that was never seen makes no series
      if (reason != WaitReason.CALLING && (count > 0 || gauges.containsKey(key))) {
        waiting(key).set((double) count);
      }
    }
    runnable.computeIfAbsent(provider, this::runnableOf).put(lane, free);
  }

  private Map<String, Long> runnableOf(String provider) {
    var lanes = new ConcurrentHashMap<String, Long>();
    Gauge.builder(
            "windlass.runnable.calls",
            lanes,
            all -> all.values().stream().mapToLong(calls -> calls).sum())
        .tag("provider", provider)
        .description("Steps that are called or that no limit blocks: more workers would help these")
        .register(registry);
    return lanes;
  }

  private AtomicReference<Double> waiting(Key key) {
    return gauges.computeIfAbsent(
        key,
        k -> {
          var held = new AtomicReference<>(0.0);
          Gauge.builder("windlass.waiting.steps", held, AtomicReference::get)
              .tags(Tags.of("provider", key.a(), "model", key.b(), "reason", key.c()))
              .register(registry);
          return held;
        });
  }

  /** The limits whose owner is on this node, so that no limit stands in the metrics of two. */
  void limits(List<LimitView> all, String node) {
    var used = new ArrayList<MultiGauge.Row<?>>();
    var learned = new ArrayList<MultiGauge.Row<?>>();
    var configured = new ArrayList<MultiGauge.Row<?>>();
    for (var limit : all) {
      if (limit.owner().equals(node)) {
        var tags =
            Tags.of("provider", limit.provider(), "model", limit.model(), "limit", limit.limit());
        var ratio = usedRatio(limit);
        if (ratio != null) {
          used.add(MultiGauge.Row.of(tags, ratio));
        }
        if (limit.learned() != null) {
          learned.add(MultiGauge.Row.of(tags, limit.learned()));
        }
        if (limit.configured() != null) {
          configured.add(MultiGauge.Row.of(tags, limit.configured()));
        }
      }
    }
    limitUsed.register(used, true);
    limitLearned.register(learned, true);
    limitConfigured.register(configured, true);
  }

  /** Of the figure in force, which is the lower one; null where there is none. */
  private static @Nullable Double usedRatio(LimitView limit) {
    var configured = limit.configured();
    var learned = limit.learned();
    var force =
        configured == null || learned == null
            ? (configured == null ? learned : configured)
            : Double.valueOf(Math.min(configured, learned));
    if (force == null || force <= 0) {
      return null;
    }
    return limit.used() / (limit.limit().equals("rps") ? 60 * force : force);
  }

  @Override
  public void governed() {
    governed.increment();
  }

  @Override
  public void repeated() {
    repeated.increment();
  }

  @Override
  public void broken(LimitId limit, String what) {
    invariant.increment();
    LOG.error(
        "a limit was lent wrongly, nothing more is lent until all leases have ended; please report"
            + " it limit={} what={}",
        limit,
        what);
  }
}
