package dev.windlass.workers.limits;

import dev.windlass.workers.limits.LimitsEvent.Began;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Keeps what is durable of one provider's limits, and has their owners as children. One in the
 * cluster for each provider.
 *
 * <p>It begins with a new epoch in the journal. That fails for one that was replaced while its
 * process stood still, so two can never lend under the same journal; owners that slept are ended
 * and begun anew behind it.
 */
public final class ProviderLimits
    extends EventSourcedBehavior<Governing.ToProvider, LimitsEvent, LimitsKept> {
  /** Under which cluster sharding finds them, by the provider's name. */
  public static final EntityTypeKey<Governing.ToProvider> KEY =
      EntityTypeKey.create(Governing.ToProvider.class, "limits");

  private static final int SNAPSHOT_EVERY = 500;
  private static final int SNAPSHOTS_KEPT = 2;

  /** Of who waits for all owners, on top of what one may take. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  record FromOwner(LimitGovernor.ToKeeper what) implements Governing.Internal {}

  record OwnerEnded(LimitId limit, long epoch) implements Governing.Internal {}

  private final String provider;
  private final OwnerSetup setup;
  private final Set<String> begunHere;
  private final ActorContext<Governing.ToProvider> context;
  private final ActorRef<LimitGovernor.ToKeeper> fromOwners;
  private final Map<LimitId, ActorRef<LimitGovernor.Message>> owners = new LinkedHashMap<>();
  private final Map<LimitId, LimitFigures> elsewhere = new HashMap<>();
  private boolean begun;
  private long notBefore;

  /**
   * @param begunHere providers whose limits this process has owned; shared by all of them
   */
  static Behavior<Governing.ToProvider> create(
      String provider, OwnerSetup setup, Set<String> begunHere) {
    return Behaviors.setup(context -> new ProviderLimits(provider, setup, begunHere, context));
  }

  private ProviderLimits(
      String provider,
      OwnerSetup setup,
      Set<String> begunHere,
      ActorContext<Governing.ToProvider> context) {
    super(
        PersistenceId.ofUniqueId("limits|" + provider),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(3), 0.1));
    this.provider = provider;
    this.setup = setup;
    this.begunHere = begunHere;
    this.context = context;
    this.fromOwners = context.messageAdapter(LimitGovernor.ToKeeper.class, FromOwner::new);
  }

  @Override
  public LimitsKept emptyState() {
    return new LimitsKept();
  }

  @Override
  public EventHandler<LimitsKept, LimitsEvent> eventHandler() {
    return LimitsKept::apply;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT);
  }

  @Override
  public SnapshotAdapter<LimitsKept> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(LimitsKept kept) {
        return kept.snapshot();
      }

      @Override
      public LimitsKept fromJournal(Object stored) {
        return LimitsKept.of((LimitsEvent.Snapshot) stored);
      }
    };
  }

  /** After a failed write it reads the journal again; its children are gone then. */
  @Override
  public SignalHandler<LimitsKept> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            kept -> {
              begun = false;
              owners.clear();
            })
        .build();
  }

  @Override
  public CommandHandler<Governing.ToProvider, LimitsEvent, LimitsKept> commandHandler() {
    return this::on;
  }

  private Effect<LimitsEvent, LimitsKept> on(LimitsKept kept, Governing.ToProvider command) {
    if (begun) {
      return handle(kept, command);
    }
    return Effect()
        .persist(new Began(kept.epoch() + 1, wall()))
        .thenRun(written -> {
          begin();
          context.getSelf().tell(command);
        });
  }

  /** Leases that this process or another has lent before may be in force for a lease's life. */
  private void begin() {
    begun = true;
    boolean firstHere = begunHere.add(provider);
    long now = setup.nanos().getAsLong();
    notBefore = setup.alone() && firstHere ? now : now + setup.leaseLife().toNanos();
  }

  private Effect<LimitsEvent, LimitsKept> handle(LimitsKept kept, Governing.ToProvider command) {
    return switch (command) {
      case Governing.Renew renew when !kept.wasLent(renew.limit()) -> {
        // begun before the event, so that its buckets are full
        var owner = owner(kept, renew);
        yield Effect()
            .persist(new LimitsEvent.WillLend(renew.limit(), wall()))
            .thenRun(written -> owner.tell(new LimitGovernor.Told(renew)));
      }
      case Governing.Renew renew -> {
        owner(kept, renew).tell(new LimitGovernor.Told(renew));
        yield Effect().none();
      }
      case Governing.ToOwner other -> {
        var owner = owners.get(other.limit());
        if (owner != null) {
          owner.tell(new LimitGovernor.Told(other));
        }
        yield Effect().none();
      }
      case Governing.Describe(var replyTo) -> {
        gather(kept, replyTo, this::describe);
        yield Effect().none();
      }
      case Governing.Change change -> change(kept, change);
      case Governing.Reset(var model, var replyTo) -> {
        var reset = new LimitsEvent.Reset(model == null ? null : name(model), wall());
        yield Effect()
            .persist(reset)
            .thenRun(written -> {
              context.getLog().info("limits reset provider={} model={}", provider, model);
              gather(
                  written,
                  replyTo,
                  answers ->
                      reconfigure(
                          written, limit -> LimitsKept.isFor(reset, limit.model()), answers));
            });
      }
      case Governing.Internal internal -> remember(kept, internal);
    };
  }

  private Effect<LimitsEvent, LimitsKept> change(LimitsKept kept, Governing.Change change) {
    var events = new ArrayList<LimitsEvent>();
    change
        .figures()
        .forEach((model, figures) -> events.add(kept.change(name(model), figures, wall())));
    return Effect()
        .persist(events)
        .thenRun(written -> {
          events.forEach(
              event -> context.getLog().info("limit changed provider={} {}", provider, event));
          gather(
              written, change.replyTo(), answers -> reconfigure(written, limit -> false, answers));
        });
  }

  /** Models of a family are changed together. */
  private String name(String model) {
    return model.equals(LimitSettings.EVERY_MODEL)
        ? model
        : setup.configured().limitOf(provider, model, 0).model();
  }

  private Effect<LimitsEvent, LimitsKept> remember(LimitsKept kept, Governing.Internal internal) {
    if (internal instanceof FromOwner(LimitGovernor.Learned learned)) {
      return Effect()
          .persist(
              new LimitsEvent.Learned(
                  learned.limit(), learned.figures().values(), learned.found().values(), wall()));
    }
    if (internal instanceof FromOwner(LimitGovernor.Levels(var limit, var levels, var at))) {
      return Effect().persist(new LimitsEvent.DayLevels(limit, levels, at));
    }
    if ((internal instanceof OwnerEnded ended && ended.epoch() != kept.epoch())
        || (internal instanceof FromOwner(LimitGovernor.Overslept slept)
            && slept.epoch() != kept.epoch())) {
      return Effect().none();
    }
    context.getLog().warn("owners begin anew provider={} because={}", provider, internal);
    owners.values().forEach(context::unwatch);
    owners.values().forEach(context::stop);
    owners.clear();
    begun = false;
    return Effect().persist(new Began(kept.epoch() + 1, wall())).thenRun(written -> begin());
  }

  private ActorRef<LimitGovernor.Message> owner(LimitsKept kept, Governing.Renew renew) {
    var limit = renew.limit();
    var known = owners.get(limit);
    if (known != null) {
      return known;
    }
    var here = renew.here();
    if (here != null && !here.isEmpty()) {
      elsewhere.putIfAbsent(limit, here);
    }
    long now = setup.nanos().getAsLong();
    boolean first = !kept.wasLent(limit);
    var start =
        new Lending.Start(
            limit,
            kept.epoch(),
            setup.leaseLife(),
            setup.alone(),
            configured().figures(limit, kept.changes()),
            kept.learned(limit),
            kept.found(limit),
            first ? now : notBefore);
    var levels = kept.levels(limit, start.figures(now).meters(), wall());
    var owner = context.spawnAnonymous(LimitGovernor.create(setup, start, levels, fromOwners));
    context.watchWith(owner, new OwnerEnded(limit, kept.epoch()));
    owners.put(limit, owner);
    return owner;
  }

  /** What this node configures, or else the node that asked first: a model may stand beside it. */
  private LimitSettings configured() {
    return setup.configured().or(provider, elsewhere);
  }

  private void describe(ActorRef<Governing.Described> answers) {
    owners.values().forEach(owner -> owner.tell(new LimitGovernor.Describe(answers)));
  }

  private void reconfigure(
      LimitsKept kept, Predicate<LimitId> forget, ActorRef<Governing.Described> answers) {
    owners.forEach((limit, owner) -> {
      var figures = configured().figures(limit, kept.changes());
      owner.tell(new LimitGovernor.Change(figures, forget.test(limit), answers));
    });
  }

  private void gather(
      LimitsKept kept,
      ActorRef<Governing.Limits> replyTo,
      Consumer<ActorRef<Governing.Described>> ask) {
    var changes = kept.changes();
    Consumer<List<Governing.Described>> answer =
        all -> replyTo.tell(new Governing.Limits(all, changes, setup.node()));
    context.spawnAnonymous(
        Gathering.create(
            Governing.Described.class,
            owners.size(),
            setup.changeTimeout().plus(PATIENCE),
            ask,
            answer));
  }

  private Instant wall() {
    return setup.wallClock().instant();
  }
}
