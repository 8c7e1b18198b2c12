package dev.windlass.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.Refusal;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.results.ResultItem;
import dev.windlass.engine.results.ResultQuery;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;

class ResultRoutesTest extends ApiTest {
  private static final String RESULTS = "/v1/jobs/job_1/results";

  private static ResultItem row(String cursor) {
    return new ResultItem.Row(cursor, Samples.run(RunStatus.SUCCEEDED, "job_1", null));
  }

  @Test
  void aStreamOfResultsEndsWithALineThatSaysSo() {
    engine.results =
        Source.from(List.of(List.of(row("c1")), List.of(row("c2"), new ResultItem.End("c3"))));
    var answer = get(RESULTS);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/x-ndjson");
    var lines = answer.body().split("\n", -1);
    assertThat(lines).hasSize(4);
    assertThat(lines[3]).as("each line ends with LF").isEmpty();
    assertThat(lines[2]).isEqualTo("{\"type\":\"end\",\"cursor\":\"c3\"}");
    assertThat(Samples.json(lines[0]))
        .isEqualTo(
            Samples.json(
                """
                {'cursor':'c1','seq':812,'line_id':'row-17','line':17,'status':'succeeded',
                 'attempt':1,'calls':2,'output':{'city':'Paris','n':3.0},
                 'messages':[{'role':'user','content':'Hello'},
                             {'role':'assistant','content':'Paris'}],
                 'usage':{'input_tokens':12,'output_tokens':3},
                 'cost':'0.00042','currency':'USD'}
                """));
    assertThat(lines[0]).doesNotContain(" ").startsWith("{\"cursor\":\"c1\",\"seq\":812,");
    assertThat(engine.lastAsked())
        .isEqualTo(
            new ResultQuery(
                "default",
                "job_1",
                ResultQuery.Order.COMPLETION,
                null,
                null,
                false,
                Duration.ZERO,
                false));
  }

  @Test
  void everyParameterIsHandedOn() {
    engine.results = Source.single(List.of(new ResultItem.More("c0")));
    var answer =
        get(RESULTS + "?order=input&cursor=c0&status=failed&wait=900&gaps=mark&include=steps");
    assertThat(answer.body()).isEqualTo("{\"type\":\"more\",\"cursor\":\"c0\"}\n");
    assertThat(engine.lastAsked())
        .isEqualTo(
            new ResultQuery(
                "default",
                "job_1",
                ResultQuery.Order.INPUT,
                "c0",
                RunStatus.FAILED,
                true,
                Duration.ofMinutes(5),
                true));
  }

  @Test
  void aGapAndAFailureHaveTheirShape() {
    engine.results =
        Source.single(
            List.of(
                new ResultItem.Gap("c1", 9, "row-9", RunStatus.RUNNING),
                new ResultItem.Row("c2", Samples.run(RunStatus.FAILED, "job_1", Samples.error())),
                new ResultItem.More("c2")));
    var lines = get(RESULTS + "?order=input&gaps=mark").body().split("\n", -1);
    assertThat(Samples.json(lines[0]))
        .isEqualTo(Samples.json("{'cursor':'c1','line':9,'line_id':'row-9','status':'running'}"));
    var failed = Samples.json(lines[1]);
    assertThat(failed.get("status").asText()).isEqualTo("failed");
    assertThat(failed.get("error").get("class").asText()).isEqualTo("refused");
    assertThat(failed.get("error").get("retryable").asBoolean()).isFalse();
    assertThat(failed.has("steps")).isFalse();
  }

  @Test
  void everyCallIsShownWhenAskedFor() {
    engine.results = Source.single(List.of(row("c1"), new ResultItem.End("c2")));
    var first = Samples.json(get(RESULTS + "?include=steps").body().split("\n", -1)[0]);
    assertThat(first.get("steps").get(0).get("attempts")).hasSize(2);
  }

