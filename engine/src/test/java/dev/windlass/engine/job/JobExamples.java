package dev.windlass.engine.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.intake.IntakeTarget.PartitionFill;
import dev.windlass.engine.job.JobChange.Created;
import dev.windlass.engine.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Jobs to test with. */
final class JobExamples {
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  static final JsonNode CHAIN = chain();

  private JobExamples() {}

  static Created created() {
    return created(false, false);
  }

  static Created created(boolean startSealed, boolean strict) {
    return new Created(
        "default",
        "nightly",
        "capital-city@1",
        CHAIN,
        Map.of("team", "atlas"),
        5,
        1,
        startSealed,
        strict,
        0,
        "nightly-20",
        "f1",
        NOON);
  }

  static Job job() {
    return new Job("job_1").apply(created());
  }

  /** A job with partitions of so many lines each. */
  static Job jobOf(int... lines) {
    var job = job();
    long first = 1;
    for (int p = 0; p < lines.length; p++) {
      tell(job, new JobVerb.AddLines(new PartitionFill(p, first, lines[p], 0, 100)));
      first += lines[p];
    }
    return job;
  }

  /** Decides and applies; a refusal is an error of the test. */
  static Job tell(Job job, JobVerb verb) {
    var decision = JobRules.decide(job, verb, NOON);
    if (decision.refusal() != null) {
      throw new AssertionError(decision.refusal().detail());
    }
    decision.events().forEach(job::apply);
    return job;
  }

  static JobSettings settings() {
    return new JobSettings(
        3_000,
        2,
        8,
        Duration.ofSeconds(2),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        1_000,
        Duration.ofMinutes(2),
        Duration.ofSeconds(2),
        Duration.ofHours(24),
        Duration.ofDays(7),
        Duration.ofSeconds(10));
  }

  private static JsonNode chain() {
    try {
      return Json.read(
          "{\"chain\":\"capital-city\",\"steps\":[{\"ask\":\"Capital of {country}?\"}]}");
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
