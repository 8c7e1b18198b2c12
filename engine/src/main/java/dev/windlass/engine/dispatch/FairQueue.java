package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Terms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What waits in one lane, in the order of fairness: higher priority first, within it turns by
 * weight in tokens over tenants, within a tenant over jobs, within a job earlier lines first. So
 * ten lines behind a million start with the next step. While higher priorities have work, the lower
 * ones together get every sixteenth step, in turns, so that they are slow and never starved.
 *
 * <p>A step is charged what it probably costs when it is taken, and {@link #settle} makes it what
 * it did cost. Not thread-safe.
 */
final class FairQueue {
  static final int PRIORITIES = Terms.HIGHEST_PRIORITY + 1;

  /** Every so many steps, one of a lower priority is served. */
  private static final int FLOOR = 16;

  /** One priority: turns over tenants, whose turns are over jobs. */
  private static final class Level {
    final FairTurns<FairTurns<ByLine>> tenants = new FairTurns<>();
  }

  private record FlowName(int priority, String tenant, @Nullable String job) {}

  private final List<@Nullable Level> levels = new ArrayList<>(PRIORITIES);
  private final ToDoubleFunction<String> tenantWeights;
  private Map<FlowName, Double> parts = Map.of();
  private long served;
  private int floorLevel;
  private int size;

  /**
   * @param tenantWeights by the tenants' names
   */
  FairQueue(ToDoubleFunction<String> tenantWeights) {
    this.tenantWeights = tenantWeights;
    for (int i = 0; i < PRIORITIES; i++) {
      levels.add(null);
    }
  }

  /** Steps that wait, also those of jobs that are blocked. */
  int size() {
    return size;
  }

  void add(Asked asked) {
    var tenants = level(asked.priority).tenants;
    var tenant = tenants.flow(asked.tenant, FairTurns::new);
    var jobs = tenant.inner;
    var job = jobs.flow(asked.turnKey(), ByLine::new);
    weigh(tenants, tenant, jobs, job, asked);
    job.inner.add(asked);
    size++;
    jobs.wake(job);
    tenants.wake(tenant);
  }

  private void weigh(
      FairTurns<FairTurns<ByLine>> tenants,
      FairTurns.Flow<FairTurns<ByLine>> tenant,
      FairTurns<ByLine> jobs,
      FairTurns.Flow<ByLine> job,
      Asked asked) {
    if (!tenant.isActive()) {
      double weight = tenantWeights.applyAsDouble(asked.tenant);
      tenants.weigh(tenant, weight, part(asked.priority, asked.tenant, null));
    }
    if (!job.isActive()) {
      jobs.weigh(job, asked.weight, part(asked.priority, asked.tenant, asked.turnKey()));
    }
  }

  private Level level(int priority) {
    var level = levels.get(priority);
    if (level == null) {
      level = new Level();
      levels.set(priority, level);
    }
    return level;
  }

  private double part(int priority, String tenant, @Nullable String job) {
    return parts.isEmpty() ? 1 : parts.getOrDefault(new FlowName(priority, tenant, job), 1.0);
  }

  /** A step was taken out by marking it; it no longer counts. */
  void forgot() {
    size--;
  }

  /** A blocked job's steps stay where they are and are passed over. */
  void block(String tenant, String turnKey, boolean blocked) {
    for (var level : levels) {
      var flow = level == null ? null : level.tenants.flow(tenant);
      var job = flow == null ? null : flow.inner.flow(turnKey);
      if (level != null && flow != null && job != null) {
        flow.inner.block(job, blocked);
        level.tenants.wake(flow);
      }
    }
  }

  /** The job's weight from now on. */
  void reweigh(int priority, String tenant, String turnKey, double weight) {
    var level = levels.get(priority);
    var flow = level == null ? null : level.tenants.flow(tenant);
    var job = flow == null ? null : flow.inner.flow(turnKey);
    if (flow != null && job != null) {
      flow.inner.weigh(job, weight, part(priority, tenant, turnKey));
    }
  }

  /** The job goes on in another priority, with what waits and what is away. */
  void move(String tenant, String turnKey, int from, int to) {
    var level = levels.get(from);
    var flow = level == null ? null : level.tenants.flow(tenant);
    var job = flow == null ? null : flow.inner.flow(turnKey);
    if (flow == null || job == null) {
      return;
    }
    flow.inner.remove(job);
    var tenants = level(to).tenants;
    var tenantThere = tenants.flow(tenant, FairTurns::new);
    var there = tenantThere.inner.flow(turnKey, ByLine::new);
    if (!tenantThere.isActive()) {
      tenants.weigh(tenantThere, tenantWeights.applyAsDouble(tenant), part(to, tenant, null));
    }
    tenantThere.inner.weigh(there, job.weight(), part(to, tenant, turnKey));
    there.inner.takeOver(job.inner);
    tenantThere.inner.block(there, job.isBlocked());
    tenants.wake(tenantThere);
  }

  @Nullable Asked poll() {
    int top = top();
    var next = isFloorsTurn() ? pollBelow(top) : null;
    var level = top < 0 ? null : levels.get(top);
    if (next == null && level != null) {
      next = level.tenants.poll();
    }
    if (next != null) {
      size--;
      served++;
    }
    return next;
  }

  /** The highest priority that has something to give, or -1. */
  private int top() {
    for (int i = PRIORITIES - 1; i >= 0; i--) {
      var level = levels.get(i);
      if (level != null && level.tenants.peek() != null) {
        return i;
      }
    }
    return -1;
  }

  private boolean isFloorsTurn() {
    return served % FLOOR == FLOOR - 1;
  }

  /** The levels below take the floor's turns one after another, from the lowest up. */
  private @Nullable Asked pollBelow(int top) {
    for (int i = 0; i < top; i++) {
      int at = (floorLevel + i) % top;
      var level = levels.get(at);
      var next = level == null ? null : level.tenants.poll();
      if (next != null) {
        floorLevel = at + 1;
        return next;
      }
    }
    return null;
  }

  /**
   * A step that was taken has ended, or came back.
   *
   * @param tokens what it did cost
   * @return the sizes that may learn from it, or null
   */
  @Nullable Sizes settle(Asked asked, double tokens) {
    var level = levels.get(asked.priority);
    var tenant = level == null ? null : level.tenants.flow(asked.tenant);
    var job = tenant == null ? null : tenant.inner.flow(asked.turnKey());
    if (level == null || tenant == null || job == null) {
      return null;
    }
    double more = tokens - asked.charged;
    asked.charged = 0;
    job.inner.returned();
    tenant.inner.correct(job, more);
    level.tenants.correct(tenant, more);
    return job.inner.sizes();
  }

  /** How much of each weight is to be served here; what is not named is here alone. */
  void spread(List<Dispatching.Part> told) {
    parts = new HashMap<>();
    for (var each : told) {
      parts.put(new FlowName(each.priority(), each.tenant(), each.job()), each.part());
    }
    for (int priority = 0; priority < PRIORITIES; priority++) {
      var level = levels.get(priority);
      if (level != null) {
        for (var tenant : level.tenants.flows()) {
          level.tenants.weigh(tenant, tenant.weight(), part(priority, tenant.key, null));
          for (var job : tenant.inner.flows()) {
            tenant.inner.weigh(job, job.weight(), part(priority, tenant.key, job.key));
          }
        }
      }
    }
  }

  /** What could be taken now, by flow. */
  List<Dispatching.Flow> waiting() {
    var waiting = new ArrayList<Dispatching.Flow>();
    for (int priority = 0; priority < PRIORITIES; priority++) {
      var level = levels.get(priority);
      if (level != null) {
        for (var tenant : level.tenants.flows()) {
          for (var job : tenant.inner.flows()) {
            if (job.isActive()) {
              waiting.add(
                  new Dispatching.Flow(
                      priority,
                      tenant.key,
                      tenant.weight(),
                      job.key,
                      job.weight(),
                      job.inner.size()));
            }
          }
        }
      }
    }
    return waiting;
  }

  /** Now and then: forgets jobs that have nothing here. */
  void prune() {
    for (var level : levels) {
      if (level != null) {
        level.tenants.prune();
      }
    }
  }
}
