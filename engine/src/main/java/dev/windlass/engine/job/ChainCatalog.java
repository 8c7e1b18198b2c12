package dev.windlass.engine.job;

import dev.windlass.engine.Chains;
import dev.windlass.engine.job.Catalog.Applying;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.time.Clock;
import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** The shell around {@link Catalog}, one for each tenant. */
public final class ChainCatalog
    extends EventSourcedBehavior<CatalogCommand, CatalogChange, Catalog> {
  /** Under which cluster sharding finds them, by tenant. */
  public static final EntityTypeKey<CatalogCommand> KEY =
      EntityTypeKey.create(CatalogCommand.class, "chains");

  private final Clock clock;

  public static Behavior<CatalogCommand> create(String tenant, Clock clock) {
    return Behaviors.setup(context -> new ChainCatalog(tenant, clock));
  }

  private ChainCatalog(String tenant, Clock clock) {
    super(
        PersistenceId.ofUniqueId(PersistenceIds.chains(tenant)),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(3), 0.1));
    this.clock = clock;
  }

  @Override
  public Catalog emptyState() {
    return new Catalog();
  }

  @Override
  public EventHandler<Catalog, CatalogChange> eventHandler() {
    return Catalog::apply;
  }

  @Override
  public CommandHandler<CatalogCommand, CatalogChange, Catalog> commandHandler() {
    return this::on;
  }

  private Effect<CatalogChange, Catalog> on(Catalog catalog, CatalogCommand command) {
    return switch (command) {
      case CatalogCommand.Apply apply -> apply(catalog, apply);
      case CatalogCommand.Find(var reference, var replyTo) -> {
        var version = catalog.find(reference);
        replyTo.tell(version == null ? Reply.refused(none(reference)) : Reply.ok(version));
        yield Effect().none();
      }
      case CatalogCommand.Latest(var replyTo) -> {
        replyTo.tell(Reply.ok(catalog.latest()));
        yield Effect().none();
      }
      case CatalogCommand.Delete(var name, var replyTo) -> {
        if (catalog.latest(name) == null) {
          replyTo.tell(Reply.refused(none(name)));
          yield Effect().none();
        }
        yield Effect()
            .persist(new CatalogChange.ChainDeleted(name, clock.instant()))
            .thenRun(written -> replyTo.tell(Reply.ok(true)));
      }
    };
  }

  private Effect<CatalogChange, Catalog> apply(Catalog catalog, CatalogCommand.Apply apply) {
    var replyTo = apply.replyTo();
    var decided =
        catalog.decide(
            apply.name(),
            apply.digest(),
            apply.source(),
            apply.ifMatch(),
            apply.ifAbsent(),
            clock.instant());
    return switch (decided) {
      case Applying.Refused(var why) -> {
        replyTo.tell(Reply.refused(why));
        yield Effect().none();
      }
      case Applying.Same(var version) -> {
        replyTo.tell(Reply.ok(new Chains.Put(version, false)));
        yield Effect().none();
      }
      case Applying.Written(var event) ->
          Effect()
              .persist(event)
              .thenRun(written ->
                  replyTo.tell(
                      Reply.ok(
                          new Chains.Put(
                              new Chains.Version(
                                  event.name(),
                                  event.version(),
                                  event.digest(),
                                  event.source(),
                                  event.at()),
                              true))));
    };
  }

  private static Refusal none(String reference) {
    return Refusal.of(
        Refusal.Kind.NOT_FOUND,
        "there is no chain " + reference + "; apply it first, or name one that is listed");
  }
}
