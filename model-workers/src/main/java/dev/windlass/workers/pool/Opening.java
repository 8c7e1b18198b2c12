package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.Dispatching.Flow;
import dev.windlass.engine.protocol.Dispatching.Part;
import dev.windlass.engine.protocol.Terms;
import java.util.List;

/** One lane of one dispatcher, as a pool sees it. Belongs to {@link Lanes}. */
final class Opening {
  static final int PRIORITIES = Terms.HIGHEST_PRIORITY + 1;

  /** Weight of the newest step in the running mean of their sizes. */
  private static final double FRESH = 1.0 / 32;

  final String lane;
  final Side side;

  /** May be asked. */
  boolean open;

  /** The dispatcher knows of no demand. */
  boolean unheard;

  /** Steps of it that came so far. */
  long received;

  /** Steps that it was asked for and that have not come. */
  int asked;

  /** When it was opened, was asked after a rest, or brought something. */
  long movedAt;

  List<Flow> waiting = List.of();

  /** What its dispatcher was told of other dispatchers' parts. */
  List<Part> parts = List.of();

  /** By priority: the weight it stands for, 0 where nothing waits. */
  final double[] weight = new double[PRIORITIES];

  /** By priority: steps that wait there, as was told, less those that came since. */
  final int[] left = new int[PRIORITIES];

  /** By priority: what it brought in tokens over its weight. */
  final double[] time = new double[PRIORITIES];

  private double stepTokens;

  Opening(String lane, Side side) {
    this.lane = lane;
    this.side = side;
  }

  /** A step of so many tokens came. */
  void brought(int priority, int tokens) {
    stepTokens = stepTokens == 0 ? tokens : stepTokens + FRESH * (tokens - stepTokens);
    left[priority] = Math.max(0, left[priority] - 1);
    move(priority, tokens);
  }

  void move(int priority, double tokens) {
    time[priority] += tokens / (weight[priority] > 0 ? weight[priority] : 1);
  }

  /**
   * @param others mean size of steps, for one that has brought none
   */
  double stepTokens(double others) {
    return stepTokens > 0 ? stepTokens : others;
  }

  /** The highest priority of which something waits, -1 for nothing. */
  int top() {
    for (int priority = PRIORITIES - 1; priority >= 0; priority--) {
      if (left[priority] > 0) {
        return priority;
      }
    }
    return -1;
  }
}
