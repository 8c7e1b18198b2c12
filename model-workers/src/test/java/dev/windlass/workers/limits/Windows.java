package dev.windlass.workers.limits;

import java.util.ArrayList;
import java.util.List;

/** What was admitted when, and the most of it in any window. */
public final class Windows {
  private record Admitted(long at, double amount) {}

  private final List<Admitted> log = new ArrayList<>();

  public void add(long at, double amount) {
    log.add(new Admitted(at, amount));
  }

  public int size() {
    return log.size();
  }

  public long first() {
    return log.getFirst().at();
  }

  public long last() {
    return log.getLast().at();
  }

  /** When the admission of this index was. */
  public long at(int index) {
    return log.get(index).at();
  }

  /** The most that was admitted in any closed window of this length. */
  public double most(long nanos) {
    double sum = 0;
    double most = 0;
    int from = 0;
    for (var each : log) {
      sum += each.amount();
      while (log.get(from).at() < each.at() - nanos) {
        sum -= log.get(from).amount();
        from++;
      }
      most = Math.max(most, sum);
    }
    return most;
  }
}
