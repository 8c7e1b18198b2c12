package dev.windlass.engine.intake;

import dev.windlass.engine.partition.Line;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The job of a chain that runs several times for each line. An upload knows lines as they come; the
 * job and its partitions know runs, so many for each, one after the other. Here the one becomes the
 * other: what is stored is each line once for each of its runs, with an id of its own.
 */
final class RunsOfLines implements IntakeTarget {
  private final IntakeTarget job;
  private final int runs;
  private List<PartitionFill> held = List.of();

  /**
   * @param runs of each line
   */
  RunsOfLines(IntakeTarget job, int runs) {
    this.job = job;
    this.runs = runs;
  }

  /** What was opened, counted in lines. */
  Opened inLines(Opened opened) {
    held = opened.partitions();
    return new Opened(
        opened.epoch(),
        opened.chain(),
        opened.strict(),
        opened.sealed(),
        opened.acceptedLines() / runs,
        opened.rejectedLines() / runs,
        held.stream().map(this::inLines).toList());
  }

  private PartitionFill inLines(PartitionFill fill) {
    return new PartitionFill(
        fill.partition(),
        (fill.firstLine() - 1) / runs + 1,
        fill.lines() / runs,
        fill.rejected() / runs,
        fill.bytes() / runs);
  }

  @Override
  public String job() {
    return job.job();
  }

  @Override
  public CompletionStage<Reply<Opened>> open() {
    return job.open().thenApply(reply -> reply.map(this::inLines));
  }

  @Override
  public CompletionStage<Reply<List<Line>>> lines(int partition) {
    long first = held.get(partition).firstLine();
    return job.lines(partition).thenApply(reply -> reply.map(all -> asTheyCame(all, first)));
  }

  private List<Line> asTheyCame(List<Line> stored, long firstRun) {
    var lines = new ArrayList<Line>(stored.size() / runs);
    for (int i = 0; i < stored.size(); i += runs) {
      lines.add(asItCame(stored.get(i), (firstRun - 1 + i) / runs + 1));
    }
    return lines;
  }

  private static Line asItCame(Line run, long number) {
    var id = String.valueOf(run.id());
    id = id.substring(0, Math.max(0, id.lastIndexOf('#')));
    return new Line(
        id.equals(Long.toString(number)) ? null : id, run.text(), run.fault(), run.digest(), 0, 0);
  }

  @Override
  public CompletionStage<Reply<Boolean>> accept(
      long epoch, int partition, int from, List<Line> lines, long firstNumber) {
    var stored = new ArrayList<Line>(lines.size() * runs);
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      var id = line.id() == null ? Long.toString(firstNumber + i) : line.id();
      for (int run = 0; run < runs; run++) {
        stored.add(
            new Line(id + "#" + (run + 1), line.text(), line.fault(), line.digest(), run, 0));
      }
    }
    return job.accept(epoch, partition, from * runs, stored, (firstNumber - 1) * runs + 1);
  }

  @Override
  public CompletionStage<Reply<Boolean>> record(long epoch, PartitionFill fill) {
    return job.record(
        epoch,
        new PartitionFill(
            fill.partition(),
            (fill.firstLine() - 1) * runs + 1,
            fill.lines() * runs,
            fill.rejected() * runs,
            fill.bytes() * runs));
  }

  @Override
  public CompletionStage<Reply<Boolean>> seal(long epoch) {
    return job.seal(epoch);
  }

  @Override
  public CompletionStage<Reply<Boolean>> reject(long epoch, List<Refusal.Fault> faults) {
    return job.reject(epoch, faults);
  }
}
