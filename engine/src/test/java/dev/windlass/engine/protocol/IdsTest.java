package dev.windlass.engine.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.Ids.Whereabouts;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class IdsTest {
  private static final String SHAPE = "[0-7][0-9A-HJKMNP-TV-Z]{25}";

  private final Ids ids = new Ids(new byte[32]);

  @Test
  void aKeyAlwaysNamesTheSameJobOfItsTenantAndNoOther() {
    var job = ids.jobOf("acme", "k1");

    assertThat(job).matches("job_" + SHAPE).isEqualTo(new Ids(new byte[32]).jobOf("acme", "k1"));
    assertThat(ids.isJob(job)).isTrue();
    assertThat(ids.jobOf("acme", "k2")).isNotEqualTo(job);
    assertThat(ids.jobOf("other", "k1")).isNotEqualTo(job);
  }

  @Test
  void aRunIsFoundByItsIdAlone() {
    var one = ids.newJob();
    var two = ids.newJob();
    for (long line : new long[] {1, 2, 1_000, 10_000_000, (1L << 40) - 1}) {
      for (var job : new String[] {one, two, one}) {
        var run = ids.runOf(job, line);

        assertThat(run).matches("run_" + SHAPE);
        assertThat(ids.find(run)).contains(new Whereabouts.InJob(job, line));
      }
    }
    var partition = Ids.newLonePartition();
    assertThat(ids.find(ids.runIn(partition, 7))).contains(new Whereabouts.Alone(partition, 7));
  }

  @Test
  void whatWasNotMadeHereIsNotFound() {
    var job = ids.newJob();

    assertThat(ids.isJob("job_" + "0".repeat(26))).isFalse();
    assertThat(ids.isJob(job.toLowerCase(Locale.ROOT))).isFalse();
    assertThat(ids.isJob(job.substring(0, 29))).isFalse();
    assertThat(ids.isJob("job_" + "8" + job.substring(5))).isFalse();
    assertThat(ids.isJob("job_" + "U".repeat(26))).isFalse();
    assertThat(ids.isJob("job_" + "é".repeat(26))).isFalse();
    assertThat(ids.find(job)).isEmpty();
    assertThat(ids.find("run_" + job.substring(4))).isEmpty();
  }

  @Test
  void anIdIsTheNumberOfItsBitsInCrockfordsAlphabet() {
    var seen = new HashSet<String>();
    for (int i = 0; i < 200; i++) {
      var text = ids.newJob().substring(4);
      assertThat(seen.add(text)).isTrue();
      var number = BigInteger.ZERO;
      for (int k = 0; k < text.length(); k++) {
        int digit = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(text.charAt(k));
        number = number.shiftLeft(5).add(BigInteger.valueOf(digit));
      }
      assertThat(number.bitLength()).isLessThanOrEqualTo(128);
    }
  }
}
