package dev.windlass.api.chains;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.api.http.Fields;
import dev.windlass.api.problem.Problem;
import dev.windlass.api.problem.ProblemType;
import dev.windlass.engine.ChainSource;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ChainReader;
import java.util.List;

/** Chains in request bodies. */
public final class ChainBodies {
  private static final String INLINE_NAME = "inline";

  private ChainBodies() {}

  /** The field {@code chain}: a name, or a chain as an object. */
  public static ChainSource source(Fields body) {
    var chain = body.required("chain");
    if (chain.isTextual() && !chain.textValue().isEmpty()) {
      return new ChainSource.Named(chain.textValue());
    }
    if (chain instanceof ObjectNode inline) {
      return new ChainSource.Inline(orInvalid(ChainReader.read(inline, INLINE_NAME), "/chain"));
    }
    throw body.wrong("chain", "wrong-type", "chain must be a name or a chain object");
  }

  /** What a job without a name is called: its chain's. */
  public static String nameOf(ChainSource source) {
    return switch (source) {
      case ChainSource.Named(var reference) -> reference.split("@", 2)[0];
      case ChainSource.Inline(var chain) -> chain.name();
    };
  }

  /**
   * @param at pointer of the chain in the body
   */
  static Chain orInvalid(ChainReader.Outcome outcome, String at) {
    return switch (outcome) {
      case ChainReader.Outcome.Good(var chain) -> chain;
      case ChainReader.Outcome.Bad(var faults) -> throw invalid(faults, at).thrown();
    };
  }

  private static Problem invalid(List<ChainReader.Fault> faults, String at) {
    var problem =
        Problem.of(
            ProblemType.CHAIN_INVALID,
            faults.size() == 1
                ? faults.getFirst().toString()
                : "The chain is wrong in " + faults.size() + " places; see errors[].");
    for (var fault : faults) {
      var place = fault.line() > 0 ? fault.line() + ":" + fault.column() + ": " : "";
      problem =
          problem.with(
              Problem.Fault.at(at + fault.pointer(), fault.code(), place + fault.detail()));
    }
    return problem;
  }
}
