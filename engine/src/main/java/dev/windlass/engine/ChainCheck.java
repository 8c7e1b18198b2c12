package dev.windlass.engine;

import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ModelRef;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.chain.Steps;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.run.RunDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether every model that a chain asks has a provider here. Pure. */
final class ChainCheck {
  private final Chain chain;
  private final @Nullable ModelRef model;
  private final RunDefaults defaults;
  private final Set<String> providers;
  private final List<Refusal.Fault> faults = new ArrayList<>();

  /**
   * @param model of the chains around this one, or null
   */
  private ChainCheck(
      Chain chain, @Nullable ModelRef model, RunDefaults defaults, Set<String> providers) {
    this.chain = chain;
    this.model = model;
    this.defaults = defaults;
    this.providers = providers;
  }

  /** What is wrong, or null. */
  static @Nullable Refusal of(Chain chain, RunDefaults defaults, Set<String> providers) {
    var check = new ChainCheck(chain.variant(0), null, defaults, providers);
    check.steps(chain.steps());
    if (chain.grid() != null) {
      chain.grid().models().forEach(model -> check.provider("grid", "", model));
    }
    return check.faults.isEmpty()
        ? null
        : new Refusal(
            Refusal.Kind.CHAIN_INVALID,
            check.faults.getFirst().detail(),
            List.copyOf(check.faults),
            Map.of());
  }

  private void steps(List<Step> steps) {
    for (var step : Steps.all(steps)) {
      if (step instanceof Step.Ask ask) {
        ask(ask);
      } else if (step instanceof Step.Use use) {
        use(use);
      } else if (step instanceof Step.Embed embed) {
        provider("embed", embed.common().path(), embed.model());
      }
    }
  }

  private void use(Step.Use use) {
    var path = use.common().path();
    var used = use.chain();
    if (used == null) {
      fault(
          path + "/use",
          "unknown-chain",
          "there is no chain "
              + use.reference()
              + ": none stands beside the file, and none of this name is applied");
      return;
    }
    var inside =
        new ChainCheck(used, chain.model() == null ? model : chain.model(), defaults, providers);
    inside.steps(used.steps());
    for (var each : inside.faults) {
      fault(path, each.code(), "in the chain " + use.reference() + ": " + each.detail());
    }
  }

  private void ask(Step.Ask ask) {
    var model =
        ask.model() != null ? ask.model() : chain.model() != null ? chain.model() : this.model;
    var fallback = defaults.model();
    if (model == null && fallback != null) {
      model = ModelRef.of(fallback);
    }
    var path = ask.common().path();
    if (model == null) {
      fault(
          path,
          "required",
          "no model is named for the ask at "
              + path
              + ": give the chain a model, or set windlass.default-model");
      return;
    }
    provider("ask", path, model);
    (ask.fallback() != null ? ask.fallback() : chain.fallback())
        .forEach(other -> provider("ask", path, other));
  }

  private void provider(String kind, String path, ModelRef model) {
    var provider = model.provider().isEmpty() ? defaults.provider() : model.provider();
    if (!providers.contains(provider)) {
      fault(
          path,
          "unknown-provider",
          (path.isEmpty() ? "the grid" : "the " + kind + " at " + path)
              + " names the provider "
              + provider
              + ", which is not configured here and which no worker serves; known are "
              + String.join(", ", new TreeSet<>(providers)));
    }
  }

  private void fault(String path, String code, String detail) {
    faults.add(new Refusal.Fault(path.isEmpty() ? null : "/steps" + path, null, code, detail));
  }
}
