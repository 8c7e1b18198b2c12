package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.Demand;
import dev.windlass.engine.protocol.Dispatching.LaneState;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.engine.protocol.StepOutcome;
import dev.windlass.engine.protocol.StepRequest;
import dev.windlass.engine.protocol.Terms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is next on a node. Questions come from partitions and wait here, where fairness is
 * decided; pools ask for as many as they can start, and get no more. A question stays known until
 * its outcome is stored, so that one asked twice is called once. Pure but for its own state; not
 * thread-safe.
 *
 * @param <P> how a pool is addressed
 * @param <L> how a partition is addressed
 */
final class Board<P, L> {
  final Map<String, PartitionDesk<L>> desks = new HashMap<>();
  final Map<P, PoolDesk<P>> pools = new LinkedHashMap<>();
  final Map<String, FairQueue> lanes = new HashMap<>();
  private final Holds<P, L> holds = new Holds<>(this);
  private final Grants<P, L> grants;
  private final Map<StepKey, Asked> strays = new HashMap<>();
  private final Orphans<P> orphans = new Orphans<>();
  private final Set<String> lanesTold = new HashSet<>();
  private final Set<String> dirtyLanes = new LinkedHashSet<>();
  private final Set<PartitionDesk<L>> dirtyDesks = new LinkedHashSet<>();
  private final Backlogs backlogs = new Backlogs();
  private final ToDoubleFunction<String> tenantWeights;
  private final long remindAfterMs;
  private final Outbox<P, L> out;
  private boolean suspended;
  private long partitions;
  private long questions;

  /**
   * @param tenantWeights of tenants beside each other, by their names
   */
  Board(ToDoubleFunction<String> tenantWeights, long remindAfterMs, Outbox<P, L> out) {
    this.tenantWeights = tenantWeights;
    this.remindAfterMs = remindAfterMs;
    this.out = out;
    this.grants = new Grants<>(this, holds, out);
  }

  void offer(String partition, List<StepRequest> steps, Terms terms, L listener, long nowMs) {
    var desk = desk(partition, listener);
    desk.listener(listener);
    dirtyDesks.add(desk);
    for (var step : steps) {
      if (!desk.asked.containsKey(step.key())) {
        ask(desk, step, terms, nowMs);
      }
    }
  }

  private PartitionDesk<L> desk(String partition, L listener) {
    return desks.computeIfAbsent(
        partition, name -> new PartitionDesk<>(name, ++partitions, listener));
  }

  private void ask(PartitionDesk<L> desk, StepRequest step, Terms terms, long nowMs) {
    var stray = strays.remove(step.key());
    var asked = stray == null ? new Asked(step, desk.number, ++questions, nowMs) : stray;
    desk.asked.put(asked.key, asked);
    holds.offered(asked, terms);
    if (stray == null && !goesToItsPool(asked)) {
      queue(asked);
    }
  }

  /** A question whose call is under way already, or has ended, at a pool, is granted to it. */
  private boolean goesToItsPool(Asked asked) {
    var pool = orphans.take(asked.key);
    var desk = pool == null ? null : pools.get(pool);
    if (pool == null || desk == null || holds.isBlocked(asked)) {
      return false;
    }
    desk.granted(asked);
    holds.started(asked);
    out.grant(pool, asked.lane, List.of(new Dispatching.Granted(asked.request, 0, 0)));
    return true;
  }

  /** A pool has calls of a dispatcher that is gone. */
  void orphaned(List<StepKey> steps, P pool, long nowMs) {
    if (pools.containsKey(pool)) {
      orphans.add(steps, pool, nowMs);
    }
  }

  /** Puts a question into its lane, or aside when it is a run alone that is held. */
  void queue(Asked asked) {
    if (asked.request.job() == null && holds.isHeld(asked.holdKey())) {
      asked.place = Asked.Place.ASIDE;
      return;
    }
    asked.place = Asked.Place.QUEUED;
    var lane = lanes.computeIfAbsent(asked.lane, l -> new FairQueue(tenantWeights));
    lane.add(asked);
    if (asked.request.job() != null && holds.isBlocked(asked)) {
      lane.block(asked.tenant, asked.turnKey(), true);
    }
    dirtyLanes.add(asked.lane);
  }

  /** Other terms of a job, from now on and for what is queued. */
  void terms(String job, Terms terms) {
    holds.terms(job, terms);
  }

  /** All that is known of the job stands under other terms. */
  void restand(String job, String tenant, Terms before, Terms now) {
    for (var desk : desks.values()) {
      for (var asked : desk.asked.values()) {
        if (!asked.holdKey().equals(job)) {
          break; // those of one partition are of one job
        }
        asked.stand(now);
      }
    }
    for (var stray : strays.values()) {
      if (stray.holdKey().equals(job)) {
        stray.stand(now);
      }
    }
    lanes.forEach((name, lane) -> {
      if (now.priority() != before.priority()) {
        lane.move(tenant, job, before.priority(), now.priority());
      }
      lane.reweigh(now.priority(), tenant, job, now.weight());
      dirtyLanes.add(name);
    });
  }

