package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Step;

/**
 * A {@code fold}: one body over each item, one after another. Every round starts from the variables
 * and the conversation around the fold; what it hands on is the carried value alone.
 */
final class Rounds extends Block {
  private final Step.Fold fold;
  private final Variables scope;
  private final JsonNode items;
  private JsonNode carried;
  private int next;

  Rounds(Step.Fold fold, Body holder, Met met, Variables scope) throws RunFault {
    super(holder, met);
    this.fold = fold;
    this.scope = scope;
    this.items = Lists.of(fold.list(), "fold", scope);
    this.carried = fold.start().evaluate(scope);
  }

  @Override
  void start() {
    while (!ended()) {
      if (next == items.size()) {
        succeed(carried);
        return;
      }
      var inner = scope.inner();
      inner.set(fold.name(), items.get(next));
      inner.set(fold.carry(), carried);
      var round = numbered(next++, fold.body(), inner, holder().conversation().fork());
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
    if (why == null) {
      carried = round.value();
    } else {
      fail(why);
    }
  }
}
