package dev.windlass.workers.provider.openai;

import static dev.windlass.engine.protocol.FailureClass.ANSWER_TOO_LARGE;
import static dev.windlass.engine.protocol.FailureClass.BAD_REQUEST;
import static dev.windlass.engine.protocol.FailureClass.CANCELLED;
import static dev.windlass.engine.protocol.FailureClass.TIMEOUT;
import static dev.windlass.engine.protocol.FailureClass.TRANSPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.http.RawServer;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a call when the network or the other side misbehaves. */
@ParameterizedClass
@ValueSource(strings = {"netty", "pekko"})
class OpenAiFaultsTest extends OverTheWire {
  OpenAiFaultsTest(String client) {
    super(client);
  }

  @Test
  void aConnectionIsKeptForTheNextCall() throws Exception {
    try (var server = RawServer.answering(200, "", PARIS)) {
      for (int i = 0; i < 5; i++) {
        assertThat(ask(server.url())).isInstanceOf(CallResult.Answered.class);
      }
      assertThat(server.connections).hasSize(1);
    }
  }

  @Test
  void nobodyListeningIsSaidWithTheAddress() throws Exception {
    int port;
    try (var unused = new ServerSocket(0)) {
      port = unused.getLocalPort();
    }
    var error = failed(ask(URI.create("http://127.0.0.1:" + port + "/v1"))).error();

    assertThat(error.kind()).isEqualTo(TRANSPORT);
    assertThat(error.message())
        .contains("nobody listens at http://127.0.0.1:" + port + "/v1")
        .contains("check OPENAI_BASE_URL");
  }

  @Test
  void aConnectionCutBeforeOrInTheAnswerIsATransportFaultAndTheRequestIsNotSentAgain()
      throws Exception {
    for (var bytes : List.of("", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"choices\":[")) {
      try (var server =
          new RawServer((request, out, socket) -> {
            out.write(bytes.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            socket.setSoLinger(true, 0);
            return false;
          })) {
        assertThat(failed(ask(server.url())).error().kind()).isEqualTo(TRANSPORT);
        assertThat(server.requests).hasSize(1);
      }
      provider().close();
    }
  }

  @Test
  void theDeadlineIsTotalHoweverSlowlyBytesCome() throws Exception {
    var started = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    for (var bytes : List.of("", started)) {
      try (var server =
          new RawServer((request, out, socket) -> {
            out.write(bytes.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 50; i++) {
              if (!bytes.isEmpty()) {
                out.write(' ');
                out.flush();
              }
              Thread.sleep(100); // a slow provider, which no test waits for
            }
            return false;
          })) {
        var asked = System.nanoTime();
        var error = failed(ask(server.url(), call("{}", null), Duration.ofMillis(300))).error();

        assertThat(error.kind()).isEqualTo(TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(3));
      }
      provider().close();
    }
  }

  @Test
  void aTooLongAnswerIsCut() throws Exception {
    var announced = "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n";
    var endless = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    var events =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (var head : List.of(announced, endless, events)) {
      var piece =
          ("data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(16_000) + "\"}}]}\n\n");
      var chunk =
          head.contains("chunked")
              ? Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n"
              : piece;
      try (var server =
          new RawServer((request, out, socket) -> {
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            while (true) { // until the client closes
              out.write(chunk.getBytes(StandardCharsets.US_ASCII));
            }
          })) {
        assertThat(failed(ask(server.url())).error().kind()).as(head).isEqualTo(ANSWER_TOO_LARGE);
        assertThat(server.sawTheClientGo()).isTrue();
      }
      provider().close();
    }
  }

  @Test
  void aTooLongEventIsCut() throws Exception {
    try (var server =
        RawServer.saying(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 4000006\r\n\r\ndata: "
                + "x".repeat(4_000_000))) {
      assertThat(failed(ask(server.url())).error().kind()).isEqualTo(ANSWER_TOO_LARGE);
    }
  }

  @Test
  void aStreamThatBreaksOffIsNoAnswer() throws Exception {
    var event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Par\"}}]}\n\n";
    try (var server =
        RawServer.saying(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: "
                + event.length()
                + "\r\n\r\n"
                + event)) {
      assertThat(failed(ask(server.url())).error().kind()).isEqualTo(TRANSPORT);
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (var elsewhere = RawServer.answering(200, "", PARIS);
        var server = RawServer.answering(307, "Location: " + elsewhere.url() + "\r\n", "")) {
      var error = failed(ask(server.url())).error();

      assertThat(error.kind()).isEqualTo(BAD_REQUEST);
      assertThat(error.message()).contains("307").contains("OPENAI_BASE_URL");
      assertThat(elsewhere.connections).isEmpty();
    }
  }

  @Test
  void anAbortedCallEndsAsCancelled() throws Exception {
    var arrived = new java.util.concurrent.CountDownLatch(1);
    try (var server =
        new RawServer((request, out, socket) -> {
          arrived.countDown();
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
                  .getBytes(StandardCharsets.US_ASCII));
          out.flush();
          socket.getInputStream().read();
          return false;
        })) {
      provider = at(server.url());
      var results = new ArrayBlockingQueue<CallResult>(2);
      var flight = provider().call(request(call("{}", null), Duration.ofSeconds(30)), results::add);
      assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
      flight.abort();
      flight.abort();

      assertThat(failed(Objects.requireNonNull(results.poll(10, TimeUnit.SECONDS))).error().kind())
          .isEqualTo(CANCELLED);
      provider().close();
      assertThat(results).isEmpty();
    }
  }

  @Test
  void aLineBreakInAKeyNeverBecomesAHeader() {
    provider = at(URI.create("http://127.0.0.1:9/v1"));
    var request =
        new ModelProvider.Request(
            call("{}", null), "run\r\nX-Evil: 1", Instant.now().plusSeconds(5));
    assertThatThrownBy(() -> provider().call(request, result -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