  /** How much of a lane's weights is to be served here, as a pool has it from all dispatchers. */
  void spread(String lane, List<Dispatching.Part> parts) {
    var queue = lanes.get(lane);
    if (queue != null) {
      queue.spread(parts);
    }
  }

  /** Something was granted of this lane. */
  void granted(String lane) {
    backlogs.granted(lane);
  }

  void block(String tenant, String job, boolean blocked) {
    lanes.forEach((name, lane) -> {
      lane.block(tenant, job, blocked);
      if (!blocked) {
        dirtyLanes.add(name);
      }
    });
  }

  /** A run alone is held no more. */
  void backFromAside(String run) {
    for (var desk : desks.values()) {
      for (var asked : desk.asked.values()) {
        if (asked.place == Asked.Place.ASIDE && asked.holdKey().equals(run)) {
          queue(asked);
        }
      }
    }
  }

  void stored(String partition, long batch) {
    var desk = desks.get(partition);
    if (desk != null) {
      var kept = new LinkedHashMap<P, List<StepKey>>();
      for (var asked : desk.stored(batch)) {
        var pool = keeperOf(asked);
        if (pool != null) {
          kept.computeIfAbsent(pool, p -> new ArrayList<>()).add(asked.key);
        }
      }
      kept.forEach(out::durable);
      dirtyDesks.add(desk);
    }
  }

  @SuppressWarnings("unchecked") // a pool's address was put there by this board
  private @Nullable P keeperOf(Asked asked) {
    var desk = asked.answeredBy == null ? null : pools.get((P) asked.answeredBy);
    return desk != null && desk.keepsOutcomes ? desk.pool : null;
  }

  void withdraw(String partition, List<StepKey> steps) {
    var desk = desks.get(partition);
    if (desk == null) {
      return;
    }
    for (var key : steps) {
      var asked = desk.asked.get(key);
      if (asked != null) {
        forget(desk, asked);
      }
    }
  }

  /** Takes back what is at no worker and has no outcome; says which those are. */
  void recall(String partition, List<StepKey> steps, L replyTo) {
    var desk = desk(partition, replyTo);
    desk.listener(replyTo);
    dirtyDesks.add(desk);
    var recalled = new ArrayList<StepKey>();
    for (var key : steps) {
      var asked = desk.asked.get(key);
      if (asked == null && strays.containsKey(key)) {
        asked = strays.remove(key);
        desk.asked.put(key, asked);
      }
      if (asked == null || asked.place == Asked.Place.QUEUED || asked.place == Asked.Place.ASIDE) {
        recalled.add(key);
        if (asked != null) {
          forget(desk, asked);
        }
      }
    }
    out.recalled(replyTo, recalled);
  }

  void leave(String partition) {
    var desk = desks.remove(partition);
    if (desk != null) {
      dirtyDesks.remove(desk);
      for (var asked : List.copyOf(desk.asked.values())) {
        forget(desk, asked);
      }
    }
  }

  /** One at a worker is remembered until it ends: it still takes its place there. */
  private void forget(PartitionDesk<L> desk, Asked asked) {
    desk.drop(asked);
    if (asked.place == Asked.Place.GRANTED) {
      strays.put(asked.key, asked);
      return;
    }
    var lane = lanes.get(asked.lane);
    if (asked.place == Asked.Place.QUEUED && lane != null) {
      lane.forgot();
    }
    asked.place = Asked.Place.GONE;
  }

  /**
   * @param keepsOutcomes whether the pool waits to be told that they are durable
   */
  void register(P pool, Set<String> providers, boolean keepsOutcomes) {
    pools.put(pool, new PoolDesk<>(pool, providers, keepsOutcomes));
    dirtyLanes.addAll(lanes.keySet());
  }

  void demand(Demand demand, P pool) {
    var desk = pools.get(pool);
    if (desk != null) {
      desk.demand(demand);
      dirtyLanes.add(demand.lane());
    }
  }

  void laneState(LaneState state, P pool, long nowMs) {
    var desk = pools.get(pool);
    if (desk != null) {
      var lane = desk.lane(state.lane());
      lane.state = state;
      lane.heldSinceMs = nowMs - state.heldMs();
    }
  }

  /** Why questions wait just now. */
  Reasons<P, L> reasons() {
    return new Reasons<>(this, holds, suspended);
  }

