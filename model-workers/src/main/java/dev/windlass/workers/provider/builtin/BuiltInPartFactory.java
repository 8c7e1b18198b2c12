package dev.windlass.workers.provider.builtin;

import com.typesafe.config.Config;
import org.apache.pekko.actor.typed.ActorSystem;

/** A kind of {@link BuiltInPart}; found by {@link java.util.ServiceLoader}. */
public interface BuiltInPartFactory {
  /** What stands behind the slash of {@code windlass/NAME}. */
  String name();

  /** Calls under way at a time, at least 1; more wait in their order. */
  int atOnce(Config config);

  /** Starts it; it lives until closed. */
  BuiltInPart create(Config config, ActorSystem<?> system);
}
