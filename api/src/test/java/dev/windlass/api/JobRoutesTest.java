package dev.windlass.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.ChainSource;
import dev.windlass.engine.Jobs;
import dev.windlass.engine.protocol.JobPatch;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Refusal;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobRoutesTest extends ApiTest {
  @Test
  void aJobIsMadeFromJsonAndShownWhole() {
    var answer =
        post(
            "/v1/jobs",
            "{'chain':'summarise@3','name':'nightly','labels':{'team':'a'},'priority':7,'weight':2.5,"
                + "'start':'sealed','concurrency':9}",
            "Idempotency-Key",
            "k1");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(header(answer, "Location")).isEqualTo("/v1/jobs/job_1");
    assertThat(json(answer))
        .isEqualTo(
            Samples.json(
                """
                {'id':'job_1','name':'nightly','chain':'summarise@3','state':'running',
                 'sealed':false,'accepted_lines':10,'rejected_lines':1,
                 'counts':{'accepted':10,'waiting':4,'running':2,'succeeded':3,'failed':1,
                           'cancelled':0},
                 'labels':{'team':'a'},'priority':5,'weight':2.5,'budget':null,
                 'cost':'0.00042','currency':'USD','tokens_in':120,'tokens_out':30,
                 'rate_per_s':166.6,'eta_ms':5421000,'eta_low_ms':5000000,'eta_high_ms':null,
                 'limited_by':'openai/gpt-x rpm','limit_used':0.97,
                 'waiting_for':{'requests':4},'waiting_reason':'requests',
                 'waiting_since':'2026-11-20T12:00:00.000Z',
                 'created_at':'2026-11-20T12:00:00.000Z','sealed_at':null,'ended_at':null,
                 'first_result_url':'/v1/jobs/job_1/results'}
                """));
    var wanted = (Jobs.NewJob) engine.lastAsked();
    assertThat(wanted.chain()).isEqualTo(new ChainSource.Named("summarise@3"));
    assertThat(wanted.startSealed()).isTrue();
    assertThat(wanted.strict()).isFalse();
    assertThat(wanted.concurrency()).isEqualTo(9);
    assertThat(wanted.priority()).isEqualTo(7);
    assertThat(wanted.weight()).isEqualTo(2.5);
    assertThat(wanted.labels()).isEqualTo(Map.of("team", "a"));
    assertThat(Objects.requireNonNull(wanted.idempotency()).key()).isEqualTo("k1");
  }

  @Test
  void aJobHasDefaults() {
    post("/v1/jobs", "{'chain':'summarise@3','validation':'strict'}");
    assertThat(engine.lastAsked())
        .isEqualTo(
            new Jobs.NewJob(
                "default",
                new ChainSource.Named("summarise@3"),
                "summarise",
                Map.of(),
                5,
                1,
                true,
                true,
                0,
                null));
  }

  @Test
  void aReplayIsMarked() {
    engine.replayed = true;
    var answer = post("/v1/jobs", "{'chain':'a'}", "Idempotency-Key", "k1");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(header(answer, "Idempotency-Replayed")).isEqualTo("true");
  }

  @Test
  void whatAJobCannotHaveIsRefused() {
    fault(
        problem(post("/v1/jobs", "{'chain':'a','budget':{'amount':'1'}}"), 400, "invalid-request"),
        "pointer",
        "/budget",
        "unknown-field");
    fault(
        problem(post("/v1/jobs", "{'chain':'a','labels':{'x':1}}"), 400, "invalid-request"),
        "pointer",
        "/labels/x",
        "wrong-type");
    fault(
        problem(post("/v1/jobs", "{'chain':'a','start':'now'}"), 400, "invalid-request"),
        "pointer",
        "/start",
        "out-of-range");
    fault(
        problem(post("/v1/jobs?chain=a", "{'chain':'a'}"), 400, "invalid-request"),
        "parameter",
        "chain",
        "unknown-field");
    problem(
        send("POST", "/v1/jobs", "x", "Content-Type", "text/csv"), 415, "unsupported-media-type");
    fault(
        problem(
            post("/v1/jobs", "{'chain':'a'}", "Idempotency-Key", "x".repeat(256)),
            400,
            "invalid-request"),
        "parameter",
        "Idempotency-Key",
        "out-of-range");
  }

  @Test
  void jobsAreListedWithFilters() {
    var answer = get("/v1/jobs?state=paused&chain=a&label=x=y&idempotency_key=k&page_token=t");
    assertThat(engine.lastAsked())
        .isEqualTo(
            List.of(
                new Jobs.Query("default", JobState.PAUSED, "a", Map.of("x", "y"), "k"), 50, "t"));
    assertThat(json(answer).get("items")).hasSize(1);
    assertThat(json(answer).get("next_page_token").isNull()).isTrue();
    problem(get("/v1/jobs?state=done"), 400, "invalid-request");
  }

  @Test
  void aJobHasItsVersionAsTag() {
    assertThat(header(get("/v1/jobs/job_1"), "ETag")).isEqualTo("\"v88\"");
    var same = get("/v1/jobs/job_1", "If-None-Match", "\"v88\"");
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(header(same, "ETag")).isEqualTo("\"v88\"");
    assertThat(get("/v1/jobs/job_1", "If-None-Match", "\"v87\"").statusCode()).isEqualTo(200);
  }

  @Test
  void aLongPollAnswersAtTheNextChange() {
    engine.changed = Samples.job(JobState.RUNNING, false, 89);
    var answer = get("/v1/jobs/job_1", "If-None-Match", "\"v88\"", "Prefer", "wait=30");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "ETag")).isEqualTo("\"v89\"");
    assertThat(header(answer, "Preference-Applied")).isEqualTo("wait=30");
    assertThat(engine.lastAsked()).isEqualTo("await v88 for PT30S");
    engine.changed = engine.job;
    assertThat(get("/v1/jobs/job_1", "If-None-Match", "\"v88\"", "Prefer", "wait=1").statusCode())
        .isEqualTo(304);
  }

  @Test
  void aLongPollOnAnEndedJobWaitsForNothing() {
    engine.job = Samples.job(JobState.COMPLETED, true, 90);
    assertThat(get("/v1/jobs/job_1", "If-None-Match", "\"v90\"", "Prefer", "wait=30").statusCode())
        .isEqualTo(304);
    assertThat(engine.lastAsked()).isEqualTo("job job_1");
  }

  @Test
  void aJobGetsAnotherPriorityWeightAndLabels() {
    var answer =
        send(
            "PATCH",
            "/v1/jobs/job_1",
            """
            {"priority":8,"weight":0.5,"labels":{"team":"b","old":null}}
            """,
            "Content-Type",
            "application/merge-patch+json");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "ETag")).isEqualTo("\"v88\"");
    var labels = new HashMap<String, @Nullable String>();
    labels.put("team", "b");
    labels.put("old", null);
    assertThat(engine.lastAsked())
        .isEqualTo(Arrays.asList("job_1", new JobPatch(8, 0.5, false, labels), null));

    patch("{'priority':null,'labels':null}", "If-Match", "\"v88\"");
    assertThat(engine.lastAsked())
        .isEqualTo(Arrays.asList("job_1", new JobPatch(5, null, true, Map.of()), 88L));
  }

  @Test
  void aPatchThatIsWrongIsRefusedByItsField() {
    problem(patch("{'priority':10}"), 400, "invalid-request");
    problem(patch("{'weight':0}"), 400, "invalid-request");
    problem(patch("{'weight':'2'}"), 400, "invalid-request");
    problem(patch("{'labels':{'a':1}}"), 400, "invalid-request");
    problem(patch("{'state':'paused'}"), 400, "invalid-request");
    var budget = patch("{'budget':'5.00'}");
    problem(budget, 400, "invalid-request");
    assertThat(budget.body()).contains("cannot have a budget yet").contains("/budget");
    problem(
        send("PATCH", "/v1/jobs/job_1", "{}", "Content-Type", "text/plain"),
        415,
        "unsupported-media-type");
    engine.refusal = Refusal.of(Refusal.Kind.VERSION_CONFLICT, "it moved on");
    problem(patch("{'priority':1}", "If-Match", "\"v3\""), 412, "version-conflict");
    engine.refusal = Refusal.of(Refusal.Kind.WRONG_STATE, "it has ended");
    problem(patch("{'priority':1}"), 409, "wrong-state");
  }

  private HttpResponse<String> patch(String body, String... headers) {
    var all = new ArrayList<>(List.of("Content-Type", "application/json"));
    all.addAll(List.of(headers));
    return send("PATCH", "/v1/jobs/job_1", body.replace('\'', '"'), all.toArray(String[]::new));
  }

  @Test
  void aJobIsSteered() {
    for (var verb : List.of("pause", "resume", "seal")) {
      assertThat(send("POST", "/v1/jobs/job_1/" + verb, null).statusCode()).isEqualTo(200);
      assertThat(engine.lastAsked()).isEqualTo(verb + " job_1");
      engine.refusal = Refusal.of(Refusal.Kind.WRONG_STATE, "it has ended");
      problem(post("/v1/jobs/job_1/" + verb, "{}"), 409, "wrong-state");
      engine.refusal = null;
      problem(post("/v1/jobs/job_1/" + verb, "{'now':true}"), 400, "invalid-request");
    }
    send("POST", "/v1/jobs/job_1/cancel", null);
    assertThat(engine.lastAsked()).isEqualTo("cancel job_1 drain");
    post("/v1/jobs/job_1/cancel", "{'mode':'abort'}");
    assertThat(engine.lastAsked()).isEqualTo("cancel job_1 abort");
    problem(post("/v1/jobs/job_1/cancel", "{'mode':'soon'}"), 400, "invalid-request");
  }

  @Test
  void failedLinesAreTakenUpAgain() {
    var answer = send("POST", "/v1/jobs/job_1/retry-failed", null);
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer)).isEqualTo(Samples.json("{'retried':7}"));
    assertThat(engine.lastAsked()).isEqualTo(new Jobs.Retry(Set.of(), false, null, false));
    post("/v1/jobs/job_1/retry-failed", "{'codes':['timeout'],'from':'start','cancelled':true}");
    assertThat(engine.lastAsked()).isEqualTo(new Jobs.Retry(Set.of("timeout"), true, null, true));
    fault(
        problem(
            post("/v1/jobs/job_1/retry-failed", "{'codes':['time-out']}"), 400, "invalid-request"),
        "pointer",
        "/codes/0",
        "out-of-range");
  }
}
