package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.Workplace;
import dev.windlass.deploy.bench.nodes.Hosts;
import dev.windlass.deploy.bench.nodes.Namespaces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Faults that are done to one cluster after the other, and the audit in the end.
 *
 * @param program words that start {@code windlass}
 * @param nodeProgram the same for the nodes at their start
 * @param keep whether the working folder stays
 */
record Session(
    List<String> program,
    List<String> nodeProgram,
    int times,
    boolean brief,
    boolean keep,
    Report report) {
  private static final int NODES = 3;

  /** A fault under the name it has in the table. */
  record Named(String name, Fault fault) {}

  /**
   * Does each so many times, by turns.
   *
   * @param title of the audit in the table
   */
  void run(String title, List<Named> faults) throws InterruptedException {
    int run = 0;
    try (var place = new Workplace("faults", keep)) {
      var hosts = hosts();
      var wanted = new ArrayList<>(faults);
      if (!(hosts instanceof Namespaces) && wanted.removeIf(each -> each.fault instanceof Parted)) {
        report.skipped("F5", "hosts that can be parted are network namespaces");
      }
      if (wanted.isEmpty()) {
        hosts.close();
        return;
      }
      var drill = new Drill(program, nodeProgram, hosts, place, brief);
      for (run = 1; run <= times; run++) {
        for (var each : wanted) {
          report.add(each.name, run, each.fault.run(drill, run));
        }
      }
      report.add(title + " all", 0, Audit.of(drill));
    } catch (IOException | RuntimeException e) {
      report.failed(title, run, e);
    }
  }

  private static Hosts hosts() throws IOException, InterruptedException {
    try {
      return Namespaces.open(NODES);
    } catch (IOException e) {
      System.out.println("all nodes on loopback: " + e.getMessage());
      return Hosts.loopback(NODES);
    }
  }
}
