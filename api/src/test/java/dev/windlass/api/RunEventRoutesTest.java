package dev.windlass.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.RunEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunEventRoutesTest extends ApiTest {
  private static final String EVENTS = "/v1/runs/run_1/events";

  @Test
  void eventsOfARunAreFramedAsBrowsersReadThem() throws Exception {
    engine.runEvents =
        List.of(
            new RunEvent.Snapshot(engine.run),
            new RunEvent.Tokens("/0", 1, 1, 0, 0, "Par\n", false),
            new RunEvent.Restarted("/0", 1, 2, "retry"),
            new RunEvent.Tokens("/0", 1, 2, 9, 9, "is", true),
            new RunEvent.Partial("/1", 1, Json.read("{\"a\":1}"), false),
            new RunEvent.Item("/2", 1, 0, Json.read("\"x\"")),
            new RunEvent.End(engine.run));
    var answer = get(EVENTS + "?include=tokens", "Accept", "text/event-stream");
    assertThat(header(answer, "Content-Type")).isEqualTo("text/event-stream");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    var frames = answer.body().split("\n\n", -1);
    assertThat(frames[0]).isEqualTo("retry: 2000");
    assertThat(frames[1]).startsWith("event: snapshot\ndata: {\"id\":\"");
    assertThat(frames[2])
        .isEqualTo(
            "event: tokens\ndata: {\"step\":\"/0\",\"ask\":1,\"attempt\":1,\"offset\":0,\"text\":\"Par\\n\"}");
    assertThat(frames[3])
        .isEqualTo(
            "event: restarted\ndata: {\"step\":\"/0\",\"ask\":1,\"attempt\":2,\"reason\":\"retry\"}");
    assertThat(frames[4])
        .isEqualTo(
            "event: tokens\ndata: {\"step\":\"/0\",\"ask\":1,\"attempt\":2,\"offset\":9,\"skipped\":9,\"text\":\"is\",\"whole\":true}");
    assertThat(frames[5])
        .isEqualTo("event: partial\ndata: {\"step\":\"/1\",\"ask\":1,\"value\":{\"a\":1}}");
    assertThat(frames[6])
        .isEqualTo("event: item\ndata: {\"step\":\"/2\",\"ask\":1,\"index\":0,\"value\":\"x\"}");
    assertThat(frames[7]).startsWith("id: end\nevent: end\ndata: {\"id\":\"");
    assertThat(engine.lastAsked()).isEqualTo("events run_1 true true");
  }

  @Test
  void tokensAreToldOnlyToWhoWantsThem() {
    get(EVENTS);
    assertThat(engine.lastAsked()).isEqualTo("events run_1 false false");
    get(EVENTS + "?include=partials");
    assertThat(engine.lastAsked()).isEqualTo("events run_1 false true");
    assertThat(get(EVENTS + "?include=everything").statusCode()).isEqualTo(400);
  }

  @Test
  void whoeverHasSeenTheEndIsToldToStop() {
    assertThat(get(EVENTS, "Last-Event-ID", "end").statusCode()).isEqualTo(204);
  }
}
