package dev.windlass.engine.collection;

import dev.windlass.engine.collection.CollectionEvent.Began;
import dev.windlass.engine.collection.CollectionEvent.DocumentRemoved;
import dev.windlass.engine.collection.CollectionEvent.Ended;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.Collecting.Added;
import dev.windlass.engine.protocol.Collecting.Change;
import dev.windlass.engine.protocol.Collecting.Changes;
import dev.windlass.engine.protocol.Collecting.Entry;
import dev.windlass.engine.protocol.Collecting.OwnerCommand;
import dev.windlass.engine.protocol.Collecting.Part;
import dev.windlass.engine.protocol.Collecting.Shown;
import dev.windlass.engine.protocol.Collecting.View;
import dev.windlass.engine.protocol.Dispatching;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.Terms;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
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
 * The shell around {@link Collection}, one for each. What it acknowledges is durable; who reads its
 * changes reads the journal, so that no text stays here.
 */
public final class CollectionOwner
    extends EventSourcedBehavior<OwnerCommand, CollectionEvent, Collection> {
  private static final int SNAPSHOTS_KEPT = 2;

  /**
   * What owners share.
   *
   * @param dispatcher of this node, which has chunks embedded
   * @param standardProvider of a model that is named without one
   */
  record Setup(
      CollectionSettings settings,
      Reading reading,
      ActorRef<Dispatching.FromPartitions> dispatcher,
      String standardProvider,
      Clock clock) {}

  /** Something is left to be embedded, or was to be and failed. */
  private record GoOn() implements OwnerCommand {}

  /** Some of what came after a version, read to be embedded. */
  private record Found(List<Change> changes) implements OwnerCommand {}

  private record Heard(Dispatching.ToPartitions what) implements OwnerCommand {}

  private final String entity;
  private final Setup setup;
  private final CollectionSettings settings;
  private final Reading reading;
  private final Clock clock;
  private final ActorContext<OwnerCommand> actor;
  private final TimerScheduler<OwnerCommand> timers;
  private final ActorRef<Dispatching.ToPartitions> outcomes;
  private final VectorWork work;
  private boolean looking;

  static Behavior<OwnerCommand> create(String entity, Setup setup) {
    return Behaviors.setup(
        actor -> Behaviors.withTimers(timers -> new CollectionOwner(entity, setup, actor, timers)));
  }

  private CollectionOwner(
      String entity,
      Setup setup,
      ActorContext<OwnerCommand> actor,
      TimerScheduler<OwnerCommand> timers) {
    super(
        PersistenceId.ofUniqueId(PersistenceIds.collection(entity)),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(3), 0.1));
    this.entity = entity;
    this.setup = setup;
    this.settings = setup.settings();
    this.reading = setup.reading();
    this.clock = setup.clock();
    this.actor = actor;
    this.timers = timers;
    this.outcomes = actor.messageAdapter(Dispatching.ToPartitions.class, Heard::new);
    this.work = new VectorWork(entity, setup.standardProvider(), settings.embedWindow(), life());
  }

  private static int life() {
    return ThreadLocalRandom.current().nextInt(2, Integer.MAX_VALUE);
  }

  @Override
  public SignalHandler<Collection> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), all -> actor.getSelf().tell(new GoOn()))
        .build();
  }

  @Override
  public Collection emptyState() {
    return new Collection();
  }

  @Override
  public EventHandler<Collection, CollectionEvent> eventHandler() {
    return Collection::apply;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), SNAPSHOTS_KEPT);
  }

  @Override
  public SnapshotAdapter<Collection> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(Collection collection) {
        return collection.snapshot();
      }

      @Override
      public Collection fromJournal(Object kept) {
        return Collection.of((CollectionSnapshot) kept);
      }
    };
  }

  @Override
  public CommandHandler<OwnerCommand, CollectionEvent, Collection> commandHandler() {
    return this::on;
  }

  private Effect<CollectionEvent, Collection> on(Collection all, OwnerCommand command) {
    return switch (command) {
      case Collecting.Describe(var replyTo) -> {
        replyTo.tell(all.exists() ? Reply.ok(view(all)) : Reply.refused(none()));
        yield Effect().none();
      }
      case Collecting.Read(long after, var replyTo) -> {
        read(all, after, replyTo);
        yield Effect().none();
      }
      case Collecting.Open open -> open(all, open);
      case Collecting.Add add -> add(all, add);
      case Collecting.ListDocuments(var after, int most, var replyTo) -> {
        replyTo.tell(all.exists() ? Reply.ok(all.page(after, most)) : Reply.refused(none()));
        yield Effect().none();
      }
      case Collecting.Show(var document, var replyTo) -> {
        show(all, document, replyTo);
        yield Effect().none();
      }
      case Collecting.Remove(var document, var replyTo) -> {
        if (!all.has(document)) {
          replyTo.tell(Reply.refused(all.exists() ? noDocument(document) : none()));
          yield Effect().none();
        }
        yield Effect()
            .persist(new DocumentRemoved(document, clock.instant()))
            .thenRun(now -> replyTo.tell(Reply.ok(view(now))));
      }
      case Collecting.Delete(var replyTo) -> {
        if (!all.exists()) {
          replyTo.tell(Reply.refused(none()));
          yield Effect().none();
        }
        var last = view(all);
        yield Effect()
            .persist(new Ended(clock.instant()))
            .thenRun(now -> replyTo.tell(Reply.ok(last)));
      }
      case Collecting.Wake wake -> {
        goOn(all);
        yield Effect().none();
      }
      case GoOn more -> {
        goOn(all);
        yield Effect().none();
      }
      case Found(var changes) -> {
        found(all, changes);
        yield Effect().none();
      }
      case Heard(Dispatching.Outcomes came) -> heard(all, came);
      case Heard standing -> Effect().none();
      default -> Effect().unhandled();
    };
  }

  private View view(Collection all) {
    return all.view(work.trouble());
  }

  /** Looks for chunks without vectors; what is asked already is asked again, should it be lost. */
  private void goOn(Collection all) {
    if (!all.exists() || all.model() == null || looking) {
      return;
    }
    if (work.isUnderWay()) {
      offer();
      return;
    }
    read(all.wantsVectorsAfter());
  }

  private void read(long after) {
    if (after < 0) {
      return;
    }
    looking = true;
    actor.pipeToSelf(
        reading.after(after, PersistenceIds.collection(entity)),
        (changes, broken) -> new Found(broken == null ? changes : List.of()));
  }

  private void found(Collection all, List<Change> changes) {
    looking = false;
    if (work.begin(all, changes)) {
      offer();
    } else if (!changes.isEmpty() && all.exists() && all.wantsVectorsAfter() >= 0) {
      read(changes.getLast().version());
    }
  }

  private void offer() {
    setup.dispatcher().tell(new Dispatching.Offer(partition(), work.open(), Terms.USUAL, outcomes));
  }

  private Effect<CollectionEvent, Collection> heard(Collection all, Dispatching.Outcomes came) {
    var events = work.heard(came, all);
    return Effect()
        .persist(events)
        .thenRun(now -> {
          setup.dispatcher().tell(new Dispatching.Stored(partition(), came.batch()));
          if (work.isUnderWay()) {
            return;
          }
          if (work.trouble() == null) {
            goOn(now);
          } else {
            actor
                .getLog()
                .warn("chunks could not be embedded collection={} why={}", name(), work.trouble());
            timers.startSingleTimer(new GoOn(), settings.embedAgain());
          }
        });
  }

  /** As the dispatcher knows it, beside the partitions of jobs. */
  private String partition() {
    return "collection/" + entity;
  }

  private Effect<CollectionEvent, Collection> open(Collection all, Collecting.Open open) {
    var replyTo = open.replyTo();
    if (all.exists()) {
      var why = all.differs(open.settings());
      replyTo.tell(
          why == null ? Reply.ok(new Collecting.Opened(view(all), false)) : Reply.refused(why));
      return Effect().none();
    }
    return Effect()
        .persist(new Began(Collection.settled(open.settings(), settings), clock.instant()))
        .thenRun(now -> replyTo.tell(Reply.ok(new Collecting.Opened(view(now), true))));
  }

  private Effect<CollectionEvent, Collection> add(Collection all, Collecting.Add add) {
    var replyTo = add.replyTo();
    return switch (all.add(add.settings(), add.documents(), settings, clock.instant())) {
      case Collection.Adding.Refused(var why) -> {
        replyTo.tell(Reply.refused(why));
        yield Effect().none();
      }
      case Collection.Adding.Decided decided ->
          Effect()
              .persist(decided.events())
              .thenRun(now -> {
                replyTo.tell(
                    Reply.ok(
                        new Added(
                            decided.added(),
                            decided.replaced(),
                            decided.unchanged(),
                            decided.chunks(),
                            view(now))));
                if (!work.isUnderWay()) {
                  goOn(now);
                }
              });
    };
  }

  private void read(Collection all, long after, ActorRef<Reply<Changes>> replyTo) {
    long version = all.version();
    if (after >= version) {
      replyTo.tell(Reply.ok(new Changes(List.of(), version)));
      return;
    }
    reading
        .after(after, PersistenceIds.collection(entity))
        .thenAccept(changes -> replyTo.tell(Reply.ok(new Changes(changes, version))))
        .exceptionally(broken -> {
          replyTo.tell(Reply.refused(unread()));
          return null;
        });
  }

  /** Its text is in one event, or in several behind each other. */
  private void show(Collection all, String document, ActorRef<Reply<Shown>> replyTo) {
    var entry = all.entry(document);
    if (entry == null) {
      replyTo.tell(Reply.refused(all.exists() ? noDocument(document) : none()));
      return;
    }
    parts(entry, entry.version() - 1, new ArrayList<>())
        .thenAccept(parts ->
            replyTo.tell(
                Reply.ok(
                    new Shown(
                        entry,
                        parts.stream().flatMap(part -> part.chunks().stream()).toList(),
                        parts.isEmpty() ? null : parts.getFirst().metadata()))))
        .exceptionally(broken -> {
          replyTo.tell(Reply.refused(unread()));
          return null;
        });
  }

  private CompletionStage<List<Part>> parts(Entry entry, long after, List<Part> found) {
    return reading
        .after(after, PersistenceIds.collection(entity))
        .thenCompose(changes -> {
          int chunks = 0;
          for (var change : changes) {
            for (var part : change.parts()) {
              if (part.document().equals(entry.id()) && part.version() == entry.version()) {
                found.add(part);
              }
            }
          }
          for (var part : found) {
            chunks += part.chunks().size();
          }
          return changes.isEmpty() || chunks >= entry.chunks()
              ? CompletableFuture.completedStage(found)
              : parts(entry, changes.getLast().version(), found);
        });
  }

  private String name() {
    return entity.substring(entity.indexOf('/') + 1);
  }

  private Refusal none() {
    return Refusal.of(
        Refusal.Kind.NOT_FOUND,
        "there is no collection "
            + name()
            + "; add documents to it first, as with: windlass collection add "
            + name()
            + " FILES");
  }

  private Refusal noDocument(String document) {
    return Refusal.of(
        Refusal.Kind.NOT_FOUND,
        "the collection " + name() + " has no document \"" + document + "\"");
  }

  private static Refusal unread() {
    return Refusal.of(
            Refusal.Kind.JOURNAL_UNAVAILABLE,
            "the journal does not answer in time; ask again in a moment")
        .with("retry_after", 2);
  }
}
