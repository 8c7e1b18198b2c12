package dev.windlass.engine;

import com.typesafe.config.Config;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.chain.Steps;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.ToolRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether every endpoint that a chain's tools call is allowed here. Thread-safe. */
final class ToolCheck {
  private final ToolRules rules;

  private ToolCheck(ToolRules rules) {
    this.rules = rules;
  }

  static ToolCheck of(Config root) {
    return new ToolCheck(ToolRules.of(root));
  }

  /** What is wrong, or null. */
  @Nullable Refusal check(Chain chain) {
    var faults = new ArrayList<Refusal.Fault>();
    steps(chain.steps(), faults);
    return faults.isEmpty()
        ? null
        : new Refusal(
            Refusal.Kind.CHAIN_INVALID, faults.getFirst().detail(), List.copyOf(faults), Map.of());
  }

  private void steps(List<Step> steps, List<Refusal.Fault> faults) {
    for (var step : Steps.all(steps)) {
      if (step instanceof Step.Ask ask) {
        ask(ask, faults);
      } else if (step instanceof Step.Use use && use.chain() != null) {
        use(use, use.chain(), faults);
      }
    }
  }

  private void use(Step.Use use, Chain chain, List<Refusal.Fault> faults) {
    var inside = new ArrayList<Refusal.Fault>();
    steps(chain.steps(), inside);
    for (var each : inside) {
      faults.add(
          new Refusal.Fault(
              "/steps" + use.common().path(),
              null,
              each.code(),
              "in the chain " + use.reference() + ": " + each.detail()));
    }
  }

  private void ask(Step.Ask ask, List<Refusal.Fault> faults) {
    if (ask.tools() == null) {
      return;
    }
    var tools = ask.tools().tools();
    for (int i = 0; i < tools.size(); i++) {
      var tool = tools.get(i);
      var http = tool.http();
      if (http != null && !rules.allows(http.url())) {
        faults.add(
            new Refusal.Fault(
                "/steps" + ask.common().path() + "/tools/" + i + "/http",
                null,
                "tool-not-allowed",
                "the tool "
                    + tool.name()
                    + " calls "
                    + http.url()
                    + ", which is not on the list windlass.tools.allow of this server"));
      }
    }
  }
}
