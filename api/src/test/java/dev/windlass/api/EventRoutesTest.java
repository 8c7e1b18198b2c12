package dev.windlass.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.JobEvent;
import dev.windlass.engine.protocol.JobState;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;

class EventRoutesTest extends ApiTest {
  private static final String EVENTS = "/v1/jobs/job_1/events";

  @Override
  String settings() {
    return "windlass.api.sse-keepalive = 100 ms";
  }

  @Test
  void eventsAreFramedAsBrowsersReadThem() {
    var ended = Samples.job(JobState.COMPLETED, true, 90);
    engine.events =
        Source.from(
            List.of(
                new JobEvent.Snapshot(1, Samples.NOON, Samples.job()),
                new JobEvent.StateChanged(2, Samples.NOON, ended, JobState.RUNNING, null),
                new JobEvent.End(3, Samples.NOON, ended)));
    var answer = get(EVENTS, "Accept", "text/event-stream");
    assertThat(header(answer, "Content-Type")).isEqualTo("text/event-stream");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(answer, "X-Accel-Buffering")).isEqualTo("no");
    var frames = answer.body().split("\n\n", -1);
    assertThat(frames[0]).isEqualTo("retry: 2000");
    assertThat(frames[1]).startsWith("id: 1\nevent: snapshot\ndata: {\"id\":\"job_1\"");
    assertThat(frames[2])
        .isEqualTo(
            "id: 2\nevent: state\ndata: {\"state\":\"completed\",\"previous\":\"running\",\"reason\":null}");
    assertThat(frames[3])
        .isEqualTo(
            "id: 3\nevent: end\ndata: {\"state\":\"completed\",\"counts\":{\"accepted\":10,\"waiting\":4,\"running\":2,\"succeeded\":3,\"failed\":1,\"cancelled\":0}}");
    assertThat(engine.lastAsked()).isEqualTo("events after null");
  }

  @Test
  void progressIsFlat() {
    engine.events = Source.single(new JobEvent.Progress(4, Samples.NOON, Samples.job()));
    var data = get(EVENTS).body().split("data: ", -1)[1];
    assertThat(Samples.json(data))
        .isEqualTo(
            Samples.json(
                """
                {'accepted':10,'waiting':4,'running':2,'succeeded':3,'failed':1,'cancelled':0,
                 'cost':'0.00042','currency':'USD','tokens_in':120,'tokens_out':30,
                 'rate_per_s':166.6,'eta_ms':5421000,'eta_low_ms':5000000,'eta_high_ms':null,
                 'limited_by':'openai/gpt-x rpm','limit_used':0.97,
                 'waiting_for':{'requests':4},'waiting_reason':'requests',
                 'waiting_since':'2026-11-20T12:00:00.000Z'}
                """));
  }

  @Test
  void aWatcherGoesOnAfterTheLastEventItSaw() {
    get(EVENTS, "Last-Event-ID", "7");
    assertThat(engine.lastAsked()).isEqualTo("events after 7");
    get(EVENTS + "?last_event_id=8");
    assertThat(engine.lastAsked()).isEqualTo("events after 8");
    get(EVENTS, "Last-Event-ID", "garbage");
    assertThat(engine.lastAsked()).isEqualTo("events after null");
  }

  @Test
  void whoeverHasSeenTheEndIsToldToStop() {
    var ended = Samples.job(JobState.COMPLETED, true, 90);
    engine.job = ended;
    assertThat(get(EVENTS, "Last-Event-ID", "3").statusCode()).as("nothing left").isEqualTo(204);
    engine.events = Source.single(new JobEvent.End(3, Samples.NOON, ended));
    assertThat(get(EVENTS, "Last-Event-ID", "3").statusCode()).isEqualTo(204);
    assertThat(get(EVENTS, "Last-Event-ID", "2").body()).contains("event: end");
    assertThat(get(EVENTS).body()).contains("event: end");
  }

  @Test
  void aSilentStreamIsKeptAlive() throws Exception {
    engine.events = Source.<JobEvent>never();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              ("GET " + EVENTS + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      var read = new StringBuilder();
      while (!read.toString().contains(": keep-alive\n\n")) {
        read.append((char) socket.getInputStream().read());
      }
      assertThat(read).contains("retry: 2000\n\n");
    }
  }

  @Test
  void eventsCanBeReadAsAPage() {
    engine.events =
        Source.from(
            List.of(
                (JobEvent) new JobEvent.Snapshot(1, Samples.NOON, Samples.job()),
                new JobEvent.StateChanged(
                    5, Samples.NOON, Samples.job(), JobState.PAUSED, "user")));
    var page = json(get(EVENTS, "Accept", "application/json"));
    assertThat(page.get("items").get(1))
        .isEqualTo(
            Samples.json(
                "{'id':5,'event':'state','data':{'state':'running','previous':'paused',"
                    + "'reason':'user'},'time':'2026-11-20T12:00:00.000Z'}"));
    var token = page.get("next_page_token").asText();
    get(EVENTS + "?page_token=" + token, "Accept", "application/json");
    assertThat(engine.lastAsked()).isEqualTo("events after 5");
    problem(get(EVENTS + "?page_token=x", "Accept", "application/json"), 400, "invalid-request");
  }
}
