package dev.windlass.deploy.faults.nightly;

import java.util.ArrayList;
import java.util.List;

/** Findings as lines of a table, printed as they come. */
final class Report {
  private static final String ROW = "%-8s %3s  %-52s %10s  %9s  %s";
  private final List<String> broken = new ArrayList<>();

  Report() {
    System.out.println(ROW.formatted("fault", "run", "figure", "value", "bound", "kept"));
  }

  void add(String fault, int run, List<Finding> findings) {
    var label = fault;
    for (var each : findings) {
      if (!each.kept()) {
        broken.add(each.what());
      }
      System.out.println(
          ROW.formatted(
                  label,
                  label.isEmpty() || run == 0 ? "" : "" + run,
                  each.what(),
                  each.value(),
                  each.bound(),
                  each.bound().isEmpty() ? "" : each.kept() ? "yes" : "BROKEN")
              .stripTrailing());
      label = "";
    }
  }

  void skipped(String fault, String why) {
    System.out.println("%-8s      skipped: %s".formatted(fault, why));
  }

  /** It could not be judged, which is no promise kept. */
  void failed(String fault, int run, Exception e) {
    add(fault, run, List.of(new Finding("ended by itself: " + e.getMessage(), "", "run", false)));
  }

  boolean kept() {
    return broken.isEmpty();
  }

  /** The figures that broke their bound. */
  List<String> broken() {
    return List.copyOf(broken);
  }
}
