package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.faults.JournalOutage;
import dev.windlass.deploy.faults.OutageVerdict.Outage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * F6 and F7: one node whose database goes away: held for some time, or crashing again and again.
 *
 * @param program words that start {@code windlass}
 * @param seconds of the outage, or of the crashes
 */
record WithoutDatabase(List<String> program, boolean crashes, int seconds) {
  private static final String LATENCY = "300ms";

  /** About so many are worked on a second. */
  private static final int LINES_A_SECOND = 100;

  private static final double DURABLE_SECONDS = 0.5;
  private static final double RETURN_SECONDS = 11;

  List<Finding> run() throws IOException, InterruptedException {
    long seed = System.nanoTime();
    try (var outage = new JournalOutage(program, LATENCY, false)) {
      outage.submit(LINES_A_SECOND * (crashes ? seconds + 5 : 12));
      Drill.rest(4);
      if (crashes) {
        outage.restarts(Duration.ofSeconds(seconds), new Random(seed));
      } else {
        outage.hold(Duration.ofSeconds(seconds));
      }
      Drill.rest(RETURN_SECONDS);
      var broken = new ArrayList<>(outage.finish(Duration.ofMinutes(2)));
      var verdict = outage.verdict();
      broken.addAll(verdict.broken(!crashes, DURABLE_SECONDS));
      var findings = new ArrayList<Finding>();
      findings.add(Finding.told("outages", "" + verdict.outages().size()));
      for (var away : crashes ? List.<Outage>of() : verdict.outages()) {
        findings.add(Finding.atMost("calls start for, s", verdict.stillStarted(away), 1.3, "%.1f"));
        findings.add(
            Finding.atMost("works again after, s", verdict.firstCallAfter(away), 10, "%.1f"));
        findings.add(Finding.told("submissions refused", "" + verdict.during(away).size()));
      }
      findings.add(Finding.told("calls", "" + verdict.calls().size()));
      findings.add(Finding.told("calls repeated", "" + verdict.repeats().size()));
      findings.add(Finding.none("promises broken, seed " + seed, broken.size()));
      broken.stream().limit(10).forEach(each -> System.err.println("BROKEN " + each));
      return findings;
    }
  }
}