  void finished(List<StepOutcome> outcomes, P pool) {
    var unwanted = new ArrayList<StepKey>();
    for (var outcome : outcomes) {
      var desk = desks.get(outcome.key().partition());
      var asked = desk == null ? null : desk.asked.get(outcome.key());
      if (desk != null && asked != null && asked.place == Asked.Place.GRANTED) {
        asked.answeredBy = pool;
        ended(asked, outcome);
        desk.answered(asked, outcome);
        dirtyDesks.add(desk);
      } else {
        strayEnded(outcome.key(), outcome);
        if (asked == null) {
          unwanted.add(outcome.key());
        }
      }
    }
    var from = pools.get(pool);
    if (!unwanted.isEmpty() && from != null && from.keepsOutcomes) {
      out.durable(pool, unwanted);
    }
  }

  private void ended(Asked asked, StepOutcome outcome) {
    var lane = lanes.get(asked.lane);
    if (lane != null) {
      Costs.settle(lane, asked, outcome);
    }
    ungrant(asked);
  }

  private void refund(Asked asked) {
    var lane = lanes.get(asked.lane);
    if (lane != null) {
      lane.settle(asked, 0);
    }
  }

  private void strayEnded(StepKey key, @Nullable StepOutcome outcome) {
    var stray = strays.remove(key);
    if (stray != null) {
      if (outcome == null) {
        refund(stray);
        ungrant(stray);
      } else {
        ended(stray, outcome);
      }
      stray.place = Asked.Place.GONE;
    }
  }

  /** Steps that a pool was granted and did not start. */
  void handedBack(List<StepKey> steps) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      var desk = desks.get(steps.get(i).partition());
      var asked = desk == null ? null : desk.asked.get(steps.get(i));
      if (asked != null && asked.place == Asked.Place.GRANTED) {
        refund(asked);
        ungrant(asked);
        queue(asked);
      } else {
        strayEnded(steps.get(i), null);
      }
    }
  }

  @SuppressWarnings("unchecked") // a pool's address was put there by this board
  private void ungrant(Asked asked) {
    var pool = pools.get((P) asked.pool);
    if (pool != null) {
      pool.lane(asked.lane).granted.remove(asked);
    }
    asked.pool = null;
    holds.ended(asked);
  }

  /** A pool gets no more. */
  void deaf(P pool) {
    var desk = pools.get(pool);
    if (desk != null) {
      desk.lanes().values().forEach(lane -> lane.wanted = 0);
    }
  }

  /** A pool is no more: what it had goes back, and may be on the wire a second time. */
  void lost(P pool) {
    var desk = pools.remove(pool);
    if (desk == null) {
      return;
    }
    for (var lane : desk.lanes().values()) {
      for (var asked : List.copyOf(lane.granted).reversed()) {
        refund(asked);
        holds.ended(asked);
        asked.pool = null;
        var owner = desks.get(asked.key.partition());
        if (owner != null && owner.asked.get(asked.key) == asked) {
          asked.request = asked.request.again();
          queue(asked);
        } else {
          strays.remove(asked.key);
        }
      }
    }
    orphans.lost(pool);
    holds.poolGone(pool, out);
  }

  void hold(String job, boolean abort, L replyTo) {
    holds.hold(job, job.startsWith("run_"), abort, replyTo, out);
  }

  void release(String job) {
    holds.release(job);
  }

  void holdDone(String job, P pool) {
    holds.done(job, pool, out);
  }

  /** While suspended no step is granted: the journal cannot take answers. */
  void suspend(boolean now) {
    if (suspended && !now) {
      dirtyLanes.addAll(lanes.keySet());
    }
    suspended = now;
  }

  /** Sends what the last messages made possible. */
  void settle(long nowMs) {
    for (var desk : dirtyDesks) {
      desk.flush(nowMs, out);
    }
    dirtyDesks.clear();
    if (!suspended) {
      for (var lane : dirtyLanes) {
        grants.give(lane, nowMs);
      }
      dirtyLanes.clear();
    }
  }

  private void tell(String lane, FairQueue queue) {
    var waiting = Backlogs.of(queue);
    if (backlogs.isNews(lane, waiting)) {
      for (var pool : pools.values()) {
        if (pool.serves(lane)) {
          out.backlog(pool.pool, lane, waiting);
        }
      }
    }
  }

  /** Now and then: reminds partitions of outcomes, and pools of lanes that nobody asks for. */
  void tick(long nowMs) {
    for (var desk : desks.values()) {
      desk.remind(nowMs, remindAfterMs, out);
    }
    lanes.forEach((lane, queue) -> {
      queue.prune();
      tell(lane, queue);
      if (queue.size() > 0) {
        pools.values().forEach(pool -> pool.lane(lane).opened = false);
        dirtyLanes.add(lane);
      }
    });
    settle(nowMs);
    Standings.tell(this, reasons(), lanesTold, out);
    orphans.prune(nowMs);
    holds.prune();
  }
}