  @Test
  void whatCannotBeAskedIsRefused() {
    for (var query :
        List.of(
            "order=random",
            "status=running",
            "wait=-1",
            "wait=x",
            "gaps=all",
            "gaps=mark",
            "include=all",
            "page_size=-1")) {
      fault(
          problem(get(RESULTS + "?" + query), 400, "invalid-request"),
          "parameter",
          query.split("=", -1)[0],
          query.equals("wait=x") ? "wrong-type" : "out-of-range");
    }
    engine.refusal = Refusal.of(Refusal.Kind.CURSOR_INVALID, "of another job");
    problem(get(RESULTS + "?cursor=x"), 400, "cursor-invalid");
    engine.refusal = Refusal.of(Refusal.Kind.RESULTS_EXPIRED, "too old");
    problem(get(RESULTS), 410, "results-expired");
    engine.refusal = null;
    problem(get(RESULTS, "Accept", "text/html"), 406, "not-acceptable");
  }

  @Test
  void aPageHasItsRowsAndWhereToGoOn() {
    engine.results =
        Source.from(
            List.of(
                List.of(row("c1"), row("c2")),
                List.of(row("c3"), row("c4"), new ResultItem.End("c5"))));
    var three = json(get(RESULTS + "?page_size=3", "Accept", "application/json"));
    assertThat(three.get("items")).hasSize(3);
    assertThat(three.get("next_cursor").asText()).isEqualTo("c3");
    assertThat(three.get("end").asBoolean()).isFalse();
    var four = json(get(RESULTS + "?page_size=4", "Accept", "application/json"));
    assertThat(four.get("next_cursor").asText()).isEqualTo("c5");
    assertThat(four.get("end").asBoolean()).isTrue();
  }

  @Test
  void anEmptyPageGoesOnWhereItBegan() {
    engine.results = Source.single(List.of(new ResultItem.More("c7")));
    assertThat(json(get(RESULTS + "?cursor=c7", "Accept", "application/json")))
        .isEqualTo(Samples.json("{'items':[],'next_cursor':'c7','end':false}"));
  }

  @Test
  void aStreamCanBeCompressed() throws Exception {
    engine.results = Source.single(IntStream.range(0, 1300).mapToObj(i -> row("c" + i)).toList());
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + RESULTS))
            .header("Accept-Encoding", "gzip")
            .build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(header(answer, "Content-Encoding")).isEqualTo("gzip");
    var text =
        new String(
            new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes(),
            StandardCharsets.UTF_8);
    assertThat(text.lines()).hasSize(1300);
  }

  @Test
  void oneLineIsReadByItsId() {
    engine.run = Samples.run(RunStatus.SUCCEEDED, "job_1", null);
    var row = json(get(RESULTS + "/row%2F17%20a"));
    assertThat(engine.lastAsked()).isEqualTo("line row/17 a");
    assertThat(row.has("cursor")).isFalse();
    assertThat(row.get("line_id").asText()).isEqualTo("row-17");
  }

  @Test
  void failuresAreGroupedByClass() {
    assertThat(json(get("/v1/jobs/job_1/failures?group_by=code")))
        .isEqualTo(
            Samples.json(
                "{'items':[{'code':'timeout','lines':96,'retryable':true,"
                    + "'example':{'line_id':'row-5','message':'no answer in 120 s'}}]}"));
    problem(get("/v1/jobs/job_1/failures?group_by=day"), 400, "invalid-request");
  }

  @Test
  void controlCharactersOfAnAnswerAreEscaped() {
    var odd = Samples.run(RunStatus.SUCCEEDED, "job_1", null);
    var output = com.fasterxml.jackson.databind.node.TextNode.valueOf("a\nb\u0001\u2028\ud83d");
    engine.results =
        Source.single(
            List.of(
                new ResultItem.Row(
                    "c1",
                    new dev.windlass.engine.protocol.RunView(
                        odd.id(),
                        odd.chain(),
                        odd.job(),
                        odd.lineId(),
                        17,
                        1,
                        odd.status(),
                        1,
                        1,
                        output,
                        List.of(),
                        null,
                        odd.usage(),
                        Map.of("k", "v"),
                        null,
                        null,
                        null,
                        "simulated",
                        List.of()))));
    var line = get(RESULTS).body();
    assertThat(line.lines()).hasSize(1);
    assertThat(line).contains("a\\nb\\u0001").contains("\"provider\":\"simulated\"");
    assertThat(Samples.json(line).get("output")).isEqualTo(output);
  }
}
