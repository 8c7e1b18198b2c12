package dev.windlass.workers.provider.http;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The transport on Netty: one lane a thread, each with connections of its own, so that nothing of a
 * call is shared between threads. A request is one buffer of bytes; of the codec only the
 * response's half is used.
 */
final class NettyTransport implements HttpTransport {
  private final HttpSettings settings;
  private final MultiThreadIoEventLoopGroup group;
  private final List<NettyLane> lanes = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final byte[] standing;

  /**
   * @param mayRead whether answers may be taken in just now; while not, they stay with the network
   */
  NettyTransport(
      URI origin, List<Header> standing, HttpSettings settings, BooleanSupplier mayRead) {
    this(origin, standing, settings, mayRead, trustOfTheJdk(origin));
  }

  NettyTransport(
      URI origin,
      List<Header> standing,
      HttpSettings settings,
      BooleanSupplier mayRead,
      @Nullable SslContext tls) {
    this.settings = settings;
    this.standing = standingHead(origin, standing);
    group =
        new MultiThreadIoEventLoopGroup(
            settings.threads(),
            new DefaultThreadFactory("windlass-http-" + origin.getHost(), true),
            NioIoHandler.newFactory());
    var address = new Addresses(origin.getHost(), port(origin));
    for (int i = 0; i < settings.threads(); i++) {
      lanes.add(new NettyLane(group.next(), address, tls, settings, mayRead));
    }
  }

  private static int port(URI origin) {
    return origin.getPort() > 0 ? origin.getPort() : isTls(origin) ? 443 : 80;
  }

  private static boolean isTls(URI origin) {
    return "https".equalsIgnoreCase(origin.getScheme());
  }

  private static @Nullable SslContext trustOfTheJdk(URI origin) {
    if (!isTls(origin)) {
      return null;
    }
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.JDK)
          .endpointIdentificationAlgorithm("HTTPS")
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("this JDK offers no TLS", e);
    }
  }

  /** The lines that are the same in every request; Content-Length and the body come behind. */
  private static byte[] standingHead(URI origin, List<Header> headers) {
    var text =
        new StringBuilder(256).append(" HTTP/1.1\r\nHost: ").append(origin.getRawAuthority());
    text.append("\r\nUser-Agent: windlass\r\nContent-Type: application/json\r\n");
    headers.forEach(h -> append(text, h));
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void append(StringBuilder text, Header header) {
    text.append(HeaderText.checked(header.name()))
        .append(": ")
        .append(HeaderText.checked(header.value()))
        .append("\r\n");
  }

  @Override
  public InFlight post(Request request, Consumer<Ended> whenEnded) {
    var text = new StringBuilder(160);
    request.headers().forEach(h -> append(text, h));
    text.append("Content-Length: ").append(request.body().length).append("\r\n\r\n");
    var lane = lanes.get(Math.floorMod(next.getAndIncrement(), lanes.size()));
    var exchange =
        new NettyExchange(
            request,
            System.nanoTime(),
            settings.maxBodyBytes(),
            whenEnded,
            ("POST " + HeaderText.checked(request.path())).getBytes(StandardCharsets.ISO_8859_1),
            standing,
            text.toString().getBytes(StandardCharsets.ISO_8859_1));
    lane.submit(exchange);
    return () -> lane.abort(exchange);
  }

  @Override
  public void close() {
    lanes.forEach(NettyLane::close);
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }
}
