package dev.windlass.deploy.bench.speed;

import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.Machine;
import dev.windlass.deploy.bench.Scratch;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches one system under load. The load's time begins with its first answer; its first third
 * warms up, the rest counts.
 */
final class Measurement {
  /** Two steps a chain. */
  private static final int STEPS = 2;

  private static final long FIRST_ANSWER_SECONDS = 90;
  private static final long LOOK_MILLIS = 250;
  private static final int LOOKS_A_MEMORY = 4;

  /** A load that has given nothing for so long before its end has ended early. */
  private static final double SILENCE_SECONDS = 1.5;

  private final Stage stage;
  private final Contender.Load load;
  private final Map<Child, Double> cpu = new HashMap<>();
  private double peakMiB;
  private int looks;
  private Disk.@Nullable Size uploaded;

  private Measurement(Stage stage, Contender.Load load) {
    this.stage = stage;
    this.load = load;
  }

  /** A moment between two parts of a load. */
  private record Mark(double at, double cpu, double provider, double own, double idleSince) {}

  /**
   * Starts the system on its stage, and measures it.
   *
   * @throws IOException saying why that could not be
   */
  static Figures of(Contender contender, Stage stage, int seconds)
      throws IOException, InterruptedException {
    var load = contender.starter().start(stage);
    return new Measurement(stage, load).watch(contender, seconds);
  }

  private Figures watch(Contender contender, int seconds) throws IOException, InterruptedException {
    var machine = new Machine();
    var before = size();
    uploaded = load.upload() == null ? before : null;
    awaitFirstAnswer();
    double begun = now();
    lookUntil(begun + seconds / 3.0);
    var from = mark(machine);
    lookUntil(begun + seconds);
    var to = mark(machine);
    var after = size();
    var log = stage.log();
    if (log.last() < to.at - SILENCE_SECONDS) {
      throw new IOException("the load ended before its time: " + said());
    }
    long steps = Math.max(1, log.between(from.at, to.at));
    double time = to.at - from.at;
    double busy = (1 - to.idleSince) * Runtime.getRuntime().availableProcessors();
    double known = to.cpu - from.cpu + to.provider - from.provider + to.own - from.own;
    int lines = contender.linesPerSecond() * seconds;
    return new Figures(
        steps / time,
        1000 * (to.cpu - from.cpu) / steps,
        1000 * to.cpu / Math.max(1, log.until(to.at)),
        peakMiB,
        disk(before, after, load.upload() == null ? 0 : lines),
        to.idleSince,
        Math.max(0, busy - known / time),
        failed(log));
  }

  private @Nullable Double disk(Disk.Size before, Disk.Size after, int lines) {
    if (load.disk() == null) {
      return null;
    }
    // an upload that lasted until the end is told as what it was: all of it the steps' own
    return uploaded == null
        ? Disk.bytesPerStep(before, before, after, 0, STEPS)
        : Disk.bytesPerStep(before, uploaded, after, lines, STEPS);
  }

  /** What was under way when the system was stopped is no failure. */
  private long failed(AnswerLog log) {
    return Math.max(0, log.others() - stage.width);
  }

  private void awaitFirstAnswer() throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(FIRST_ANSWER_SECONDS);
    while (stage.answered() == 0) {
      look();
      if (System.nanoTime() > until) {
        throw new IOException("no call came in " + FIRST_ANSWER_SECONDS + " s: " + said());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private void lookUntil(double time) throws IOException, InterruptedException {
    while (now() < time) {
      look();
      double left = 1000 * (time - now());
      TimeUnit.MILLISECONDS.sleep((long) Math.clamp(left, 1, LOOK_MILLIS));
    }
  }

  /** Times of processor are kept here, since those of a process go when it ends. */
  private void look() throws IOException, InterruptedException {
    for (var child : load.processes()) {
      cpu.merge(child, child.cpuSeconds(), Math::max);
      if (!child.alive() && child != load.upload()) {
        throw new IOException("it ended by itself: " + said());
      }
    }
    if (looks++ % LOOKS_A_MEMORY == 0) {
      peakMiB = Math.max(peakMiB, load.processes().stream().mapToDouble(Child::memoryMiB).sum());
    }
    var upload = load.upload();
    if (uploaded == null && upload != null && !upload.alive()) {
      if (upload.endsWithin(0) != 0) {
        throw new IOException("the lines could not be handed over: " + Stage.lastLine(upload));
      }
      uploaded = size();
    }
  }

  private Mark mark(Machine machine) throws IOException, InterruptedException {
    look();
    double own = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    double ofSystem = cpu.values().stream().mapToDouble(Double::doubleValue).sum();
    return new Mark(now(), ofSystem, stage.provider().cpuSeconds(), own, machine.idle());
  }

  private Disk.Size size() throws IOException, InterruptedException {
    var disk = load.disk();
    return new Disk.Size(disk == null ? 0 : Scratch.bytes(disk), stage.answered());
  }

  private String said() {
    var dead = load.processes().stream().filter(child -> !child.alive()).toList();
    return Stage.lastLine(dead.isEmpty() ? load.processes().getLast() : dead.getFirst());
  }

  private static double now() {
    var now = Instant.now();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }
}
