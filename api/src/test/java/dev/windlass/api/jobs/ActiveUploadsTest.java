package dev.windlass.api.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ActiveUploadsTest {
  private final AtomicLong now = new AtomicLong();
  private final ActiveUploads uploads = new ActiveUploads(Duration.ofSeconds(2), now::get);

  @Test
  void anUploadIsAliveWhileBytesCome() {
    var first = uploads.begin("job_1").orElseThrow();
    pass(Duration.ofMillis(1500));
    first.bytesCame();
    pass(Duration.ofMillis(1999));
    assertThat(uploads.begin("job_1")).isEmpty();
    assertThat(uploads.begin("job_2")).isPresent();
    pass(Duration.ofMillis(1));
    assertThat(uploads.begin("job_1")).isPresent();
  }

  @Test
  void anUploadThatWasOvertakenDoesNotEndTheNewerOne() {
    var first = uploads.begin("job_1").orElseThrow();
    pass(Duration.ofSeconds(3));
    var second = uploads.begin("job_1").orElseThrow();
    first.end();
    assertThat(uploads.begin("job_1")).isEmpty();
    second.end();
    assertThat(uploads.begin("job_1")).isPresent();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
