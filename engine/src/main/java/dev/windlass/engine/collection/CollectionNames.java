package dev.windlass.engine.collection;

import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.Journaled;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.Travels;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/**
 * Which collections a tenant may have: a name is noted before the collection begins, so that none
 * is ever missing from a list; one that is noted and was not made is passed over by who lists.
 */
public final class CollectionNames
    extends EventSourcedBehavior<
        CollectionNames.Command, CollectionNames.Event, SortedSet<String>> {
  private final String tenant;
  private final ClusterSharding sharding;

  /** Under which cluster sharding finds them, by tenant. */
  public static final EntityTypeKey<Command> KEY =
      EntityTypeKey.create(Command.class, "collections");

  /** Collections of one tenant: more are refused. */
  static final int MOST = 10_000;

  /** What it can be told. */
  public sealed interface Command extends Travels {}

  /** A collection of this name is about to begin. */
  public record Note(String name, ActorRef<Reply<Boolean>> replyTo) implements Command {}

  /** The collection of this name has ended. */
  public record Forget(String name, ActorRef<Reply<Boolean>> replyTo) implements Command {}

  /** Tells every collection to go on with what it has left to do. */
  public record WakeAll() implements Command {}

  /** All of them, in order. */
  public record ListAll(ActorRef<Reply<List<String>>> replyTo) implements Command {}

  /** What is true for ever once it is in the journal. */
  public sealed interface Event extends Journaled {}

  record Noted(String name) implements Event {}

  record Forgotten(String name) implements Event {}

  public static Behavior<Command> create(String tenant) {
    return Behaviors.setup(
        context -> new CollectionNames(tenant, ClusterSharding.get(context.getSystem())));
  }

  private CollectionNames(String tenant, ClusterSharding sharding) {
    super(
        PersistenceId.ofUniqueId(PersistenceIds.collections(tenant)),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(3), 0.1));
    this.tenant = tenant;
    this.sharding = sharding;
  }

  @Override
  public SortedSet<String> emptyState() {
    return new TreeSet<>();
  }

  @Override
  public EventHandler<SortedSet<String>, Event> eventHandler() {
    return (names, event) -> {
      switch (event) {
        case Noted(var name) -> names.add(name);
        case Forgotten(var name) -> names.remove(name);
      }
      return names;
    };
  }

  @Override
  public CommandHandler<Command, Event, SortedSet<String>> commandHandler() {
    return this::on;
  }

  private Effect<Event, SortedSet<String>> on(SortedSet<String> names, Command command) {
    return switch (command) {
      case Note(var name, var replyTo) -> {
        if (!names.contains(name) && names.size() >= MOST) {
          replyTo.tell(
              Reply.refused(
                  Refusal.of(
                      Refusal.Kind.INVALID_REQUEST,
                      "there are " + MOST + " collections already; delete some")));
          yield Effect().none();
        }
        yield write(!names.contains(name), new Noted(name), replyTo);
      }
      case Forget(var name, var replyTo) ->
          write(names.contains(name), new Forgotten(name), replyTo);
      case WakeAll wake -> {
        for (var name : names) {
          sharding
              .entityRefFor(Collecting.KEY, Collecting.entity(tenant, name))
              .tell(new Collecting.Wake());
        }
        yield Effect().none();
      }
      case ListAll(var replyTo) -> {
        replyTo.tell(Reply.ok(List.copyOf(names)));
        yield Effect().none();
      }
    };
  }

  private Effect<Event, SortedSet<String>> write(
      boolean changes, Event event, ActorRef<Reply<Boolean>> replyTo) {
    if (!changes) {
      replyTo.tell(Reply.ok(false));
      return Effect().none();
    }
    return Effect().persist(event).thenRun(written -> replyTo.tell(Reply.ok(true)));
  }
}
