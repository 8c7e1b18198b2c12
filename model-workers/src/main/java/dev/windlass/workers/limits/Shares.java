package dev.windlass.workers.limits;

import java.util.Arrays;
import java.util.List;

/**
 * How a whole is divided among those who want of it: max-min fairness (Bertsekas and Gallager, Data
 * Networks, 6.5.2). Nobody gets more than wanted while another wants more; what nobody wants is
 * divided evenly.
 *
 * <p>A part that is too small for a single call is of no use. Where there is not enough for all who
 * want, the first in turn get it, and the order of the claims is for the caller to turn. Pure.
 */
final class Shares {
  private static final double ROUNDING = 1e-9;

  /**
   * @param least the smallest part of use, above 0 and at most 1
   * @param wanted 0 to 1
   */
  record Claim(double least, double wanted) {
    boolean wants() {
      return wanted > 0;
    }
  }

  private Shares() {}

  /** Parts of 1, each 0 or at least what is of use, in the order of the claims. */
  static double[] parts(List<Claim> claims) {
    boolean anyWants = claims.stream().anyMatch(Claim::wants);
    var parts = new double[claims.size()];
    var idle = new boolean[claims.size()];
    double left = 1;
    boolean someWait = false;
    for (int i = 0; i < parts.length; i++) {
      var claim = claims.get(i);
      idle[i] = anyWants && !claim.wants();
      if (!idle[i] && !someWait) {
        someWait = claim.least() > left + ROUNDING;
        parts[i] = someWait ? 0 : Math.min(left, claim.least());
        left -= parts[i];
      }
    }
    left = fill(claims, parts, left);
    spread(claims, parts, idle, someWait ? 0 : count(idle), left);
    return parts;
  }

  /** To those who hold something, up to what they want: the least wanting first. */
  private static double fill(List<Claim> claims, double[] parts, double whole) {
    var needs = new double[parts.length];
    int others = 0;
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] > 0) {
        needs[i] = Math.max(0, claims.get(i).wanted() - parts[i]);
        others++;
      }
    }
    double level = level(needs, parts, others, whole);
    double left = whole;
    for (int i = 0; i < parts.length; i++) {
      double more = Math.min(needs[i], level);
      parts[i] += more;
      left -= more;
    }
    return Math.max(0, left);
  }

  /** How much each may get at most, so that all together get the whole. */
  private static double level(double[] needs, double[] parts, int holders, double whole) {
    var sorted = new double[holders];
    for (int i = 0, n = 0; i < parts.length; i++) {
      if (parts[i] > 0) {
        sorted[n++] = needs[i];
      }
    }
    Arrays.sort(sorted);
    double left = whole;
    for (int i = 0; i < holders; i++) {
      double even = left / (holders - i);
      if (sorted[i] > even) {
        return even;
      }
      left -= sorted[i];
    }
    return Double.MAX_VALUE;
  }

  /** What is left evenly, to the idle only where it is of use to them. */
  private static void spread(
      List<Claim> claims, double[] parts, boolean[] idle, int idlers, double left) {
    int holders = 0;
    for (double part : parts) {
      holders += part > 0 ? 1 : 0;
    }
    if (left <= ROUNDING || holders + idlers == 0) {
      return;
    }
    double even = left / (holders + idlers);
    int takers = holders;
    var takes = new boolean[parts.length];
    for (int i = 0; i < parts.length; i++) {
      takes[i] = idle[i] && idlers > 0 && claims.get(i).least() <= even;
      takers += takes[i] ? 1 : 0;
    }
    for (int i = 0; i < parts.length && takers > 0; i++) {
      if (takes[i] || parts[i] > 0) {
        parts[i] += left / takers;
      }
    }
  }

  private static int count(boolean[] which) {
    int count = 0;
    for (boolean each : which) {
      count += each ? 1 : 0;
    }
    return count;
  }

  /**
   * Whole places, in the order of the claims.
   *
   * @param wanted places that each could use
   * @param may whether places are of any use to it
   */
  static int[] places(int whole, int[] wanted, boolean[] may) {
    var places = new int[wanted.length];
    int left = whole;
    boolean given = true;
    // each round gives everybody who still wants the same, the remainder to the first in turn
    while (left > 0 && given) {
      given = false;
      int open = 0;
      for (int i = 0; i < places.length; i++) {
        open += may[i] && places[i] < wanted[i] ? 1 : 0;
      }
      int each = open == 0 ? 0 : Math.max(1, left / open);
      for (int i = 0; i < places.length && left > 0 && open > 0; i++) {
        if (may[i] && places[i] < wanted[i]) {
          int more = Math.min(Math.min(each, wanted[i] - places[i]), left);
          places[i] += more;
          left -= more;
          given = true;
        }
      }
    }
    int takers = count(may);
    for (int i = 0; i < places.length && takers > 0; i++) {
      if (may[i]) {
        int more = left / takers + (left % takers > 0 ? 1 : 0);
        places[i] += more;
        left -= more;
        takers--;
      }
    }
    return places;
  }
}
