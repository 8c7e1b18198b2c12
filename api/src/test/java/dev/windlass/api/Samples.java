package dev.windlass.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.Chains;
import dev.windlass.engine.protocol.Attempt;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.Counts;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.JobView;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.LimitsDoor;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.protocol.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of each thing that is shown. */
final class Samples {
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private Samples() {}

  /** JSON with single quotes. */
  static JsonNode json(String text) {
    return parsed(text.replace('\'', '"'));
  }

  static JsonNode parsed(String text) {
    try {
      return Json.read(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static JobView job() {
    return job(JobState.RUNNING, false, 88);
  }

  static JobView job(JobState state, boolean sealed, long version) {
    return new JobView(
        "job_1",
        "default",
        "nightly",
        "summarise@3",
        state,
        null,
        sealed,
        10,
        1,
        new Counts(10, 4, 2, 3, 1, 0),
        Map.of("team", "a"),
        5,
        2.5,
        new Usage(120, 30, 420_000),
        new JobView.Pace(
            166.64,
            5_421_000,
            5_000_000,
            -1,
            "openai/gpt-x rpm",
            0.97,
            Map.of("requests", 4L),
            "requests",
            NOON),
        NOON,
        sealed ? NOON.plusSeconds(7) : null,
        null,
        version);
  }

  static Chains.Version version() {
    return new Chains.Version(
        "greet", 3, "sha256:abc", json("{'chain':'greet','steps':[{'ask':'Hi'}]}"), NOON);
  }

  static RunView run() {
    return run(RunStatus.SUCCEEDED, null, null);
  }

  static RunView run(RunStatus status, @Nullable String job, RunView.@Nullable RunError error) {
    boolean ended = status.terminal();
    return new RunView(
        "run_1",
        "greet@3",
        job,
        job == null ? null : "row-17",
        job == null ? 0 : 17,
        job == null ? 0 : 812,
        status,
        1,
        2,
        ended ? json("{'city':'Paris','n':3.0}") : null,
        List.of(Message.of("user", "Hello"), Message.of("assistant", "Paris")),
        error,
        new Usage(12, 3, 420_000),
        Map.of(),
        NOON,
        NOON.plusMillis(5),
        ended ? NOON.plusSeconds(1) : null,
        null,
        List.of(
            new RunView.StepDetail(
                "0",
                null,
                "city",
                "ask",
                "succeeded",
                "Paris",
                null,
                new Usage(12, 3, 420_000),
                null,
                List.of(
                    new Attempt(
                        1,
                        NOON.plusMillis(5),
                        1,
                        2,
                        300,
                        503,
                        "r1",
                        FailureClass.SERVER_ERROR,
                        false),
                    new Attempt(
                        2, NOON.plusMillis(400), 1, 0, 200, 200, null, null, true, 420_000)),
                false)));
  }

  static RunView.RunError error() {
    return new RunView.RunError(
        FailureClass.REFUSED,
        "policy",
        "the model refused",
        "0",
        2,
        "No.",
        new CallError(
            FailureClass.REFUSED,
            "the model refused",
            400,
            "invalid_request_error",
            "policy",
            "req-9",
            "No."));
  }

  static LimitsDoor.LimitView limit() {
    return new LimitsDoor.LimitView(
        "openai",
        "gpt-x",
        "rpm",
        3000.0,
        null,
        2996.5,
        3,
        NOON,
        null,
        0,
        "node-1",
        null,
        0,
        List.of(
            new LimitsDoor.BlockedJob("default", "job_1", 2),
            new LimitsDoor.BlockedJob("other", "job_2", 1)));
  }
}
