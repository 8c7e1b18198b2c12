package dev.windlass.simulation;

import dev.windlass.engine.intake.IntakeTarget.PartitionFill;
import dev.windlass.engine.job.JobSim;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client that uploads a job's lines and seals it. It is cut off now and then, or hears nothing
 * for so long, and begins again where the job says; what it began before may go on unheard.
 */
final class Upload {
  private static final double PATIENCE_MS = 3_000;

  /** The process as the client finds it now. */
  interface Server {
    Supplier<@Nullable JobSim> job();

    BiConsumer<Integer, PartitionCommand> partitions();

    Supplier<Post> post();

    /** Between client and process, or between entities. */
    void send(Runnable arrives);
  }

  private final World world;
  private final Server server;
  private final List<Line> lines;
  private final int each;
  private @Nullable Attempt current;
  private long heardAt;
  private int acknowledged;
  private boolean sealed;

  /**
   * @param each lines in a partition
   */
  Upload(World world, Server server, List<Line> lines, int each) {
    this.world = world;
    this.server = server;
    this.lines = lines;
    this.each = each;
    begin();
  }

  boolean sealed() {
    return sealed;
  }

  int acknowledged() {
    return acknowledged;
  }

  private void begin() {
    var attempt = new Attempt();
    current = attempt;
    heardAt = world.nanos();
    server.send(() -> {
      var job = server.job().get();
      if (job != null) {
        job.openUpload(opening -> server.send(() -> attempt.opened(opening)));
      }
    });
    watch(attempt);
    if (world.chance(0.3)) {
      world.outside(world.between(5, 500), () -> cut(attempt));
    }
  }

  private void watch(Attempt attempt) {
    world.outside(
        world.between(PATIENCE_MS, PATIENCE_MS + 500),
        () -> {
          if (current == attempt && !sealed) {
            if (world.nanos() - heardAt > PATIENCE_MS * 1e6) {
              begin();
            } else {
              watch(attempt);
            }
          }
        });
  }

  /** The client goes, what the process has of the upload goes on for a while. */
  private void cut(Attempt attempt) {
    if (current == attempt && !sealed) {
      current = null;
      attempt.left = world.random.nextInt(3);
      world.outside(world.between(10, 4_000), this::begin);
    }
  }

  private final class Attempt {
    private long epoch;
    private int next;
    private @Nullable PartitionFill last;
    private boolean open;

    /** Batches that the process has read already when the client is gone. */
    private int left = Integer.MAX_VALUE;

    private void heard() {
      if (current == this) {
        heardAt = world.nanos();
      }
    }

    void opened(JobSim.Opening opening) {
      heard();
      if (open) {
        return; // doubled on the way
      }
      open = true;
      if (opening.lines() < acknowledged) {
        throw new AssertionError(
            "I1: " + acknowledged + " lines were acknowledged, now there are " + opening.lines());
      }
      epoch = opening.epoch();
      next = opening.lines();
      last = opening.last();
      go();
    }

    private void go() {
      if (left-- <= 0) {
        return;
      }
      if (next == lines.size()) {
        askJob(job -> job.seal(epoch, () -> server.send(this::sealedNow)));
        return;
      }
      var before = last;
      boolean fresh = before == null || before.lines() >= each;
      int p = before == null ? 0 : fresh ? before.partition() + 1 : before.partition();
      int from = before == null || fresh ? 0 : before.lines();
      long first = before == null || fresh ? next + 1L : before.firstLine();
      int count = Math.min(1 + world.random.nextInt(5), Math.min(each - from, lines.size() - next));
      var batch = new ArrayList<>(lines.subList(next, next + count));
      var fill = new PartitionFill(p, first, from + count, 0, 0);
      int at = next;
      server
          .partitions()
          .accept(
              p,
              new PartitionCommand.Accept(
                  epoch,
                  from,
                  batch,
                  server
                      .post()
                      .get()
                      .reply(reply -> {
                        heard();
                        if (reply instanceof Reply.Ok<Integer> && next == at) {
                          record(fill, at, at + count);
                        }
                      })));
    }

    private void record(PartitionFill fill, int at, int upTo) {
      askJob(job ->
          job.record(
              epoch,
              fill,
              () ->
                  server.send(() -> {
                    heard();
                    if (next == at) {
                      next = upTo;
                      last = fill;
                      if (current == this) {
                        acknowledged = Math.max(acknowledged, upTo);
                      }
                      go();
                    }
                  })));
    }

    private void sealedNow() {
      heard();
      if (current == this) {
        sealed = true;
      }
    }

    private void askJob(java.util.function.Consumer<JobSim> what) {
      server.send(() -> {
        var job = server.job().get();
        if (job != null) {
          what.accept(job);
        }
      });
    }
  }
}
