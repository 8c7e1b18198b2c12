package dev.windlass.deploy.server;

import dev.windlass.engine.protocol.WaitReason;
import dev.windlass.workers.pool.PoolMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;

/**
 * The metrics of a process, all of them named here: {@code windlass_<what>_<unit>}. No label holds
 * an id, so their number is bounded by providers, models and outcomes. Thread-safe.
 */
final class Metrics implements PoolMetrics {
  private record Key(String what, String a, String b, String c) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
  private final Map<Key, AtomicReference<Double>> gauges = new ConcurrentHashMap<>();
  private final Counter repeated = registry.counter("windlass.repeated.calls");
  private final Counter governed = registry.counter("windlass.limit.messages");

  Metrics(String version) {
    Gauge.builder("windlass.build.info", () -> 1).tag("version", version).register(registry);
  }

  void gauge(String name, String unit, DoubleSupplier value) {
    Gauge.builder(name, value::getAsDouble).baseUnit(unit).register(registry);
  }

  /** In Prometheus' text format. */
  String text() {
    return registry.scrape();
  }

  @Override
  public void called(String provider, String model, String outcome, long nanos) {
    counters
        .computeIfAbsent(
            new Key("calls", provider, model, outcome),
            k ->
                registry.counter(
                    "windlass.calls",
                    Tags.of("provider", provider, "model", model, "outcome", outcome)))
        .increment();
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
    counters
        .computeIfAbsent(
            new Key("refusals", provider, model, kind),
            k ->
                registry.counter(
                    "windlass.refusals",
                    Tags.of("provider", provider, "model", model, "kind", kind)))
        .increment();
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
    tokens(provider, model, "input").increment((double) input);
    tokens(provider, model, "output").increment((double) output);
  }

  private Counter tokens(String provider, String model, String direction) {
    return counters.computeIfAbsent(
        new Key("tokens", provider, model, direction),
        k ->
            registry.counter(
                "windlass.tokens",
                Tags.of("provider", provider, "model", model, "direction", direction)));
  }

  @Override
  public void inFlight(String provider, String limit, int calls) {
    set("windlass.inflight.calls", provider, limit, calls);
  }

  @Override
  public void limitUsed(String provider, String limit, double part) {
    set("windlass.limit.used.ratio", provider, limit, part);
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
  public void governed() {
    governed.increment();
  }

  @Override
  public void repeated() {
    repeated.increment();
  }
}
