package dev.windlass.engine.intake;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.History;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A job in memory that takes lines as the real one does, and says when an upload misbehaves. */
final class FakeJob implements IntakeTarget {
  final Map<Integer, List<Line>> partitions = new TreeMap<>();
  final Map<Integer, PartitionFill> recorded = new TreeMap<>();
  final List<Refusal.Fault> rejectedFor = new ArrayList<>();
  final Chain chain;
  final boolean strict;
  boolean sealed;
  long epoch;
  int reads;
  int largestAccept;
  @Nullable Refusal refuseAccept;
  boolean broken;

  FakeJob(boolean strict, String... variables) {
    this.strict = strict;
    this.chain = chain(variables);
  }

  static Chain chain(String... variables) {
    var inputs = new LinkedHashMap<String, Chain.Input>();
    for (var each : variables) {
      inputs.put(each, new Chain.Input(null, null));
    }
    return new Chain(
        "test",
        null,
        inputs,
        false,
        Map.of(),
        null,
        null,
        List.of(),
        Map.of(),
        null,
        new History.All(),
        RetryPolicy.DEFAULT,
        Duration.ofSeconds(1),
        false,
        List.of(),
        null,
        NullNode.getInstance(),
        "sha256:0");
  }

  synchronized long accepted() {
    return recorded.values().stream().mapToLong(PartitionFill::lines).sum();
  }

  /** Every acknowledged line, in order. */
  synchronized List<Line> all() {
    var lines = new ArrayList<Line>();
    recorded.forEach((p, fill) -> lines.addAll(held(p).subList(0, fill.lines())));
    return lines;
  }

  private List<Line> held(int partition) {
    return partitions.getOrDefault(partition, List.of());
  }

  @Override
  public String job() {
    return "job_1";
  }

  @Override
  public synchronized CompletionStage<Reply<Opened>> open() {
    epoch++;
    int rejected = recorded.values().stream().mapToInt(PartitionFill::rejected).sum();
    return ok(
        new Opened(
            epoch, chain, strict, sealed, accepted(), rejected, List.copyOf(recorded.values())));
  }

  @Override
  public synchronized CompletionStage<Reply<List<Line>>> lines(int partition) {
    reads++;
    return ok(List.copyOf(held(partition)));
  }

  @Override
  public CompletionStage<Reply<Boolean>> accept(
      long epoch, int partition, int from, List<Line> lines, long firstNumber) {
    return CompletableFuture.supplyAsync(() -> take(epoch, partition, from, lines));
  }

  private synchronized Reply<Boolean> take(long epoch, int partition, int from, List<Line> lines) {
    if (refuseAccept != null) {
      return Reply.refused(refuseAccept);
    }
    if (broken) {
      throw new IllegalStateException("the disk is gone");
    }
    if (epoch != this.epoch) {
      return Reply.refused(Refusal.of(Refusal.Kind.IDEMPOTENCY_IN_PROGRESS, "overtaken"));
    }
    var held = partitions.computeIfAbsent(partition, p -> new ArrayList<>());
    if (from > held.size()) {
      throw new AssertionError("a gap in partition " + partition + " before " + from);
    }
    held.subList(from, held.size()).clear();
    held.addAll(lines);
    largestAccept = Math.max(largestAccept, lines.size());
    return Reply.ok(true);
  }

  @Override
  public synchronized CompletionStage<Reply<Boolean>> record(long epoch, PartitionFill fill) {
    var before = recorded.get(fill.partition());
    long grown = (long) fill.lines() - (before == null ? 0 : before.lines());
    if (accepted() + grown != fill.firstLine() - 1 + fill.lines()
        || held(fill.partition()).size() < fill.lines()) {
      throw new AssertionError("recorded out of order: " + fill);
    }
    recorded.put(fill.partition(), fill);
    return ok(true);
  }

  @Override
  public synchronized CompletionStage<Reply<Boolean>> seal(long epoch) {
    sealed = true;
    return ok(true);
  }

  @Override
  public synchronized CompletionStage<Reply<Boolean>> reject(
      long epoch, List<Refusal.Fault> faults) {
    rejectedFor.addAll(faults);
    return ok(true);
  }

  private static <T> CompletionStage<Reply<T>> ok(T value) {
    return CompletableFuture.completedFuture(Reply.ok(value));
  }
}
