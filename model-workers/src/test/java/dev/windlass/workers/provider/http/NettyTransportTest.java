package dev.windlass.workers.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.windlass.workers.provider.http.HttpTransport.Broken;
import dev.windlass.workers.provider.http.HttpTransport.Ended;
import dev.windlass.workers.provider.http.HttpTransport.Fault;
import dev.windlass.workers.provider.http.HttpTransport.InFlight;
import dev.windlass.workers.provider.http.HttpTransport.Request;
import dev.windlass.workers.provider.http.HttpTransport.Response;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyTransportTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private final BlockingQueue<Ended> ends = new ArrayBlockingQueue<>(100);
  private volatile boolean mayRead = true;
  private @Nullable NettyTransport transport;

  @AfterEach
  void close() {
    transport().close();
  }

  private NettyTransport transport() {
    return Objects.requireNonNull(transport);
  }

  @Test
  void anInterimAnswerIsNotTheAnswer() throws Exception {
    try (var server = RawServer.saying("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK)) {
      open(server.url(), 1);
      assertThat(body(post())).isEqualTo("ok");
      assertThat(body(post())).isEqualTo("ok");
      assertThat(server.connections).hasSize(1);
    }
  }

  @Test
  void whileThereIsNoRoomAnswersStayInTheirSocketsAndAreNotLate() throws Exception {
    var long1 = "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + "x".repeat(300_000);
    try (var server = RawServer.saying(long1)) {
      open(server.url(), 1);
      assertThat(body(post())).hasSize(300_000);
      mayRead = false;
      start(300);
      assertThat(ends.poll(1, TimeUnit.SECONDS)).as("neither an answer nor a timeout").isNull();
      mayRead = true;
      assertThat(body(next())).hasSize(300_000);
    }
  }

  @Test
  void aBodyWithoutALengthEndsWithTheConnection() throws Exception {
    try (var server =
        new RawServer((request, out, socket) -> {
          out.write("HTTP/1.1 200 OK\r\n\r\nto the end".getBytes(StandardCharsets.US_ASCII));
          return false;
        })) {
      open(server.url(), 1);
      assertThat(body(post())).isEqualTo("to the end");
    }
  }

  @Test
  void whatIsNoHttpIsACut() throws Exception {
    try (var server = RawServer.saying("SSH-2.0-OpenSSH_9.6\r\n\r\n")) {
      open(server.url(), 1);
      assertThat(fault(post())).isEqualTo(Fault.CUT);
    }
  }

  @Test
  void aRequestIsSentWhenItWasWrittenNotWhenItWaitsForAConnection() throws Exception {
    var mayAnswer = new CountDownLatch(1);
    try (var server =
        new RawServer((request, out, socket) -> {
          mayAnswer.await();
          out.write(OK.getBytes(StandardCharsets.US_ASCII));
          return true;
        })) {
      open(server.url(), 1);
      var first = new CountDownLatch(1);
      var second = new CountDownLatch(1);
      start(10_000, first::countDown);
      assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
      start(10_000, second::countDown);
      assertThat(second.getCount()).isEqualTo(1);
      mayAnswer.countDown();
      assertThat(body(next())).isEqualTo("ok");
      assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(body(next())).isEqualTo("ok");
    }
  }

  @Test
  void moreCallsThanConnectionsWaitTheirTurn() throws Exception {
    try (var server = RawServer.saying(OK)) {
      open(server.url(), 2);
      for (int i = 0; i < 20; i++) {
        start(10_000);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(body(next())).isEqualTo("ok");
      }
      assertThat(server.connections).hasSizeLessThanOrEqualTo(2);
      assertThat(server.requests).hasSize(20);
    }
  }

  @Test
  void anAbortClosesTheConnection() throws Exception {
    var arrived = new CountDownLatch(1);
    var server = new ArrayList<RawServer>();
    server.add(
        new RawServer((request, out, socket) -> {
          arrived.countDown();
          server.getFirst().waitForTheClientToGo(socket);
          return false;
        }));
    try (var only = server.getFirst()) {
      open(only.url(), 1);
      var flight = start(60_000);
      assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
      flight.abort();

      assertThat(fault(next())).isEqualTo(Fault.ABORTED);
      assertThat(only.sawTheClientGo()).isTrue();
    }
  }

  @Test
  void aDeadlineFreesTheConnectionForTheNextCall() throws Exception {
    try (var server =
        new RawServer((request, out, socket) -> {
          if (request.contains("hang")) {
            socket.getInputStream().read();
            return false;
          }
          out.write(OK.getBytes(StandardCharsets.US_ASCII));
          return true;
        })) {
      open(server.url(), 1);
      start(200, "hang");
      start(20_000, "waits for the only connection");

      assertThat(fault(next())).isEqualTo(Fault.TIMED_OUT);
      assertThat(body(next())).isEqualTo("ok");
    }
  }

  @Test
  void aConnectionThatTheServerClosedIsNotUsedAgain() throws Exception {
    try (var server =
        new RawServer((request, out, socket) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
                  .getBytes(StandardCharsets.US_ASCII));
          return false;
        })) {
      open(server.url(), 1);
      for (int i = 0; i < 5; i++) {
        assertThat(body(post())).isEqualTo("ok");
      }
      assertThat(server.requests).hasSize(5);
    }
  }

  @Test
  void aClosedTransportEndsWhatIsInFlightAndTakesNothingMore() throws Exception {
    var arrived = new CountDownLatch(1);
    try (var server =
        new RawServer((request, out, socket) -> {
          arrived.countDown();
          socket.getInputStream().read();
          return false;
        })) {
      open(server.url(), 1);
      start(60_000);
      assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
      transport().close();

      assertThat(fault(next())).isEqualTo(Fault.ABORTED);
      assertThat(fault(post())).isEqualTo(Fault.ABORTED);
    }
  }

  @Test
  void anUnknownHostIsUnreachable() throws Exception {
    open(URI.create("http://no-such-host.invalid/v1"), 1);
    assertThat(fault(post())).isEqualTo(Fault.UNREACHABLE);
  }

  @Test
  void aCertificateThatIsNotTrustedEndsTheCallBeforeAnythingIsSent() throws Exception {
    try (var server = secure()) {
      open(server.url(), 1);
      assertThat(fault(post())).isEqualTo(Fault.TLS);
      assertThat(server.requests).isEmpty();
    }
  }

  @Test
  void aCertificateOfAnotherHostIsNotTrusted() throws Exception {
    try (var server = secure()) {
      var other = URI.create(server.url().toString().replace("localhost", "127.0.0.2"));
      transport = new NettyTransport(other, List.of(), settings(1), () -> true, trustOfTheTest());
      var ended = post();
      assertThat(fault(ended)).isIn(Fault.TLS, Fault.UNREACHABLE);
      assertThat(server.requests).isEmpty();
    }
  }

  @Test
  void aTrustedServerIsCalledOverTls() throws Exception {
    try (var server = secure()) {
      transport =
          new NettyTransport(server.url(), List.of(), settings(1), () -> true, trustOfTheTest());
      assertThat(body(post())).isEqualTo("ok");
      assertThat(body(post())).isEqualTo("ok");
      assertThat(server.connections).hasSize(1);
    }
  }

  private void open(URI origin, int connections) {
    transport = new NettyTransport(origin, List.of(), settings(connections), () -> mayRead);
  }

  private static HttpSettings settings(int connections) {
    return HttpSettings.of(
        ConfigFactory.parseString(
                "windlass.http { threads = 1, max-connections = " + connections + " }")
            .withFallback(ConfigFactory.load())
            .resolve());
  }

  private Ended post() throws InterruptedException {
    start(20_000);
    return next();
  }

  private InFlight start(long timeoutMillis) {
    return start(timeoutMillis, "{}");
  }

  private void start(long timeoutMillis, Runnable whenSent) {
    transport()
        .post(
            new Request("/v1", List.of(), new byte[] {'{', '}'}, timeoutMillis, null, whenSent),
            ends::add);
  }

  private InFlight start(long timeoutMillis, String body) {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    return transport()
        .post(
            new Request("/v1/chat/completions", List.of(), bytes, timeoutMillis, null), ends::add);
  }

  private Ended next() throws InterruptedException {
    var ended = ends.poll(30, TimeUnit.SECONDS);
    assertThat(ended).as("the call must end").isNotNull();
    return ended;
  }

  private static String body(Ended ended) {
    assertThat(ended).isInstanceOf(Response.class);
    return new String(((Response) ended).body(), StandardCharsets.UTF_8);
  }

  private static Fault fault(Ended ended) {
    assertThat(ended).isInstanceOf(Broken.class);
    return ((Broken) ended).fault();
  }

  private static KeyStore keys() throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    try (InputStream file = NettyTransportTest.class.getResourceAsStream("/localhost.p12")) {
      store.load(file, PASSWORD);
    }
    return store;
  }

  private static RawServer secure() throws Exception {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(keys(), PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    var socket =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    return new RawServer(
        socket,
        "https",
        (request, out, client) -> {
          out.write(OK.getBytes(StandardCharsets.US_ASCII));
          out.flush();
          return true;
        });
  }

  private static SslContext trustOfTheTest() throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("localhost", keys().getCertificate("localhost"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return SslContextBuilder.forClient()
        .sslProvider(SslProvider.JDK)
        .endpointIdentificationAlgorithm("HTTPS")
        .trustManager(trust)
        .build();
  }
}
