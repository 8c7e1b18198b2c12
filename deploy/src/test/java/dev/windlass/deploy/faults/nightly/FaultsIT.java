package dev.windlass.deploy.faults.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.deploy.bench.Database;
import dev.windlass.deploy.bench.Workplace;
import dev.windlass.deploy.faults.JournalOutage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Real processes: three nodes at the provider's limit, of which one is killed, all are restarted in
 * turn, one stands still and one is cut off. {@code deploy/faults} does each of it longer and more
 * often.
 */
class FaultsIT {
  @Test
  void aClusterKeepsItsPromisesWhileItsNodesDieLeaveStandStillAndAreCutOff() throws Exception {
    try (var place = new Workplace("faults-it", false);
        var database = Database.own(place.folder.resolve("postgres"))) {
      assertThat(database.port()).isPositive();
    } catch (IOException none) {
      System.out.println("skipped: faults of a cluster, because " + none.getMessage());
      Assumptions.abort(none.getMessage());
    }
    var program = new ArrayList<>(JournalOutage.thisProgram());
    program.addAll(1, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    var report = new Report();

    new Session(program, program, 1, true, false, report).run("these", Nightly.brief());

    assertThat(report.broken().stream().filter(each -> !dependsOnTheMachine(each)))
        .as("promises, see the table above")
        .isEmpty();
  }

  /**
   * How soon and how fast work goes on is printed here and judged by {@code deploy/faults}: beside
   * a build it says more of the machine. What may be lost, repeated or passed is judged here.
   */
  private static boolean dependsOnTheMachine(String figure) {
    boolean ofTheCutOff = figure.startsWith("last call of the cut off node");
    return !ofTheCutOff
        && (figure.endsWith(", s") || figure.contains("rate ") || figure.contains("of the rate"));
  }
}
