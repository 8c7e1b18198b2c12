package dev.windlass.engine.run;

import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Step;

/**
 * A {@code repeat}. Every round continues the conversation around it and sees, and leaves, the
 * variables around it; its number is part of its steps' paths.
 */
final class Again extends Block {
  private final Step.Repeat repeat;
  private final Variables scope;
  private int begun;

  Again(Step.Repeat repeat, Body holder, Met met, Variables scope) {
    super(holder, met);
    this.repeat = repeat;
    this.scope = scope;
  }

  @Override
  void start() {
    while (!ended()) {
      var round = numbered(begun++, repeat.body(), scope, holder().conversation());
      round.advance();
      if (!round.ended()) {
        return;
      }
      take(round);
    }
  }

  @Override
  void over(Body round) {
    take(round);
    start();
  }

  private void take(Body round) {
    var why = round.failure();
    if (why != null) {
      fail(why);
      return;
    }
    try {
      var until = repeat.until();
      if (begun == repeat.max() || (until != null && until.holds(scope))) {
        succeed(round.value());
      }
    } catch (RunFault fault) {
      fail(new Run.Failure(fault.kind(), null, fault.getMessage(), met().path, null, null));
    }
  }
}
