package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.limits.TokenEstimate;
import dev.windlass.workers.tokens.TokenEstimator;

/** The estimate that counts a model's first prompts and learns from what providers report. */
public record CountedTokens(TokenEstimator estimator) implements TokenEstimate {
  @Override
  public int of(ModelCall call) {
    return (int) Math.min(Integer.MAX_VALUE, estimator.promptTokens(call));
  }

  @Override
  public void heard(ModelCall call, Usage usage) {
    estimator.heard(call, usage);
  }
}
