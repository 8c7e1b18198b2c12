package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.StepKey;
import dev.windlass.workers.limits.Gathering;
import dev.windlass.workers.limits.LimitId;
import dev.windlass.workers.live.LiveCalls;
import dev.windlass.workers.live.LiveDesk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.jspecify.annotations.Nullable;

/**
 * The pools of a node: finds the dispatchers and registers with each, has a pool for every limit
 * that is in use, and passes on what is said between them. The owner of a limit is elsewhere; each
 * pool speaks with its own.
 *
 * <p>If a pool breaks, all of them are ended and begun anew: to the dispatchers this node is then
 * gone and another has come, and they know what to do with its steps.
 */
final class NodePools extends AbstractBehavior<NodePools.Message> {
  sealed interface Message {}

  /** A dispatcher spoke. */
  record From(Side side, Dispatching.ToPools what) implements Message {}

  /** A dispatcher is gone. */
  record Left(Side side) implements Message {}

  /** A pool has done what all pools were asked for under this number. */
  record Confirmed(long number) implements Message {}

  /** A pool has these calls, or their outcomes, of a dispatcher that is gone. */
  record Orphaned(int key, List<StepKey> steps) implements Message {}

  /** What waits at the dispatchers of all nodes? */
  record DescribeQueues(ActorRef<Dispatching.Queues> replyTo) implements Message {}

  /** Let calls in flight end, then stop. */
  record Drain(Duration longest, ActorRef<Done> replyTo) implements Message {}

  private record Found(Receptionist.Listing listing) implements Message {}

  private record Announced(Orphaned what, long atNanos) {}

  private record PoolEnded(LimitId limit) implements Message {}

  /** How long the dispatchers of other nodes are waited for when somebody looks. */
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

  private final Workers.Setup setup;
  private final Alarm alarm;
  private final IntConsumer dispatchers;
  private final Random seeds = new Random();

  /** For each dispatcher the links of each key with it; a key that lost it has left. */
  private final Map<ActorRef<Dispatching.FromPools>, Map<Integer, ActorRef<Dispatching.ToPools>>>
      links = new HashMap<>();

  private final Map<LimitId, ActorRef<WorkerPool.Message>> pools = new LinkedHashMap<>();
  private final List<Announced> announced = new ArrayList<>();
  private final Confirmations confirmations = new Confirmations();
  private final LiveCalls live;
  private @Nullable Drain draining;

  /**
   * @param dispatchers told how many are found, whenever that changes
   */
  static Behavior<Message> create(Workers.Setup setup, Alarm alarm, IntConsumer dispatchers) {
    return Behaviors.setup(context -> new NodePools(context, setup, alarm, dispatchers));
  }

  private NodePools(
      ActorContext<Message> context, Workers.Setup setup, Alarm alarm, IntConsumer dispatchers) {
    super(context);
    this.dispatchers = dispatchers;
    dispatchers.accept(0);
    this.setup = setup;
    this.alarm = alarm;
    this.live = new LiveCalls(setup.node() + "/" + Long.toHexString(seeds.nextLong()));
    context.spawn(LiveDesk.create(live, setup.clock().nanos()), "live");
    context
        .getSystem()
        .receptionist()
        .tell(
            Receptionist.subscribe(
                Dispatching.DISPATCHERS,
                context.messageAdapter(Receptionist.Listing.class, Found::new)));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(From.class, this::onFrom)
        .onMessage(Confirmed.class, this::onConfirmed)
        .onMessage(Found.class, this::onFound)
        .onMessage(Left.class, this::onLeft)
        .onMessage(Orphaned.class, this::onOrphaned)
        .onMessage(DescribeQueues.class, this::onDescribeQueues)
        .onMessage(Drain.class, this::onDrain)
        .onMessage(PoolEnded.class, this::onPoolEnded)
        .build();
  }

  private Behavior<Message> onFound(Found found) {
    var all = found.listing().getServiceInstances(Dispatching.DISPATCHERS);
    for (var dispatcher : all) {
      if (draining == null && !links.containsKey(dispatcher)) {
        links.put(dispatcher, link(dispatcher));
      }
    }
    // where nobody is called there is no link that would notice
    links.entrySet().removeIf(each -> each.getValue().isEmpty() && !all.contains(each.getKey()));
    dispatchers.accept(links.size());
    return this;
  }

