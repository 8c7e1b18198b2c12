package dev.windlass.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.api.operations.Probes;
import dev.windlass.api.problem.ProblemType;
import dev.windlass.engine.protocol.LimitsDoor;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OperationRoutesTest extends ApiTest {
  @Test
  void providersAndLimitsAreShownAndJobsOfOthersAreNotNamed() {
    assertThat(json(get("/v1/providers")))
        .isEqualTo(
            Samples.json(
                "{'items':[{'name':'openai','type':'openai','base_url':'http://localhost:1/v1',"
                    + "'models':['gpt-x']}]}"));
    assertThat(json(get("/v1/providers/openai/limits")))
        .isEqualTo(
            Samples.json(
                """
                {'items':[{'limit':'rpm','provider':'openai','model':'gpt-x','configured':3000,
                  'learned':null,'used':2996.5,'waiting':3,
                  'waiting_since':'2026-11-20T12:00:00.000Z','last_429_at':null,
                  'retry_after_ms':0,'owner':'node-1','paused':null,
                  'refusals_60s':0,
                  'blocked_jobs':[{'job_id':'job_1','steps':2}]}]}
                """));
    problem(get("/v1/providers/nobody/limits"), 404, "not-found");
  }

  @Test
  void nodesAreShownAndOfASilentOneWhatIsKnown() {
    assertThat(json(get("/v1/workers")))
        .isEqualTo(
            Samples.json(
                """
                {'items':[
                  {'node':'10.0.0.1:7355','roles':['engine','api'],'serves':[],'version':'1.2',
                   'in_flight':0,'pool':0,'rate_per_s':0,'heap_used':1000000},
                  {'node':'10.0.0.2:7355','roles':['worker'],'serves':['openai'],'version':'1.2',
                   'in_flight':17,'pool':64,'rate_per_s':8.5,'heap_used':2000000},
                  {'node':'10.0.0.3:7355','roles':['worker'],'serves':['local'],'version':null,
                   'in_flight':null,'pool':null,'rate_per_s':null,'heap_used':null}]}
                """));
  }

  @Test
  void probesAndMetricsHaveAPortOfTheirOwn() throws Exception {
    var probes =
        new Probes() {
          @Override
          public boolean ready() {
            return false;
          }

          @Override
          public java.util.Map<String, String> checks() {
            return java.util.Map.of("cluster", "joining");
          }

          @Override
          public String metrics() {
            return "windlass_up 1\n";
          }
        };
    var settings = ApiSettings.of(kit.system().settings().config());
    var bound =
        ManagementPort.bind("127.0.0.1", 0, settings, probes, kit.system())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    int before = port;
    try {
      port = bound.localAddress().getPort();
      assertThat(get("/livez").statusCode()).isEqualTo(200);
      assertThat(get("/readyz").statusCode()).isEqualTo(503);
      assertThat(get("/metrics").body()).contains("windlass_up 1");
      assertThat(get("/v1/jobs").statusCode()).isEqualTo(404);
    } finally {
      port = before;
      bound.unbind();
    }
  }

  @Test
  void limitsAreChangedFigureByFigure() {
    var answer =
        send(
            "PUT",
            "/v1/providers/openai/limits",
            "{\"limits\":[{\"model\":\"*\",\"rpm\":3000,\"tpm\":null,\"concurrency\":64}]}",
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).isEqualTo(200);
    var figures = new HashMap<String, @Nullable Double>();
    figures.put("rpm", 3000.0);
    figures.put("tpm", null);
    figures.put("concurrency", 64.0);
    assertThat(engine.lastAsked()).isEqualTo(List.of(new LimitsDoor.LimitChange("*", figures)));
  }

  @Test
  void limitsAreResetToWhatIsConfiguredForOneModelOrForAll() {
    assertThat(send("DELETE", "/v1/providers/openai/limits?model=gpt-x", "").statusCode())
        .isEqualTo(200);
    assertThat(engine.lastAsked()).isEqualTo("reset openai gpt-x");
    assertThat(json(send("DELETE", "/v1/providers/openai/limits", "")).path("items")).hasSize(1);
    assertThat(engine.lastAsked()).isEqualTo("reset openai null");
    problem(send("DELETE", "/v1/providers/nobody/limits", ""), 404, "not-found");
    problem(send("DELETE", "/v1/providers/openai/limits?modell=x", ""), 400, "invalid-request");
  }

  @Test
  void figuresThatAreNoneAreRefused() {
    for (var bad :
        List.of(
            "{'limits':[{'model':'*','rpn':1}]}|/limits/0/rpn|unknown-field",
            "{'limits':[{'model':'*','rpm':0}]}|/limits/0/rpm|out-of-range",
            "{'limits':[{'model':'*','rpm':'9'}]}|/limits/0/rpm|wrong-type",
            "{'limits':[{'rpm':1},{'model':'*','rpm':1}]}|/limits/1/model|duplicate",
            "{'limits':{}}|/limits|wrong-type",
            "{}|/limits|required")) {
      var parts = bad.split("\\|", -1);
      var answer =
          send(
              "PUT",
              "/v1/providers/openai/limits",
              parts[0].replace('\'', '"'),
              "Content-Type",
              "application/json");
      fault(problem(answer, 400, "invalid-request"), "pointer", parts[1], parts[2]);
    }
  }

  @Test
  void probesTellHowItIs() {
    assertThat(get("/livez").body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(get("/readyz").body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(json(get("/readyz?verbose")))
        .isEqualTo(Samples.json("{'status':'ok','checks':{'journal':'ok'}}"));
    ready = false;
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(json(get("/v1/status")))
        .isEqualTo(Samples.json("{'status':'degraded','checks':{'journal':'does not answer'}}"));
  }

  @Test
  void metricsAreText() {
    var answer = get("/metrics");
    assertThat(answer.body()).isEqualTo("windlass_up 1\n");
    assertThat(header(answer, "Content-Type")).startsWith("text/plain; version=0.0.4");
  }

  @Test
  void everyProblemHasAPage() {
    for (var each : ProblemType.values()) {
      var page = get("/problems/" + each.slug());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains(each.slug()).contains(each.remedy());
    }
    problem(get("/problems/none"), 404, "not-found");
  }
}
