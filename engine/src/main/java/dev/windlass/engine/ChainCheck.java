package dev.windlass.engine;

import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ModelRef;
import dev.windlass.engine.chain.Step;
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
  private final RunDefaults defaults;
  private final Set<String> providers;
  private final List<Refusal.Fault> faults = new ArrayList<>();

  private ChainCheck(Chain chain, RunDefaults defaults, Set<String> providers) {
    this.chain = chain;
    this.defaults = defaults;
    this.providers = providers;
  }

  /** What is wrong, or null. */
  static @Nullable Refusal of(Chain chain, RunDefaults defaults, Set<String> providers) {
    var check = new ChainCheck(chain, defaults, providers);
    check.steps(chain.steps());
    return check.faults.isEmpty()
        ? null
        : new Refusal(
            Refusal.Kind.CHAIN_INVALID,
            check.faults.getFirst().detail(),
            List.copyOf(check.faults),
            Map.of());
  }

  private void steps(List<Step> steps) {
    for (var step : steps) {
      switch (step) {
        case Step.Ask ask -> ask(ask);
        case Step.SetVariables set -> {}
        case Step.Parallel parallel -> parallel.branches().values().forEach(this::steps);
        case Step.Each each -> steps(each.body());
        case Step.Fold fold -> steps(fold.body());
        case Step.Choose choose -> choose.cases().forEach(each -> steps(each.body()));
        case Step.Retrieve retrieve -> {} // every worker answers it
        case Step.Embed embed -> provider("embed", embed.common().path(), embed.model());
      }
    }
  }

  private void ask(Step.Ask ask) {
    var model = ask.model() != null ? ask.model() : chain.model();
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
  }

  private void provider(String kind, String path, ModelRef model) {
    var provider = model.provider().isEmpty() ? defaults.provider() : model.provider();
    if (!providers.contains(provider)) {
      fault(
          path,
          "unknown-provider",
          "the "
              + kind
              + " at "
              + path
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
