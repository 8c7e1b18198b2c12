package dev.windlass.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.ChainSource;
import dev.windlass.engine.Jobs;
import dev.windlass.engine.Runs;
import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RunRoutesTest extends ApiTest {
  private static final String BODY = "{'chain':'greet','input':{'name':'you'}}";

  @Test
  void aRunThatEndedInTimeIsAnsweredWith201AndWhole() {
    var answer = post("/v1/runs", BODY, "Prefer", "wait=30");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(header(answer, "Location")).isEqualTo("/v1/runs/run_1");
    assertThat(header(answer, "Preference-Applied")).isEqualTo("wait=30");
    assertThat(json(answer))
        .isEqualTo(
            Samples.json(
                """
                {'id':'run_1','chain':'greet@3','status':'succeeded',
                 'output':{'city':'Paris','n':3.0},
                 'messages':[{'role':'user','content':'Hello'},
                             {'role':'assistant','content':'Paris'}],
                 'error':null,'usage':{'input_tokens':12,'output_tokens':3},
                 'cost':'0.00042','currency':'USD','attempt':1,'calls':2,'labels':{},
                 'created_at':'2026-11-20T12:00:00.000Z',
                 'started_at':'2026-11-20T12:00:00.005Z',
                 'ended_at':'2026-11-20T12:00:01.000Z',
                 'steps':[{'step':0,'path':'0','id':null,'as':'city','kind':'ask',
                   'status':'succeeded','started_at':'2026-11-20T12:00:00.005Z',
                   'queued_ms':2,'limiter_wait_ms':2,'call_ms':500,
                   'usage':{'input_tokens':12,'output_tokens':3},
                   'cost':'0.00042','currency':'USD','answer':'Paris','error':null,
                   'attempts':[
                     {'attempt':1,'status':'failed','http_status':503,
                      'started_at':'2026-11-20T12:00:00.005Z','queued_ms':1,
                      'limiter_wait_ms':2,'call_ms':300,'request_id':'r1',
                      'error':'server_error','cost':'0'},
                     {'attempt':2,'status':'succeeded','http_status':200,
                      'started_at':'2026-11-20T12:00:00.400Z','queued_ms':1,
                      'limiter_wait_ms':0,'call_ms':200,'request_id':null,'error':null,
                      'cost':'0.00042','repeated_after_crash':true}]}]}
                """));
    var asked = (List<?>) engine.lastAsked();
    assertThat(asked.get(1)).isEqualTo(Duration.ofSeconds(30));
    var run = (Runs.NewRun) asked.get(0);
    assertThat(run.chain()).isEqualTo(new ChainSource.Named("greet"));
    assertThat(run.idempotency()).isNull();
    assertThat(run.priority()).isEqualTo(5);
  }

  @Test
  void withoutAPreferenceARunIsAnsweredWith202AtOnce() {
    engine.run = Samples.run(RunStatus.RUNNING, null, null);
    var answer = post("/v1/runs", BODY);
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(header(answer, "Preference-Applied")).isEmpty();
    assertThat(((List<?>) engine.lastAsked()).get(1)).isEqualTo(Duration.ZERO);
    assertThat(json(answer).get("output").isNull()).isTrue();
    assertThat(header(post("/v1/runs", BODY, "Prefer", "respond-async"), "Preference-Applied"))
        .isEqualTo("respond-async");
    assertThat(header(post("/v1/runs", BODY, "Prefer", "wait=61"), "Preference-Applied"))
        .isEqualTo("wait=60");
  }

  @Test
  void aFailedRunTellsWhy() {
    engine.run = Samples.run(RunStatus.FAILED, null, Samples.error());
    assertThat(json(post("/v1/runs", BODY, "Prefer", "wait=5")).get("error"))
        .isEqualTo(
            Samples.json(
                """
                {'class':'refused','code':'policy','message':'the model refused','step':'0',
                 'calls':2,'retryable':false,'raw':'No.',
                 'provider':{'status':400,'type':'invalid_request_error','code':'policy',
                             'request_id':'req-9'}}
                """));
  }

  @Test
  void aRepeatWithTheSameKeyIsAReplay() {
    engine.replayed = true;
    var answer = post("/v1/runs", BODY, "Idempotency-Key", "\"a\"");
    assertThat(header(answer, "Idempotency-Replayed")).isEqualTo("true");
    var first = ((Runs.NewRun) ((List<?>) engine.lastAsked()).get(0)).idempotency();
    post("/v1/runs", BODY, "Idempotency-Key", "a", "Prefer", "wait=1");
    assertThat(((Runs.NewRun) ((List<?>) engine.lastAsked()).get(0)).idempotency())
        .as("quotes and preferences make no difference")
        .isEqualTo(first);
    post("/v1/runs", "{'chain':'greet','input':{}}", "Idempotency-Key", "a");
    assertThat(((Runs.NewRun) ((List<?>) engine.lastAsked()).get(0)).idempotency())
        .isNotEqualTo(first);
  }

  @Test
  void aRepeatWhileTheFirstRequestWaitsIsTurnedAway() throws Exception {
    var pending = new CompletableFuture<Reply<Runs.Submitted>>();
    engine.pending = pending;
    var first =
        CompletableFuture.supplyAsync(
            () -> post("/v1/runs", BODY, "Idempotency-Key", "k", "Prefer", "wait=60"));
    org.awaitility.Awaitility.await().until(() -> !engine.asked.isEmpty());
    var second = post("/v1/runs", BODY, "Idempotency-Key", "k");
    problem(second, 409, "idempotency-in-progress");
    assertThat(header(second, "Retry-After")).isEqualTo("1");
    pending.complete(Reply.ok(new Runs.Submitted(engine.run, false)));
    assertThat(first.get().statusCode()).isEqualTo(201);
    engine.pending = null;
    assertThat(post("/v1/runs", BODY, "Idempotency-Key", "k").statusCode()).isEqualTo(201);
  }

  @Test
  void aBodyIsReadStrictly() {
    fault(
        problem(post("/v1/runs", "{'chain':'a','input':{},'inptu':1}"), 400, "invalid-request"),
        "pointer",
        "/inptu",
        "unknown-field");
    fault(
        problem(post("/v1/runs", "{'input':{}}"), 400, "invalid-request"),
        "pointer",
        "/chain",
        "required");
    fault(
        problem(post("/v1/runs", "{'chain':'a','input':3}"), 400, "invalid-request"),
        "pointer",
        "/input",
        "wrong-type");
    fault(
        problem(post("/v1/runs", "{'chain':'a','input':{},'priority':10}"), 400, "invalid-request"),
        "pointer",
        "/priority",
        "out-of-range");
    fault(
        problem(post("/v1/runs", "{'chain':7,'input':{}}"), 400, "invalid-request"),
        "pointer",
        "/chain",
        "wrong-type");
    fault(
        problem(post("/v1/runs", "{'chain':{'steps':[]},'input':{}}"), 422, "chain-invalid"),
        "pointer",
        "/chain/steps",
        "required");
  }

  @Test
  void runsAreFoundByJobStatusLabelAndPrefix() {
    engine.nextToken = "t2";
    var answer =
        get("/v1/runs?job=job_1&status=failed&label=a%3Db&label=c=d&q=row-&page_size=5000");
    assertThat(engine.lastAsked())
        .isEqualTo(
            List.of(
                new Runs.Query(
                    "default", "job_1", RunStatus.FAILED, Map.of("a", "b", "c", "d"), "row-"),
                1000,
                "null"));
    assertThat(json(answer).get("next_page_token").asText()).isEqualTo("t2");
    assertThat(header(answer, "Link")).contains("page_token=t2").endsWith("rel=\"next\"");
    fault(
        problem(get("/v1/runs?status=done"), 400, "invalid-request"),
        "parameter",
        "status",
        "out-of-range");
    fault(
        problem(get("/v1/runs?page_size=-1"), 400, "invalid-request"),
        "parameter",
        "page_size",
        "out-of-range");
    fault(
        problem(get("/v1/runs?label=a"), 400, "invalid-request"),
        "parameter",
        "label",
        "wrong-type");
  }

  @Test
  void aRunOfAJobNamesItsLine() {
    engine.run = Samples.run(RunStatus.SUCCEEDED, "job_1", null);
    var run = json(get("/v1/runs/run_1?include=steps,attempts"));
    assertThat(run.get("job_id").asText()).isEqualTo("job_1");
    assertThat(run.get("line_id").asText()).isEqualTo("row-17");
    assertThat(run.get("line").asInt()).isEqualTo(17);
    problem(get("/v1/runs/run_1?include=all"), 400, "invalid-request");
  }

  @Test
  void aRunIsCancelledAndRetried() {
    assertThat(send("POST", "/v1/runs/run_1/cancel", null).statusCode()).isEqualTo(200);
    assertThat(engine.lastAsked()).isEqualTo("cancel run_1");
    assertThat(post("/v1/runs/run_1/retry", "{'from':{'step':'city'}}").statusCode())
        .isEqualTo(202);
    assertThat(engine.lastAsked()).isEqualTo(new Jobs.Retry(Set.of(), false, "city", true));
    engine.refusal = Refusal.of(Refusal.Kind.NOT_TERMINAL, "it runs");
    problem(post("/v1/runs/run_1/retry", "{'from':'start'}"), 409, "not-terminal");
    fault(
        problem(post("/v1/runs/run_1/retry", "{'from':'end'}"), 400, "invalid-request"),
        "pointer",
        "/from",
        "out-of-range");
  }

  @Test
  void whatTheEngineRefusesHasItsStatus() {
    var statuses =
        Map.of(
            Refusal.Kind.NOT_FOUND, 404,
            Refusal.Kind.DELETED, 410,
            Refusal.Kind.BUDGET_EXHAUSTED, 402,
            Refusal.Kind.STORAGE_FULL, 507,
            Refusal.Kind.JOURNAL_UNAVAILABLE, 503,
            Refusal.Kind.SHUTTING_DOWN, 503,
            Refusal.Kind.IDEMPOTENCY_KEY_REUSED, 422,
            Refusal.Kind.MISSING_VARIABLE, 422);
    statuses.forEach((kind, status) -> {
      engine.refusal = Refusal.of(kind, "because");
      problem(
          post("/v1/runs", BODY),
          status,
          kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    });
  }

  @Test
  void whatBreaksIsToldWithoutItsInside() {
    engine.failure = new IllegalStateException("secret insides");
    var problem = problem(post("/v1/runs", BODY), 500, "internal-error");
    assertThat(problem.toString()).doesNotContain("insides");
    engine.failure =
        new java.util.concurrent.CompletionException(
            new java.util.concurrent.TimeoutException("ask timed out"));
    var late = post("/v1/runs", BODY);
    problem(late, 503, "journal-unavailable");
    assertThat(header(late, "Retry-After")).isEqualTo("5");
  }
}