  private Map<Integer, ActorRef<Dispatching.ToPools>> link(
      ActorRef<Dispatching.FromPools> dispatcher) {
    var keys = new HashMap<Integer, ActorRef<Dispatching.ToPools>>();
    for (var serving = providersWith(0); !serving.isEmpty(); serving = providersWith(keys.size())) {
      int key = keys.size();
      var self = getContext().getSelf();
      keys.put(
          key,
          getContext()
              .spawnAnonymous(
                  DispatcherLink.create(
                      setup.node(), key, announced(serving), orphans(key), dispatcher, self)));
    }
    return keys;
  }

  /** As dispatchers are told: a provider, or those of its models that it has here. */
  private Set<String> announced(Set<String> providers) {
    var all = new HashSet<>(providers);
    for (var view : setup.views().get()) {
      if (!view.models().isEmpty() && all.remove(view.name())) {
        view.models().forEach(model -> all.add(view.name() + "/" + model));
      }
    }
    return all;
  }

  /** The providers that have a key of this number, counted from 0. */
  private Set<String> providersWith(int key) {
    var names = new HashSet<String>();
    setup
        .providers()
        .forEach((name, clients) -> {
          if (clients.size() > key) {
            names.add(name);
          }
        });
    return names;
  }

  private Behavior<Message> onLeft(Left left) {
    var side = left.side();
    links.computeIfPresent(
        side.dispatcher(),
        (dispatcher, keys) -> keys.remove(side.key()) != null && keys.isEmpty() ? null : keys);
    dispatchers.accept(links.size());
    pools
        .values()
        .forEach(pool -> pool.tell(new WorkerPool.SideGone(side, getContext().getSelf())));
    return this;
  }

  /**
   * What a dispatcher that comes later may be asked, too: the one that is gone often comes back.
   */
  private List<StepKey> orphans(int key) {
    long now = setup.clock().nanos().getAsLong();
    announced.removeIf(each -> now - each.atNanos() > KeptOutcomes.ORPHANS_KEPT);
    return announced.stream()
        .filter(each -> each.what().key() == key)
        .flatMap(each -> each.what().steps().stream())
        .toList();
  }

  private Behavior<Message> onOrphaned(Orphaned orphaned) {
    announced.add(new Announced(orphaned, setup.clock().nanos().getAsLong()));
    links.forEach((dispatcher, keys) -> {
      var link = keys.get(orphaned.key());
      if (link != null) {
        dispatcher.tell(new Dispatching.Orphaned(orphaned.steps(), link));
      }
    });
    return this;
  }

  private Behavior<Message> onFrom(From from) {
    switch (from.what()) {
      case Dispatching.Grant grant -> {
        var pool = pool(grant.lane(), from.side().key());
        if (pool != null) {
          pool.tell(new WorkerPool.Granted(from.side(), grant));
        }
      }
      case Dispatching.LaneOpen open -> {
        var pool = draining == null ? pool(open.lane(), from.side().key()) : null;
        if (pool != null) {
          pool.tell(new WorkerPool.Opened(open.lane(), from.side(), open.waiting()));
        }
      }
      case Dispatching.LaneBacklog backlog -> {
        var pool = draining == null ? pool(backlog.lane(), from.side().key()) : null;
        if (pool != null) {
          pool.tell(new WorkerPool.Waiting(backlog.lane(), from.side(), backlog.waiting()));
        }
      }
      case Dispatching.Durable durable ->
          behind(from.side())
              .forEach(pool -> pool.tell(new WorkerPool.Durable(from.side(), durable.steps())));
      case Dispatching.Hold hold -> hold(hold, from.side());
      case Dispatching.Seek seek -> seek(seek, from.side());
      case Dispatching.CallBack back ->
          behind(from.side()).forEach(pool -> pool.tell(new WorkerPool.CalledBack(from.side())));
      case Dispatching.Trace trace -> {
        var pool = draining == null ? pool(trace.lane(), from.side().key()) : null;
        if (pool == null) {
          trace.replyTo().tell(new Dispatching.Explained(List.of()));
        } else {
          pool.tell(new WorkerPool.Trace(trace.steps(), trace.replyTo()));
        }
      }
      default ->
          getContext().getLog().warn("not understood message={}", from.what().getClass().getName());
    }
    return this;
  }

