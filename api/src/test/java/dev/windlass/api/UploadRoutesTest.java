package dev.windlass.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.Jobs;
import dev.windlass.engine.protocol.JobState;
import dev.windlass.engine.protocol.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class UploadRoutesTest extends ApiTest {
  private static final String LINES = "{\"n\":1}\n{\"n\":2}\n";
  private static final String[] NDJSON = {"Content-Type", "application/x-ndjson"};

  private static final String STALLED =
      head(
              "POST /v1/jobs/job_1/lines?offset=0 HTTP/1.1",
              "Host: localhost",
              "Content-Type: application/x-ndjson",
              "Content-Length: 1000")
          + "{\"n\":1}\n";

  @Override
  String settings() {
    return "windlass.api { upload-idle = 400 ms, overtake-after = 300 ms, json-body = 64 KiB }";
  }

  @Test
  void linesAreAppended() {
    var answer = send("POST", "/v1/jobs/job_1/lines?offset=10&seal=true", LINES, NDJSON);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer))
        .isEqualTo(Samples.json("{'accepted_lines':3,'rejected_lines':1,'sealed':true}"));
    assertThat(engine.lastAsked()).isEqualTo("upload job_1 from 10 seal true");
    assertThat(engine.uploadedText).isEqualTo(LINES);
  }

  @Test
  void linesMayComeWithGzipAndBeLargerThanAnyJsonBody() throws Exception {
    var lines = LINES.repeat(20_000);
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(lines.getBytes(StandardCharsets.UTF_8));
    }
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/v1/jobs/job_1/lines?offset=0"))
            .headers("Content-Type", "application/x-ndjson", "Content-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray()))
            .build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(engine.uploadedText).isEqualTo(lines);
    problem(
        send(
            "POST",
            "/v1/jobs/job_1/lines?offset=0",
            LINES,
            "Content-Type",
            "application/x-ndjson",
            "Content-Encoding",
            "zstd"),
        415,
        "unsupported-encoding");
    problem(
        send(
            "POST",
            "/v1/jobs/job_1/lines?offset=0",
            LINES,
            "Content-Type",
            "application/x-ndjson",
            "Content-Encoding",
            "gzip"),
        400,
        "invalid-request");
  }

  @Test
  void theOffsetIsRequired() {
    fault(
        problem(send("POST", "/v1/jobs/job_1/lines", LINES, NDJSON), 400, "invalid-request"),
        "parameter",
        "offset",
        "required");
    fault(
        problem(
            send("POST", "/v1/jobs/job_1/lines?offset=-1", LINES, NDJSON), 400, "invalid-request"),
        "parameter",
        "offset",
        "out-of-range");
  }

  @Test
  void aSealedJobSaysSoWhateverIsSent() {
    engine.job = Samples.job(JobState.RUNNING, true, 90);
    var answer =
        send(
            "POST",
            "/v1/jobs/job_1/lines?offset=2000000",
            "{\"input\":{}}",
            "Content-Type",
            "application/x-www-form-urlencoded");
    var problem = problem(answer, 409, "job-sealed");
    assertThat(problem.get("detail").asText())
        .isEqualTo("job_1 was sealed at 12:00:07Z with 10 lines. Start a new job to add more.");
    assertThat(problem.get("retryable").asBoolean()).isFalse();
  }

  @Test
  void anOpenJobTakesNothingButNdjson() {
    problem(
        send(
            "POST",
            "/v1/jobs/job_1/lines?offset=0",
            "a=b",
            "Content-Type",
            "application/x-www-form-urlencoded"),
        415,
        "unsupported-media-type");
  }

  @Test
  void whatTheJobRefusesIsToldWithItsFigures() {
    engine.uploadRefusal =
        Refusal.of(Refusal.Kind.OFFSET_GAP, "go on with 10").with("accepted_lines", 10L);
    var problem =
        problem(send("POST", "/v1/jobs/job_1/lines?offset=20", LINES, NDJSON), 409, "offset-gap");
    assertThat(problem.get("accepted_lines").asLong()).isEqualTo(10);
  }

  @Test
  void howFarAnUploadCameIsAskedByHead() {
    engine.job = Samples.job(JobState.RUNNING, true, 90);
    var answer = send("HEAD", "/v1/jobs/job_1/lines", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Accepted-Lines")).isEqualTo("10");
    assertThat(header(answer, "Sealed")).isEqualTo("true");
    engine.refusal = Refusal.of(Refusal.Kind.DELETED, "gone");
    assertThat(send("HEAD", "/v1/jobs/job_1/lines", null).statusCode()).isEqualTo(410);
  }

  @Test
  void oneRequestMakesFillsAndSealsAJob() {
    var answer =
        send(
            "POST",
            "/v1/jobs?chain=summarise&name=n&label=a%3Db&label=c=d=e&priority=2&weight=0.25&validation=strict",
            LINES,
            "Content-Type",
            "application/x-ndjson",
            "Idempotency-Key",
            "\"nightly\"");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(header(answer, "Location")).isEqualTo("/v1/jobs/job_1");
    assertThat(json(answer).get("accepted_lines").asInt()).isEqualTo(10);
    assertThat(engine.asked).element(1).isEqualTo("upload job_1 from 0 seal true");
    var wanted = (Jobs.NewJob) engine.asked.getFirst();
    assertThat(wanted.labels()).isEqualTo(Map.of("a", "b", "c", "d=e"));
    assertThat(wanted.strict()).isTrue();
    assertThat(wanted.startSealed()).isTrue();
    assertThat(wanted.priority()).isEqualTo(2);
    assertThat(wanted.weight()).isEqualTo(0.25);
    assertThat(Objects.requireNonNull(wanted.idempotency()).key()).isEqualTo("nightly");
  }

  @Test
  void theSameBodyAgainIsAReplayAndTheRestOfOneIsNot() {
    engine.replayed = true;
    engine.uploaded = new Jobs.Uploaded(10, 1, true, 4);
    var completed = send("POST", "/v1/jobs?chain=a", LINES, NDJSON);
    assertThat(completed.statusCode()).isEqualTo(200);
    assertThat(header(completed, "Idempotency-Replayed")).isEmpty();
    engine.job = Samples.job(JobState.RUNNING, true, 90);
    engine.uploaded = new Jobs.Uploaded(10, 1, true, 0);
    var again = send("POST", "/v1/jobs?chain=a", LINES, NDJSON);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(header(again, "Idempotency-Replayed")).isEqualTo("true");
  }

  @Test
  void anotherBodyUnderTheKeyOfASealedJobIsRefused() {
    engine.replayed = true;
    engine.uploadRefusal = Refusal.of(Refusal.Kind.JOB_SEALED, "sealed");
    problem(send("POST", "/v1/jobs?chain=a", LINES, NDJSON), 422, "idempotency-key-reused");
  }

  @Test
  void aRejectedJobIsNamed() {
    engine.uploadRefusal =
        new Refusal(
            Refusal.Kind.LINE_INVALID,
            "bad lines",
            java.util.List.of(new Refusal.Fault(null, 4L, "invalid-json", "no valid JSON")),
            Map.of("job_id", "job_1"));
    var problem =
        problem(
            send("POST", "/v1/jobs?chain=a&validation=strict", LINES, NDJSON), 422, "line-invalid");
    assertThat(problem.get("job_id").asText()).isEqualTo("job_1");
    assertThat(problem.get("errors").get(0))
        .isEqualTo(Samples.json("{'line':4,'code':'invalid-json','detail':'no valid JSON'}"));
  }

  @Test
  void theChainOfAOneShotIsRequired() {
    fault(
        problem(send("POST", "/v1/jobs", LINES, NDJSON), 400, "invalid-request"),
        "parameter",
        "chain",
        "required");
  }

  @Test
  void whoeverWaitsFor100ContinueIsRefusedBeforeSendingAByte() throws IOException {
    engine.refusal = Refusal.of(Refusal.Kind.NOT_FOUND, "no such job");
    var answer =
        raw(
            head(
                "POST /v1/jobs/job_9/lines?offset=0 HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/x-ndjson",
                "Content-Length: 1000000",
                "Expect: 100-continue"));
    assertThat(answer).startsWith("HTTP/1.1 404 ").doesNotContain("100 Continue");
  }

  @Test
  void aGoodUploadIsToldToContinue() throws IOException {
    var head =
        head(
            "POST /v1/jobs/job_1/lines?offset=0 HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/x-ndjson",
            "Content-Length: 16",
            "Connection: close",
            "Expect: 100-continue");
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      var read = new StringBuilder();
      while (!read.toString().contains("\r\n\r\n")) {
        read.append((char) socket.getInputStream().read());
      }
      assertThat(read).startsWith("HTTP/1.1 100 Continue");
      socket.getOutputStream().write(LINES.getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void aBodyThatStallsIsAnsweredWith408() throws IOException {
    var answer = raw(STALLED);
    assertThat(answer).startsWith("HTTP/1.1 408 ").contains("request-timeout");
  }

  @Test
  void aLargeBodyThatIsRefusedStillGetsItsAnswer() {
    engine.refusal = Refusal.of(Refusal.Kind.NOT_FOUND, "no such job");
    problem(
        send("POST", "/v1/jobs/job_9/lines?offset=0", LINES.repeat(200_000), NDJSON),
        404,
        "not-found");
    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void aSecondUploadWaitsUntilTheFirstHasFallenSilent() throws Exception {
    try (var first = new Socket(InetAddress.getLoopbackAddress(), port)) {
      first.getOutputStream().write(STALLED.getBytes(StandardCharsets.UTF_8));
      org.awaitility.Awaitility.await().until(() -> engine.asked.size() == 2);
      var second = send("POST", "/v1/jobs/job_1/lines?offset=0", LINES, NDJSON);
      problem(second, 409, "idempotency-in-progress");
      assertThat(header(second, "Retry-After")).isEqualTo("1");
      org.awaitility.Awaitility.await()
          .until(() ->
              send("POST", "/v1/jobs/job_1/lines?offset=0", LINES, NDJSON).statusCode() == 200);
    }
  }
}
