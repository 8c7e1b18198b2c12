package dev.windlass.engine.job;

import dev.windlass.engine.partition.PartitionReport.Progress;
import java.util.Arrays;

/**
 * How far a job is in steps, from what its partitions report in this life of the job: about 20 bytes
 * a partition. What partitions ended before is not known, and not needed: rates come from what is
 * added, and the length of a line from those that were heard of. Changes in place, on the thread of
 * its owner.
 */
final class StepTally {
  /** Lines that must have ended before their mean is believed more than the chain. */
  static final long ENOUGH = 20;

  private int[] steps = new int[16];
  private int[] ofEnded = new int[16];
  private int[] endedLines = new int[16];
  private int[] calls = new int[16];
  private boolean[] known = new boolean[16];
  private long added;
  private long allSteps;
  private long allOfEnded;
  private long allEndedLines;
  private long allCalls;
  private double byTheChain = 1;

  /**
   * A partition reports.
   *
   * @param first whether nothing of it was ever known, so that all it has done was done just now
   */
  void heard(Progress report, boolean first) {
    int p = report.partition();
    makeRoom(p);
    var now = report.pace();
    int ended = report.succeeded() + report.failed() + report.cancelled();
    if (known[p] || first) {
      added += Math.max(0, now.ended() - steps[p]);
    }
    allSteps += now.ended() - steps[p];
    allOfEnded += now.ofEndedLines() - ofEnded[p];
    allEndedLines += ended - endedLines[p];
    allCalls += now.calls() - calls[p];
    known[p] = true;
    steps[p] = (int) now.ended();
    ofEnded[p] = (int) now.ofEndedLines();
    endedLines[p] = ended;
    calls[p] = (int) now.calls();
    byTheChain = now.aLine();
  }

  private void makeRoom(int p) {
    if (p >= steps.length) {
      int room = Math.max(p + 1, steps.length * 2);
      steps = Arrays.copyOf(steps, room);
      ofEnded = Arrays.copyOf(ofEnded, room);
      endedLines = Arrays.copyOf(endedLines, room);
      calls = Arrays.copyOf(calls, room);
      known = Arrays.copyOf(known, room);
    }
  }

  /** Steps that ended in this life of the job; grows. */
  long added() {
    return added;
  }

  /** Steps that a line takes: by the chain at first, by experience later. */
  double aLine() {
    return allEndedLines < ENOUGH
        ? byTheChain
        : Math.max(0.01, (double) allOfEnded / allEndedLines);
  }

  /** Requests that a step takes, those that failed among them; at least 1. */
  double callsAStep() {
    return allSteps == 0 ? 1 : Math.max(1, (double) allCalls / allSteps);
  }

  /** By how much the steps ahead may be off, as a part of them. */
  double doubt() {
    double again = callsAStep() > 1.001 ? 0.03 : 0; // how many will fail is chance
    if (allEndedLines < ENOUGH) {
      return again + (byTheChain > 1 ? 0.1 : 0);
    }
    boolean fixed = Math.abs(aLine() - byTheChain) < 0.001 * byTheChain;
    return again + (fixed ? 0 : 0.5 / Math.sqrt(allEndedLines));
  }

  /** Steps still to be asked, if so many lines are open; at least one for an open line. */
  double ahead(long openLines) {
    double done = Math.max(0, allSteps - allOfEnded);
    return openLines == 0 ? 0 : Math.max(1, openLines * aLine() - done);
  }
}
