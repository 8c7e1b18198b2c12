package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.CallLog.Call;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * When nodes were killed or stood still, and which repeated calls that excuses. Pure.
 *
 * <p>A call may be asked again when it was under way at a fault, or when its answer had come so
 * shortly before that it was not durable yet.
 */
public final class Faults {
  private final double durableSeconds;
  private final List<Fault> faults = new ArrayList<>();

  /**
   * @param from when it began, in seconds since 1970
   * @param to when the node was gone, or itself again
   */
  private record Fault(double from, double to) {}

  /**
   * @param durableSeconds an answer counts as kept so long after its last byte
   */
  public Faults(double durableSeconds) {
    this.durableSeconds = durableSeconds;
  }

  public void add(double from, double to) {
    faults.add(new Fault(from, to));
  }

  /** Calls answered 200 that repeat one answered before, though no fault excuses it. */
  public int inexcusable(List<Call> calls) {
    return (int) pairs(calls).stream().filter(pair -> !excused(pair.before, pair.again)).count();
  }

  /** Calls answered 200 that repeat one answered before. */
  public int repeats(List<Call> calls) {
    return pairs(calls).size();
  }

  private record Pair(Call before, Call again) {}

  private static List<Pair> pairs(List<Call> calls) {
    var pairs = new ArrayList<Pair>();
    calls.stream()
        .filter(call -> call.status() == 200)
        .sorted(Comparator.comparingDouble(Call::at))
        .collect(Collectors.groupingBy(call -> call.run() + "/" + call.step()))
        .values()
        .forEach(same -> {
          for (int i = 1; i < same.size(); i++) {
            pairs.add(new Pair(same.get(i - 1), same.get(i)));
          }
        });
    return pairs;
  }

  private boolean excused(Call before, Call again) {
    return faults.stream()
        .anyMatch(fault ->
            before.at() <= fault.to
                && before.end() > fault.from - durableSeconds
                && again.at() > fault.from);
  }
}
