package dev.windlass.workers.pool;

import java.util.Collection;
import java.util.List;

/**
 * Divides what a pool wants over the lanes of all dispatchers: higher priority anywhere first,
 * within a priority by weight in tokens. As in the dispatchers' own queues each lane has a time,
 * which moves by what it brought over its weight, and who is behind is asked first. A lane that has
 * lower priorities only is asked for every sixteenth step while higher ones have work.
 */
final class Division {
  private static final int FLOOR = 16;

  /** A demand is divided in so many pieces at most: finer is not worth the time. */
  private static final int PIECES = 64;

  /** Steps since the last one of a lane that has lower priorities only. */
  private int sinceLower;

  private int turn;
  private double meanTokens = 1;

  /** A step of this lane came; before it is counted there. */
  void brought(Collection<Opening> all, Opening opening, int priority) {
    int top = top(all);
    sinceLower = priority < top && opening.top() < top ? 0 : Math.min(FLOOR, sinceLower + 1);
  }

  private static int top(Collection<Opening> all) {
    int top = -1;
    for (var each : all) {
      top = Math.max(top, each.top());
    }
    return top;
  }

  /**
   * One that has something to give again begins with who is furthest behind of those that always
   * had.
   *
   * @param before their weights, as they were
   */
  static void join(List<Opening> all, List<double[]> before) {
    for (int priority = 0; priority < Opening.PRIORITIES; priority++) {
      double behind = Double.POSITIVE_INFINITY;
      for (int i = 0; i < all.size(); i++) {
        if (before.get(i)[priority] > 0 && all.get(i).weight[priority] > 0) {
          behind = Math.min(behind, all.get(i).time[priority]);
        }
      }
      for (int i = 0; i < all.size() && behind < Double.POSITIVE_INFINITY; i++) {
        if (before.get(i)[priority] == 0) {
          all.get(i).time[priority] = Math.max(all.get(i).time[priority], behind);
        }
      }
    }
  }

  /** How many of the wanted steps to ask of each. */
  int[] divide(List<Opening> open, int wanted) {
    int[] plan = new int[open.size()];
    if (open.size() == 1) {
      plan[0] = wanted;
    } else if (wanted > 0 && !open.isEmpty()) {
      spreadRest(plan, wanted - new Round(open, plan, wanted).plan());
    }
    return plan;
  }

  /** What goes beyond all that is known to wait: evenly, for steps that come meanwhile. */
  private void spreadRest(int[] plan, int rest) {
    for (int i = 0; i < plan.length; i++) {
      plan[i] +=
          rest / plan.length + (Math.floorMod(i - turn, plan.length) < rest % plan.length ? 1 : 0);
    }
    turn = (turn + 1) % plan.length;
  }

  /** One division, on copies of what would change by it. */
  private final class Round {
    final List<Opening> open;
    final int[] plan;
    final int wanted;
    final int[][] left;
    final double[][] time;
    int since = sinceLower;

    Round(List<Opening> open, int[] plan, int wanted) {
      this.open = open;
      this.plan = plan;
      this.wanted = wanted;
      left = new int[open.size()][];
      time = new double[open.size()][];
      double sum = 0;
      for (int i = 0; i < open.size(); i++) {
        left[i] = open.get(i).left.clone();
        time[i] = open.get(i).time.clone();
        sum += open.get(i).stepTokens(meanTokens);
      }
      meanTokens = sum / open.size();
    }

    /** How many steps are known to wait and were divided. */
    int plan() {
      int planned = 0;
      int piece = Math.max(1, wanted / PIECES);
      for (int top = top(); top >= 0 && planned < wanted; top = top()) {
        int lower = since >= FLOOR - 1 ? lowerOnly(top) : -1;
        int most = Math.min(piece, wanted - planned);
        if (lower >= 0) {
          planned += give(lower, topOf(lower), 1);
          since = 0;
        } else {
          int given = give(behind(top), top, Math.min(most, Math.max(1, FLOOR - 1 - since)));
          planned += given;
          since = Math.min(FLOOR, since + given);
        }
      }
      return planned;
    }

    private int give(int i, int priority, int most) {
      int given = Math.min(most, left[i][priority]);
      var opening = open.get(i);
      double weight = opening.weight[priority] > 0 ? opening.weight[priority] : 1;
      left[i][priority] -= given;
      time[i][priority] += given * opening.stepTokens(meanTokens) / weight;
      plan[i] += given;
      return given;
    }

    private int top() {
      int top = -1;
      for (int i = 0; i < left.length; i++) {
        top = Math.max(top, topOf(i));
      }
      return top;
    }

    private int topOf(int i) {
      for (int priority = Opening.PRIORITIES - 1; priority >= 0; priority--) {
        if (left[i][priority] > 0) {
          return priority;
        }
      }
      return -1;
    }

    private int behind(int priority) {
      int best = -1;
      for (int i = 0; i < left.length; i++) {
        if (left[i][priority] > 0 && (best < 0 || time[i][priority] < time[best][priority])) {
          best = i;
        }
      }
      return best;
    }

    /** Of those that have only lower priorities the one that brought least of its best. */
    private int lowerOnly(int top) {
      int best = -1;
      for (int i = 0; i < left.length; i++) {
        int own = topOf(i);
        boolean lower = own >= 0 && own < top;
        if (lower && (best < 0 || time[i][own] < time[best][topOf(best)])) {
          best = i;
        }
      }
      return best;
    }
  }
}
