package dev.windlass.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.job.CatalogCommand;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.run.RunDefaults;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Finds the chain that a request means, read and checked. Thread-safe. */
final class ChainSources {
  /** Chains kept read, by digest; the one not asked for the longest gives way. */
  private static final int MOST_READ = 256;

  /** Applied chains that one chain may use, directly or not. */
  private static final int MOST_USED = 100;

  /**
   * @param reference {@code name@3}, or the bare name for a chain given inline
   */
  record Found(String reference, Chain chain) {}

  private final Asking asking;
  private final CollectionsCheck collections;
  private final RunDefaults defaults;
  private final Supplier<Set<String>> providers;
  private final ToolCheck tools;
  private final Map<String, Chain> read = new LinkedHashMap<>(16, 0.75f, true);

  ChainSources(Asking asking, RunDefaults defaults, Supplier<Set<String>> providers) {
    this.asking = asking;
    this.collections = new CollectionsCheck(asking);
    this.defaults = defaults;
    this.providers = providers;
    this.tools = ToolCheck.of(asking.system().settings().config());
  }

  CompletionStage<Reply<Found>> find(String tenant, ChainSource source) {
    return switch (source) {
      case ChainSource.Inline(var chain) ->
          Asking.<Chain, Found>then(
              whole(tenant, chain), whole -> checked(tenant, new Found(whole.name(), whole)));
      case ChainSource.Named(var reference) ->
          Asking.<Chains.Version, Found>then(
              asking.chains(tenant, to -> new CatalogCommand.Find(reference, to)),
              version ->
                  Asking.<Chain, Found>then(
                      whole(tenant, read(version)),
                      whole -> checked(tenant, new Found(version.reference(), whole))));
    };
  }

  /** And the collections that it searches are there. */
  private CompletionStage<Reply<Found>> checked(String tenant, Found found) {
    return collections.of(tenant, found.chain(), found);
  }

  /**
   * The chain with the applied chains that it uses written into it, as they are now, and checked:
   * what becomes of a job does not change when one of them does.
   */
  CompletionStage<Reply<Chain>> whole(String tenant, Chain chain) {
    return whole(tenant, chain, new HashMap<>(), new HashSet<>());
  }

  private CompletionStage<Reply<Chain>> whole(
      String tenant, Chain chain, Map<String, JsonNode> found, Set<String> unknown) {
    var wanted =
        chain.missing().stream().filter(each -> !unknown.contains(each)).findFirst().orElse(null);
    if (wanted == null || found.size() == MOST_USED) {
      var model = ChainCheck.of(chain, defaults, providers.get());
      var why = model != null ? model : tools.check(chain);
      return why == null ? Asking.ok(chain) : Asking.refused(why);
    }
    return asking
        .<Chains.Version>chains(tenant, to -> new CatalogCommand.Find(wanted, to))
        .thenComposeAsync(
            reply -> {
              switch (reply) {
                case Reply.Ok<Chains.Version>(var version) -> found.put(wanted, version.source());
                case Reply.Refused<Chains.Version>(var why)
                    when why.kind() == Refusal.Kind.NOT_FOUND ->
                    unknown.add(wanted);
                case Reply.Refused<Chains.Version>(var why) -> {
                  return Asking.refused(why);
                }
              }
              return switch (ChainReader.read(chain.source(), chain.name(), found::get)) {
                case ChainReader.Outcome.Good(var more) -> whole(tenant, more, found, unknown);
                case ChainReader.Outcome.Bad(var faults) -> Asking.refused(invalid(faults));
              };
            },
            asking.executor());
  }

  private static Refusal invalid(List<ChainReader.Fault> faults) {
    return new Refusal(
        Refusal.Kind.CHAIN_INVALID,
        faults.getFirst().detail(),
        faults.stream()
            .map(each -> new Refusal.Fault(each.pointer(), null, each.code(), each.detail()))
            .toList(),
        Map.of());
  }

  private Chain read(Chains.Version version) {
    synchronized (read) {
      var known = read.get(version.digest());
      if (known != null) {
        return known;
      }
    }
    var chain = accepted(version.source(), version.name());
    synchronized (read) {
      read.put(version.digest(), chain);
      if (read.size() > MOST_READ) {
        read.remove(read.keySet().iterator().next());
      }
    }
    return chain;
  }

  /** A chain that was accepted once; that it cannot be read any more is a bug. */
  static Chain accepted(JsonNode source, String name) {
    return switch (ChainReader.read(source, name)) {
      case ChainReader.Outcome.Good(var chain) -> chain;
      case ChainReader.Outcome.Bad(List<ChainReader.Fault> faults) ->
          throw new IllegalStateException(
              "the chain " + name + " was accepted and cannot be read now: " + faults.getFirst());
    };
  }
}
