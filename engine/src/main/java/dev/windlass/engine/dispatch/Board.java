package dev.windlass.engine.dispatch;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Dispatching.Demand;
import dev.windlass.engine.protocol.Dispatching.LaneState;
import dev.windlass.engine.protocol.KeptAnswers;
import dev.windlass.engine.protocol.StepKey;
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
  private final AtPools<P, L> atPools;
  private final Seeking<P, L> seeking;
  private final Set<String> lanesTold = new HashSet<>();
  private final Set<String> dirtyLanes = new LinkedHashSet<>();
  private final Set<PartitionDesk<L>> dirtyDesks = new LinkedHashSet<>();
  private final Backlogs backlogs = new Backlogs();
  private final ToDoubleFunction<String> tenantWeights;
  private final long remindAfterMs;
  private final Outbox<P, L> out;
  private final KeptAnswers kept;
  private boolean suspended;
  private long partitions;
  private long questions;

  /**
   * @param tenantWeights of tenants beside each other, by their names
   */
  Board(
      ToDoubleFunction<String> tenantWeights,
      long remindAfterMs,
      Grants.Cut cut,
      Outbox<P, L> out) {
    this(tenantWeights, remindAfterMs, 2_000, cut, new KeptAnswers(Long.MAX_VALUE), out);
  }

  /**
   * @param seekAtMostMs how long pools are asked what they have before a question is queued
   * @param cut what one message of steps may hold
   * @param kept told of every answer that is here and not stored
   */
  Board(
      ToDoubleFunction<String> tenantWeights,
      long remindAfterMs,
      long seekAtMostMs,
      Grants.Cut cut,
      KeptAnswers kept,
      Outbox<P, L> out) {
    this.kept = kept;
    this.tenantWeights = tenantWeights;
    this.remindAfterMs = remindAfterMs;
    this.out = out;
    this.atPools = new AtPools<>(this, holds, out);
    this.grants = new Grants<>(this, holds, out, cut);
    this.seeking = new Seeking<>(this, seekAtMostMs, out);
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
        partition, name -> new PartitionDesk<>(name, ++partitions, listener, kept));
  }

  private void ask(PartitionDesk<L> desk, StepRequest step, Terms terms, long nowMs) {
    var stray = atPools.backFromStray(step.key());
    var asked = stray == null ? new Asked(step, desk.number, ++questions, nowMs) : stray;
    desk.asked.put(asked.key, asked);
    holds.offered(asked, terms);
    if (stray == null && !atPools.takes(asked) && !seeking.takes(asked)) {
      queue(asked);
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
    for (var stray : atPools.strays()) {
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
      atPools.durable(desk.stored(batch));
      dirty(desk);
    }
  }

  void dirty(PartitionDesk<L> desk) {
    dirtyDesks.add(desk);
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
      if (asked == null) {
        asked = atPools.backFromStray(key);
        if (asked != null) {
          desk.asked.put(key, asked);
        }
      }
      if (asked == null || asked.waitsHere()) {
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
      desk.gone();
      for (var asked : List.copyOf(desk.asked.values())) {
        forget(desk, asked);
      }
    }
  }

  /** This board is given up: what it holds is held no more. */
  void close() {
    desks.values().forEach(PartitionDesk::gone);
  }

  /** One at a worker is remembered until it ends: it still takes its place there. */
  private void forget(PartitionDesk<L> desk, Asked asked) {
    desk.drop(asked);
    if (asked.place == Asked.Place.GRANTED) {
      atPools.stray(asked);
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

  /** What the pools bring back, and what becomes of theirs. */
  AtPools<P, L> atPools() {
    return atPools;
  }

  /** What another dispatcher may have had is looked for. */
  Seeking<P, L> seeking() {
    return seeking;
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

  /**
   * While suspended no step is granted: the journal cannot take answers. What was granted and has
   * not started comes back.
   */
  void suspend(boolean now) {
    if (suspended && !now) {
      dirtyLanes.addAll(lanes.keySet());
    } else if (now && !suspended) {
      pools.keySet().forEach(out::callBack);
    }
    suspended = now;
  }

  /** Sends what the last messages made possible. */
  void settle(long nowMs) {
    seeking.begin(nowMs);
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
    seeking.look(nowMs);
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
    atPools.prune(nowMs);
    holds.prune();
  }
}
