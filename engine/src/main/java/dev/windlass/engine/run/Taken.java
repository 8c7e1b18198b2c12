package dev.windlass.engine.run;

import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Step;
import org.jspecify.annotations.Nullable;

/**
 * The case of a {@code choose} that was taken. It continues the conversation around it, and what it
 * sets is visible afterwards.
 */
final class Taken extends Block {
  private final Body body;

  private Taken(Step.Choose choose, int taken, Body holder, Met met, Variables scope) {
    super(holder, met);
    body = child(taken, choose.cases().get(taken).body(), scope, holder.conversation());
  }

  /** The first case that holds, or null; later ones are not looked at. */
  static @Nullable Taken of(Step.Choose choose, Body holder, Met met, Variables scope)
      throws RunFault {
    for (int i = 0; i < choose.cases().size(); i++) {
      var when = choose.cases().get(i).when();
      if (when == null || when.holds(scope)) {
        return new Taken(choose, i, holder, met, scope);
      }
    }
    return null;
  }

  @Override
  void start() {
    body.advance();
    if (body.ended()) {
      over(body);
    }
  }

  @Override
  void over(Body child) {
    var why = child.failure();
    if (why == null) {
      succeed(child.value());
    } else {
      fail(why);
    }
  }
}
