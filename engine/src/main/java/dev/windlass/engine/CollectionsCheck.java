package dev.windlass.engine;

import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.chain.Steps;
import dev.windlass.engine.protocol.Collecting;
import dev.windlass.engine.protocol.Collecting.View;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Whether every collection that a chain searches is there now. */
final class CollectionsCheck {
  private final Asking asking;

  CollectionsCheck(Asking asking) {
    this.asking = asking;
  }

  /** Refused where one is missing; where its owner does not answer the run will find out. */
  <T> CompletionStage<Reply<T>> of(String tenant, Chain chain, T whenGood) {
    CompletionStage<Reply<T>> found = Asking.ok(whenGood);
    for (var each : searched(chain).entrySet()) {
      var name = each.getKey();
      found =
          Asking.<T, T>then(
              found,
              good ->
                  asking
                      .<View>collection(tenant, name, Collecting.Describe::new)
                      .thenApply(reply ->
                          reply instanceof Reply.Refused<View>(var why)
                                  && why.kind() == Refusal.Kind.NOT_FOUND
                              ? Reply.refused(missing(each.getValue(), why))
                              : Reply.ok(good)));
    }
    return found;
  }

  private static Refusal missing(String path, Refusal why) {
    var detail = "the retrieve at " + path + ": " + why.detail();
    return new Refusal(
        Refusal.Kind.CHAIN_INVALID,
        detail,
        List.of(new Refusal.Fault("/steps" + path + "/from", null, "unknown-collection", detail)),
        Map.of());
  }

  /** The collections that a chain searches, each with the first step that does. */
  private static Map<String, String> searched(Chain chain) {
    var all = new LinkedHashMap<String, String>();
    for (var step : Steps.all(chain.steps())) {
      if (step instanceof Step.Retrieve retrieve) {
        all.putIfAbsent(retrieve.collection(), retrieve.common().path());
      }
    }
    return all;
  }
}
