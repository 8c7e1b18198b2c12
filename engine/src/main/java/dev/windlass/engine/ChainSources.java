package dev.windlass.engine;

import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.job.CatalogCommand;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.run.RunDefaults;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the chain that a request means, read and checked. Thread-safe. */
final class ChainSources {
  /** Chains kept read, by digest; the one not asked for the longest gives way. */
  private static final int MOST_READ = 256;

  /**
   * @param reference {@code name@3}, or the bare name for a chain given inline
   */
  record Found(String reference, Chain chain) {}

  private final Asking asking;
  private final RunDefaults defaults;
  private final Supplier<Set<String>> providers;
  private final ToolCheck tools;
  private final Map<String, Chain> read = new LinkedHashMap<>(16, 0.75f, true);

  ChainSources(Asking asking, RunDefaults defaults, Supplier<Set<String>> providers) {
    this.asking = asking;
    this.defaults = defaults;
    this.providers = providers;
    this.tools = ToolCheck.of(asking.system().settings().config());
  }

  CompletionStage<Reply<Found>> find(String tenant, ChainSource source) {
    return switch (source) {
      case ChainSource.Inline(var chain) -> {
        var why = check(chain);
        yield why == null ? Asking.ok(new Found(chain.name(), chain)) : Asking.refused(why);
      }
      case ChainSource.Named(var reference) ->
          Asking.<Chains.Version, Found>then(
              asking.chains(tenant, to -> new CatalogCommand.Find(reference, to)),
              version -> {
                var chain = read(version);
                var why = check(chain);
                return why == null
                    ? Asking.ok(new Found(version.reference(), chain))
                    : Asking.refused(why);
              });
    };
  }

  @Nullable Refusal check(Chain chain) {
    var why = ChainCheck.of(chain, defaults, providers.get());
    return why != null ? why : tools.check(chain);
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
  static Chain accepted(com.fasterxml.jackson.databind.JsonNode source, String name) {
    return switch (ChainReader.read(source, name)) {
      case ChainReader.Outcome.Good(var chain) -> chain;
      case ChainReader.Outcome.Bad(List<ChainReader.Fault> faults) ->
          throw new IllegalStateException(
              "the chain " + name + " was accepted and cannot be read now: " + faults.getFirst());
    };
  }
}
