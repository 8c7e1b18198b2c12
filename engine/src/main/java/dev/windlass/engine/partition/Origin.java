package dev.windlass.engine.partition;

import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.partition.PartitionCommand.Assignment;
import dev.windlass.engine.protocol.Ids;
import dev.windlass.engine.protocol.Terms;
import org.jspecify.annotations.Nullable;

/** Where a partition's runs come from, and so what their questions carry. */
sealed interface Origin {
  Chain chain(Line line);

  String runId(int index);

  @Nullable String job();

  String tenant();

  int priority(Line line);

  /** Whether its answers are streamed even while nobody watches. */
  default boolean stream(Line line) {
    return false;
  }

  /** Under which its job's steps stand; of no meaning for single runs. */
  Terms terms();

  /** How many of the partition's lines may run. */
  int lines();

  /** A job's lines: all by one chain. */
  record OfJob(Assignment assignment, Chain chain, Ids ids) implements Origin {
    @Override
    public Chain chain(Line line) {
      return chain.variant(line.chain());
    }

    @Override
    public String runId(int index) {
      return ids.runOf(assignment.job(), assignment.firstLine() + index);
    }

    @Override
    public String job() {
      return assignment.job();
    }

    @Override
    public String tenant() {
      return assignment.tenant();
    }

    @Override
    public int priority(Line line) {
      return assignment.terms().priority();
    }

    @Override
    public Terms terms() {
      return assignment.terms();
    }

    @Override
    public int lines() {
      return assignment.lines();
    }
  }

  /** Runs without a job: each by the chain that it was submitted with. */
  record Alone(String entity, String tenant, Ledger ledger, ChainCache chains, Ids ids)
      implements Origin {
    @Override
    public Chain chain(Line line) {
      return chains.of(ledger.chains().get(line.chain()).source());
    }

    @Override
    public String runId(int index) {
      return ids.runIn(entity, index);
    }

    @Override
    public @Nullable String job() {
      return null;
    }

    @Override
    public int priority(Line line) {
      return line.priority();
    }

    @Override
    public boolean stream(Line line) {
      return line.stream();
    }

    @Override
    public Terms terms() {
      return Terms.USUAL;
    }

    @Override
    public int lines() {
      return ledger.size();
    }
  }
}
