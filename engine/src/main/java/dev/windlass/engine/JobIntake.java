package dev.windlass.engine;

import dev.windlass.engine.intake.IntakeTarget;
import dev.windlass.engine.job.JobCommand;
import dev.windlass.engine.job.JobCommand.UploadOpened;
import dev.windlass.engine.journal.PersistenceIds;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One upload's way to its job and the job's partitions. */
final class JobIntake implements IntakeTarget {
  private final Asking asking;
  private final RunReads reads;
  private final String tenant;
  private final String job;
  private volatile long epoch = -1;

  JobIntake(Asking asking, RunReads reads, String tenant, String job) {
    this.asking = asking;
    this.reads = reads;
    this.tenant = tenant;
    this.job = job;
  }

  @Override
  public String job() {
    return job;
  }

  @Override
  public CompletionStage<Reply<Opened>> open() {
    return Asking.<UploadOpened, Opened>then(
        asking.job(job, to -> new JobCommand.OpenUpload(tenant, to)),
        opened -> {
          epoch = opened.epoch();
          var name = opened.chainReference().split("@", 2)[0];
          return Asking.ok(
              new Opened(
                  opened.epoch(),
                  ChainSources.accepted(opened.chain(), name),
                  opened.strict(),
                  opened.sealed(),
                  opened.acceptedLines(),
                  opened.rejectedLines(),
                  opened.partitions()));
        });
  }

  @Override
  public CompletionStage<Reply<List<Line>>> lines(int partition) {
    return reads.lines(PersistenceIds.partitionOf(job, partition));
  }

  @Override
  public CompletionStage<Reply<Boolean>> accept(
      long of, int partition, int from, List<Line> lines, long firstNumber) {
    return asking
        .<Integer>partition(
            PersistenceIds.partitionOf(job, partition),
            to -> new PartitionCommand.Accept(of, from, lines, to))
        .thenApply(reply -> reply.map(held -> true));
  }

  @Override
  public CompletionStage<Reply<Boolean>> record(long of, PartitionFill fill) {
    return asking.job(job, to -> new JobCommand.RecordLines(of, fill, to));
  }

  @Override
  public CompletionStage<Reply<Boolean>> seal(long of) {
    return asking.job(job, to -> new JobCommand.SealUpload(of, to));
  }

  @Override
  public CompletionStage<Reply<Boolean>> reject(long of, List<Refusal.Fault> faults) {
    return asking.job(job, to -> new JobCommand.RejectUpload(of, to));
  }

  /** However it went: the next upload need not wait. */
  void ended() {
    if (epoch >= 0) {
      asking.job(job, new JobCommand.UploadEnded(epoch));
    }
  }
}