  private void hold(Dispatching.Hold hold, Side side) {
    var behind = behind(side);
    long number = confirmations.begin(behind.size(), () -> held(hold, side));
    for (var pool : behind) {
      pool.tell(new WorkerPool.Hold(hold.job(), hold.abort(), number, getContext().getSelf()));
    }
  }

  private static void held(Dispatching.Hold hold, Side side) {
    var replyTo = hold.replyTo();
    if (replyTo != null) {
      replyTo.tell(new Dispatching.HoldDone(hold.job(), side.link()));
    }
  }

  private void seek(Dispatching.Seek seek, Side side) {
    var behind = behind(side);
    var sought = new Dispatching.Sought(seek.search(), side.link());
    long number = confirmations.begin(behind.size(), () -> side.dispatcher().tell(sought));
    for (var pool : behind) {
      pool.tell(new WorkerPool.Seek(side, seek.steps(), number, getContext().getSelf()));
    }
  }

  /** The pools that are known by this side's link. */
  private List<ActorRef<WorkerPool.Message>> behind(Side side) {
    var behind = new ArrayList<ActorRef<WorkerPool.Message>>();
    pools.forEach((limit, pool) -> {
      if (limit.key() == side.key()) {
        behind.add(pool);
      }
    });
    return behind;
  }

  private Behavior<Message> onConfirmed(Confirmed done) {
    confirmations.confirmed(done.number());
    return this;
  }

  private @Nullable ActorRef<WorkerPool.Message> pool(String lane, int key) {
    int slash = lane.indexOf('/');
    var provider = slash < 0 ? lane : lane.substring(0, slash);
    var model = slash < 0 ? "" : lane.substring(slash + 1);
    var limit = setup.limits().limitOf(provider, model, key);
    var pool = pools.get(limit);
    // a grant that meets a stopping node goes back to its queue when the dispatcher misses the node
    return pool == null && draining == null ? begin(limit) : pool;
  }

  private @Nullable ActorRef<WorkerPool.Message> begin(LimitId limit) {
    var clients = setup.providers().getOrDefault(limit.provider(), List.of());
    if (clients.size() <= limit.key()) {
      getContext().getLog().warn("no such provider here provider={}", limit.provider());
      return null;
    }
    var provider = clients.get(limit.key());
    var pool =
        getContext()
            .spawnAnonymous(
                WorkerPool.create(
                    new PoolSetup(
                        limit,
                        setup.limits().figures(limit, Map.of()),
                        setup.node(),
                        provider,
                        clients.size() > 1,
                        setup.owners(),
                        setup.settings(),
                        setup.estimate(),
                        setup.metrics(),
                        setup.clock(),
                        alarm,
                        new Random(seeds.nextLong()),
                        live)),
                DispatcherSelector.fromConfig("windlass.worker.dispatcher"));
    getContext().watchWith(pool, new PoolEnded(limit));
    pools.put(limit, pool);
    return pool;
  }

  private Behavior<Message> onDescribeQueues(DescribeQueues describe) {
    var asked = List.copyOf(links.keySet());
    getContext()
        .spawnAnonymous(
            Gathering.create(
                Dispatching.Queues.class,
                asked.size(),
                LONGEST_LOOK,
                answers ->
                    asked.forEach(each -> each.tell(new Dispatching.DescribeQueues(answers))),
                all -> describe.replyTo().tell(together(all))));
    return this;
  }

  /** Each dispatcher is asked once, so what they say can be added. */
  private static Dispatching.Queues together(List<Dispatching.Queues> all) {
    return new Dispatching.Queues(all.stream().flatMap(each -> each.queues().stream()).toList());
  }

  private Behavior<Message> onDrain(Drain drain) {
    draining = drain;
    pools.values().forEach(pool -> pool.tell(new WorkerPool.Drain(drain.longest())));
    return stopWhenEmpty();
  }

  private Behavior<Message> onPoolEnded(PoolEnded ended) {
    if (draining == null) {
      throw new IllegalStateException("the pool of " + ended.limit() + " broke");
    }
    pools.remove(ended.limit());
    return stopWhenEmpty();
  }

  private Behavior<Message> stopWhenEmpty() {
    if (draining != null && pools.isEmpty()) {
      draining.replyTo().tell(Done.getInstance());
      return Behaviors.stopped();
    }
    return this;
  }
}
