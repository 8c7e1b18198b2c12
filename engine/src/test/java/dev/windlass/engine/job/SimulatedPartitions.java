package dev.windlass.engine.job;

import dev.windlass.engine.partition.PartitionReport.Progress;
import dev.windlass.engine.partition.PartitionReport.Steps;
import dev.windlass.engine.protocol.Dispatching.Standing;
import dev.windlass.engine.protocol.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * Partitions as a job meets them: each keeps for ever how its runs ended, and forgets at a restart
 * or a release what it was told to do. Every change is one event of its own.
 */
final class SimulatedPartitions {
  private enum Run {
    OPEN,
    SUCCEEDED,
    FAILED,
    CANCELLED
  }

  private static final class Partition {
    Run[] runs = {};
    long events;
    long rows;
    boolean awake;
    boolean working;
    boolean hold;
    boolean cancelling;
    int lines;
    long known;

    int count(Run how) {
      return (int) Arrays.stream(runs).limit(lines).filter(run -> run == how).count();
    }
  }

  private final Random random;
  private final TreeMap<Integer, Partition> all = new TreeMap<>();

  SimulatedPartitions(Random random) {
    this.random = random;
  }

  /** Lines became durable, some of which can never run. */
  void accept(int p, int lines) {
    var partition = all.computeIfAbsent(p, n -> new Partition());
    int before = partition.runs.length;
    partition.runs = Arrays.copyOf(partition.runs, Math.max(before, lines));
    Arrays.fill(partition.runs, before, partition.runs.length, Run.OPEN);
    partition.events++;
  }

  private Partition kept(int p) {
    return Objects.requireNonNull(all.get(p), () -> "no partition " + p);
  }

  void hear(Crew.Order order, int lines, long knownUpTo) {
    var partition = kept(order.partition());
    switch (order) {
      case Crew.Work(int p, boolean hold, boolean anew) -> {
        partition.awake = true;
        partition.working = true;
        partition.cancelling = false;
        partition.hold = hold;
        partition.lines = lines;
        partition.known = anew ? -1 : knownUpTo;
      }
      case Crew.Stop stop -> {
        partition.awake = true;
        partition.cancelling = true;
        partition.lines = lines;
        partition.known = -1;
      }
      case Crew.LetGo go -> {
        if (partition.working && !partition.hold && partition.count(Run.OPEN) > 0) {
          throw new AssertionError("let go in the middle of its work: " + go);
        }
        sleep(partition);
      }
    }
  }

  /** Takes ended runs up again, and says how many. */
  int retake(int p, boolean cancelledToo) {
    var partition = kept(p);
    partition.awake = true;
    int taken = 0;
    for (int i = 0; i < partition.runs.length; i++) {
      if (partition.runs[i] == Run.FAILED || (cancelledToo && partition.runs[i] == Run.CANCELLED)) {
        partition.runs[i] = Run.OPEN;
        taken++;
      }
    }
    partition.lines = partition.runs.length;
    partition.events += taken > 0 ? 1 : 0;
    return taken;
  }

  /** Some runs of those at work end. */
  void run() {
    for (var partition : all.values()) {
      if (!partition.awake || !(partition.cancelling || (partition.working && !partition.hold))) {
        continue;
      }
      int ended = 0;
      for (int i = 0; i < partition.lines; i++) {
        if (partition.runs[i] == Run.OPEN && random.nextInt(3) == 0) {
          partition.runs[i] =
              partition.cancelling
                  ? Run.CANCELLED
                  : random.nextInt(4) == 0 ? Run.FAILED : Run.SUCCEEDED;
          ended++;
        }
      }
      partition.events += ended > 0 ? 1 : 0;
      partition.rows += ended;
    }
  }

  /** What each tells its job, as long as the job does not say that it knows. */
  List<Progress> reports() {
    var reports = new ArrayList<Progress>();
    all.forEach((p, partition) -> {
      if (partition.awake && partition.events > partition.known) {
        reports.add(
            new Progress(
                p,
                partition.events,
                partition.rows,
                partition.lines,
                partition.count(Run.SUCCEEDED),
                partition.count(Run.FAILED),
                partition.count(Run.CANCELLED),
                new Usage(partition.rows, partition.rows, 0),
                Steps.NONE,
                Standing.NONE));
      }
    });
    return reports;
  }

  /** All that can start a call. */
  List<Integer> calling() {
    var calling = new ArrayList<Integer>();
    all.forEach((p, partition) -> {
      if (partition.awake
          && partition.working
          && !partition.hold
          && !partition.cancelling
          && partition.count(Run.OPEN) > 0) {
        calling.add(p);
      }
    });
    return calling;
  }

  /** Those in memory that have something to do or to say; others leave it by themselves. */
  long busy() {
    return all.values().stream()
        .filter(partition -> partition.awake)
        .filter(partition -> partition.count(Run.OPEN) > 0 || partition.events > partition.known)
        .count();
  }

  int openRuns() {
    return all.values().stream().mapToInt(partition -> partition.count(Run.OPEN)).sum();
  }

  long succeeded() {
    return all.values().stream()
        .flatMap(partition -> Arrays.stream(partition.runs))
        .filter(run -> run == Run.SUCCEEDED)
        .count();
  }

  private static void sleep(Partition partition) {
    partition.awake = false;
    partition.working = false;
    partition.hold = false;
    partition.cancelling = false;
    partition.known = 0;
  }
}
