package dev.windlass.engine.job;

import dev.windlass.engine.protocol.Refusal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a job's coordinator is to carry out: decide this, journal it, and then go on.
 *
 * @param verb null where nothing is to be decided
 * @param refused told why it may not be
 * @param then runs once all of it is durable, or at once where nothing had to be written
 */
record Act(@Nullable JobVerb verb, Consumer<Refusal> refused, Runnable then) {
  static final Act NONE = new Act(null, why -> {}, () -> {});

  static Act of(JobVerb verb) {
    return new Act(verb, why -> {}, () -> {});
  }
}
