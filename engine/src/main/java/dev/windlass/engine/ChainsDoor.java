package dev.windlass.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.Inputs;
import dev.windlass.engine.chain.PreviewCost;
import dev.windlass.engine.job.CatalogCommand;
import dev.windlass.engine.job.DirectoryCommand;
import dev.windlass.engine.job.DirectoryCommand.Filter;
import dev.windlass.engine.job.DirectoryCommand.FoundJobs;
import dev.windlass.engine.protocol.Prices;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.run.RunDefaults;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The door to chains: checks, then asks the tenant's catalog. */
final class ChainsDoor implements Chains {
  private final Asking asking;
  private final ChainSources sources;
  private final RunDefaults defaults;
  private final Prices prices;
  private final PromptEstimate estimate = new PromptEstimate();

  ChainsDoor(Asking asking, ChainSources sources, RunDefaults defaults, Prices prices) {
    this.asking = asking;
    this.sources = sources;
    this.defaults = defaults;
    this.prices = prices;
  }

  @Override
  public CompletionStage<Reply<Put>> put(
      String tenant, String name, Chain chain, @Nullable String ifMatch, boolean ifAbsent) {
    var busy = asking.busy();
    if (busy != null) {
      return Asking.refused(busy);
    }
    if (!chain.name().equals(name)) {
      var detail = "the chain calls itself " + chain.name() + ", but is applied as " + name;
      return Asking.refused(
          new Refusal(
              Refusal.Kind.CHAIN_INVALID,
              detail,
              List.of(new Refusal.Fault("/chain", null, "out-of-range", detail)),
              Map.of()));
    }
    // checked with what it uses now, and stored without: what a job takes is found when it is made
    return Asking.<Chain, Put>then(
        sources.whole(tenant, chain),
        whole ->
            asking.chains(
                tenant,
                to ->
                    new CatalogCommand.Apply(
                        name, chain.digest(), chain.source(), ifMatch, ifAbsent, to)));
  }

  @Override
  public CompletionStage<Reply<Version>> get(String tenant, String reference) {
    return asking.chains(tenant, to -> new CatalogCommand.Find(reference, to));
  }

  @Override
  public CompletionStage<List<Version>> list(String tenant) {
    return asking
        .<List<Version>>chains(tenant, CatalogCommand.Latest::new)
        .thenApply(reply ->
            switch (reply) {
              case Reply.Ok<List<Version>>(var all) -> all;
              case Reply.Refused<List<Version>>(var why) -> throw new EngineUnavailable(why);
            });
  }

  @Override
  public CompletionStage<Reply<Boolean>> delete(String tenant, String name) {
    var filter = new Filter(true, null, name, Map.of(), null);
    return Asking.<FoundJobs, Boolean>then(
        asking.directory(tenant, to -> new DirectoryCommand.FindJobs(filter, 0, 1, to)),
        found ->
            found.jobs().isEmpty()
                ? asking.chains(tenant, to -> new CatalogCommand.Delete(name, to))
                : Asking.refused(
                    Refusal.of(
                        Refusal.Kind.JOB_ACTIVE,
                        "the chain "
                            + name
                            + " is in use by "
                            + found.jobs().getFirst().id()
                            + ", which has not ended; cancel it, or wait for its end")));
  }

  @Override
  public CompletionStage<Reply<Preview>> preview(
      String tenant, ChainSource source, ObjectNode input) {
    return Asking.<ChainSources.Found, Preview>then(
        sources.find(tenant, source),
        found -> {
          var fault = Inputs.check(found.chain(), input);
          return fault == null
              ? Asking.ok(preview(found.chain(), input))
              : Asking.refused(missing(fault));
        });
  }

  private Preview preview(Chain chain, ObjectNode input) {
    var sent = dev.windlass.engine.chain.Preview.of(chain, input);
    long in = 0;
    long out = 0;
    var cost = PreviewCost.NOTHING;
    for (var each : sent) {
      long prompt = estimate.inputTokens(each.messages());
      long answer = estimate.outputTokens(each.options());
      var model = defaults.meant(each.model());
      cost =
          cost.plus(
              model == null ? null : prices.of(model.provider(), model.model()), prompt, answer);
      in += prompt;
      out += answer;
    }
    return new Preview(
        sent.stream()
            .map(each -> new Prompt(each.step(), each.messages(), each.complete()))
            .toList(),
        in,
        out,
        cost);
  }

  /** A run that its input cannot make. */
  static Refusal missing(Inputs.LineFault fault) {
    return new Refusal(
        Refusal.Kind.MISSING_VARIABLE,
        fault.detail(),
        List.of(new Refusal.Fault("/input" + fault.pointer(), null, fault.code(), fault.detail())),
        Map.of());
  }
}
