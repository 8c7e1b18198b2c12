package dev.windlass.engine.job;

import static dev.windlass.engine.job.JobExamples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.Refusal;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class UploadGateTest {
  private static final Duration ALIVE = Duration.ofSeconds(2);
  private final UploadGate gate = new UploadGate(ALIVE);

  @Test
  void aSecondUploadIsAskedToComeBackWhileTheFirstIsAlive() {
    assertThat(gate.enter("job_1", NOON)).isNull();

    var refusal = gate.enter("job_1", NOON.plusMillis(1_999));

    assertThat(Objects.requireNonNull(refusal).kind())
        .isEqualTo(Refusal.Kind.IDEMPOTENCY_IN_PROGRESS);
  }

  @Test
  void anUploadThatWasSilentIsFencedOffByTheNext() {
    gate.enter("job_1", NOON);
    long first = gate.epoch();

    assertThat(gate.enter("job_1", NOON.plus(ALIVE))).isNull();

    assertThat(gate.pass("job_1", first, NOON.plus(ALIVE))).isNotNull();
    assertThat(gate.pass("job_1", gate.epoch(), NOON.plus(ALIVE))).isNull();
  }

  @Test
  void theNextUploadNeedNotWaitForOneThatHasEnded() {
    gate.enter("job_1", NOON);
    gate.leave(gate.epoch());

    assertThat(gate.enter("job_1", NOON)).isNull();
  }

  @Test
  void anUploadGoesOnWhenItsJobWasRestarted() {
    gate.enter("job_1", NOON);
    long epoch = gate.epoch();
    var restarted = new UploadGate(ALIVE);

    assertThat(restarted.pass("job_1", epoch, NOON)).isNull();

    assertThat(restarted.enter("job_1", NOON)).as("it is alive").isNotNull();
    assertThat(restarted.enter("job_1", NOON.plus(ALIVE))).isNull();
    assertThat(restarted.epoch()).isGreaterThan(epoch);
  }
}
