package dev.windlass.engine.collection;

import dev.windlass.engine.collection.CollectionEvent.Began;
import dev.windlass.engine.collection.CollectionEvent.DocumentRemoved;
import dev.windlass.engine.collection.CollectionEvent.Ended;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.Collecting.Added;
import dev.windlass.engine.protocol.Collecting.Changes;
import dev.windlass.engine.protocol.Collecting.Entry;
import dev.windlass.engine.protocol.Collecting.Part;
import dev.windlass.engine.protocol.Collecting.Shown;
import dev.windlass.engine.protocol.Collecting.ToOwner;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/**
 * The shell around {@link Collection}, one for each. What it acknowledges is durable; who reads its
 * changes reads the journal, so that no text stays here.
 */
public final class CollectionOwner
    extends EventSourcedBehavior<ToOwner, CollectionEvent, Collection> {
  private static final int SNAPSHOTS_KEPT = 2;

  private final String entity;
  private final CollectionSettings settings;
  private final Reading reading;
  private final Clock clock;

  /**
   * @param readJournal name of the read journal's section in the settings
   */
  public static Behavior<ToOwner> create(
      String entity,
      CollectionSettings settings,
      ActorSystem<?> system,
      String readJournal,
      Clock clock) {
    return Behaviors.setup(context ->
        new CollectionOwner(
            entity, settings, new Reading(system, readJournal, settings.readChars()), clock));
  }

  private CollectionOwner(
      String entity, CollectionSettings settings, Reading reading, Clock clock) {
    super(
        PersistenceId.ofUniqueId(PersistenceIds.collection(entity)),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(3), 0.1));
    this.entity = entity;
    this.settings = settings;
    this.reading = reading;
    this.clock = clock;
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
  public CommandHandler<ToOwner, CollectionEvent, Collection> commandHandler() {
    return this::on;
  }

  private Effect<CollectionEvent, Collection> on(Collection all, ToOwner command) {
    return switch (command) {
      case Collecting.Describe(var replyTo) -> {
        replyTo.tell(all.exists() ? Reply.ok(all.view()) : Reply.refused(none()));
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
            .thenRun(now -> replyTo.tell(Reply.ok(now.view())));
      }
      case Collecting.Delete(var replyTo) -> {
        if (!all.exists()) {
          replyTo.tell(Reply.refused(none()));
          yield Effect().none();
        }
        var last = all.view();
        yield Effect()
            .persist(new Ended(clock.instant()))
            .thenRun(now -> replyTo.tell(Reply.ok(last)));
      }
    };
  }

  private Effect<CollectionEvent, Collection> open(Collection all, Collecting.Open open) {
    var replyTo = open.replyTo();
    if (all.exists()) {
      var why = all.differs(open.settings());
      replyTo.tell(
          why == null
              ? Reply.ok(new Collecting.Opened(all.view(), false))
              : Reply.refused(why));
      return Effect().none();
    }
    return Effect()
        .persist(new Began(Collection.settled(open.settings(), settings), clock.instant()))
        .thenRun(now -> replyTo.tell(Reply.ok(new Collecting.Opened(now.view(), true))));
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
              .thenRun(now ->
                  replyTo.tell(
                      Reply.ok(
                          new Added(
                              decided.added(),
                              decided.replaced(),
                              decided.unchanged(),
                              decided.chunks(),
                              now.view()))));
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
