package dev.windlass.deploy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A real server on a real PostgreSQL that goes away: {@link JournalOutage}, shortened. Longer ones
 * by that class as a program.
 */
class JournalOutageIT {
  private static final Duration HELD = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** An answer that left the provider this long before an outage is stored. */
  private static final double DURABLE_SECONDS = 0.5;

  private interface Fault {
    void on(JournalOutage outage) throws Exception;
  }

  @Test
  void aDatabaseWhoseSocketsAreHeldLosesNothingRepeatsNothingAndIsSaidToBeAway() throws Exception {
    survives(1_200, true, outage -> outage.hold(HELD));
  }

  @Test
  void aDatabaseWhoseConnectionsNeverSpeakAgainIsFoundAgainOnNewOnes() throws Exception {
    survives(1_200, true, outage -> outage.lose(HELD));
  }

  @Test
  void aDatabaseThatCrashesThreeTimesLosesNothingAndRepeatsNoCompletedStep() throws Exception {
    long seed = System.nanoTime();
    System.out.println("outages: seed " + seed);
    var random = new Random(seed);
    survives(
        3_000,
        false,
        outage -> {
          for (int i = 0; i < 3; i++) {
            outage.restart(Duration.ofMillis(random.nextInt(5_000)));
            TimeUnit.MILLISECONDS.sleep(5_000 + random.nextInt(3_000));
          }
        });
  }

  private static void survives(int lines, boolean whole, Fault fault) throws Exception {
    try (var outage = new JournalOutage(JournalOutage.thisProgram(), "300ms", false)) {
      outage.submit(lines);
      TimeUnit.SECONDS.sleep(3);
      fault.on(outage);
      TimeUnit.SECONDS.sleep(11); // so long a return may take
      assertThat(outage.finish(LONGEST)).as("what was acknowledged").isEmpty();
      var verdict = outage.verdict();
      System.out.print("outages: " + verdict.text());
      assertThat(verdict.broken(whole, DURABLE_SECONDS)).isEmpty();
    }
  }
}
