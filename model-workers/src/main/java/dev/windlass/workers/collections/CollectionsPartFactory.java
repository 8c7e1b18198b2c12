package dev.windlass.workers.collections;

import com.typesafe.config.Config;
import dev.windlass.engine.protocol.Collecting;
import dev.windlass.workers.provider.builtin.BuiltInPart;
import dev.windlass.workers.provider.builtin.BuiltInPartFactory;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.pekko.actor.typed.ActorSystem;

/** Joins collections, as {@code windlass/collections}. */
public final class CollectionsPartFactory implements BuiltInPartFactory {
  /** Lucene tells, past our log, that a module of Java's which is not final yet would be faster. */
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  @Override
  public String name() {
    return Collecting.LANE;
  }

  @Override
  public int atOnce(Config config) {
    return IndexSettings.of(config).atOnce();
  }

  @Override
  public BuiltInPart create(Config config, ActorSystem<?> system) {
    LUCENE.setLevel(Level.SEVERE);
    var patience = config.getDuration("windlass.retrieval.ask-timeout");
    return new CollectionsPart(new Indexes(Owner.of(system, patience), IndexSettings.of(config)));
  }
}
