package dev.windlass.workers.provider.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.ModelProvider.InFlight;
import dev.windlass.workers.provider.ModelProvider.Request;
import dev.windlass.workers.provider.builtin.BuiltInPart;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Calls the endpoints of tools, each over a connection of its own. The address is checked against
 * the allow-list here once more: a chain may have been taken by a node that allows more. Redirects
 * are not followed. Thread-safe.
 */
final class ToolsPart implements BuiltInPart {
  private final ToolSettings settings;
  private final Set<ToolCall> underWay = ConcurrentHashMap.newKeySet();
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("windlass-tools", true), NioIoHandler.newFactory());

  /** Names are looked up here, since that blocks; no more at a time than calls may be under way. */
  private final ExecutorService names =
      Executors.newThreadPerTaskExecutor(
          Thread.ofVirtual().name("windlass-tool-names-", 0).factory());

  private final SslContext tls;

  ToolsPart(ToolSettings settings) {
    this.settings = settings;
    try {
      tls =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .endpointIdentificationAlgorithm("HTTPS")
              .build();
    } catch (SSLException e) {
      throw new IllegalStateException("this JDK offers no TLS", e);
    }
  }

  @Override
  public InFlight call(Request request, Consumer<CallResult> whenEnded) {
    var asked = read(request);
    if (asked == null || !settings.rules().allows(asked.url())) {
      var words =
          "this worker does not allow the tool's address; windlass.tools.allow must be the same on"
              + " every node";
      whenEnded.accept(ToolAnswers.failed(FailureClass.BAD_REQUEST, words));
      return () -> {};
    }
    var flight = new ToolCall(settings.mostBytes(), underWay::remove, whenEnded);
    underWay.add(flight);
    long left = Math.max(1, Duration.between(Instant.now(), request.deadline()).toMillis());
    var late =
        group
            .next()
            .schedule(
                () ->
                    flight.end(
                        ToolAnswers.failed(
                            FailureClass.TIMEOUT, "the tool gave no whole answer in time")),
                left,
                TimeUnit.MILLISECONDS);
    names.execute(() -> {
      try {
        var host = String.valueOf(asked.url().getHost());
        var address = PublicAddresses.find(host, settings.privateAddresses());
        connect(asked, address, flight, request.idempotencyKey(), () -> late.cancel(false));
      } catch (UnknownHostException e) {
        late.cancel(false);
        flight.end(
            ToolAnswers.failed(
                FailureClass.NOT_FOUND, "the tool cannot be called: " + e.getMessage()));
      }
    });
    return flight;
  }

  private static @Nullable ToolRequest read(Request request) {
    try {
      return ToolRequest.of(Json.read(request.call().messages().getFirst().content().asText()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return null;
    }
  }

  private void connect(
      ToolRequest asked, InetAddress address, ToolCall call, String key, Runnable whenClosed) {
    if (call.isOver()) {
      return;
    }
    new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.toIntExact(settings.connectTimeout().toMillis()))
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                if (asked.isTls()) {
                  channel
                      .pipeline()
                      .addLast(
                          tls.newHandler(channel.alloc(), asked.url().getHost(), asked.port()));
                }
                channel.pipeline().addLast(new HttpClientCodec()).addLast(call);
              }
            })
        .connect(new InetSocketAddress(address, asked.port()))
        .addListener((ChannelFuture connected) -> {
          if (!connected.isSuccess()) {
            whenClosed.run();
            call.end(
                ToolAnswers.failed(FailureClass.TRANSPORT, "nobody listens where the tool is"));
            return;
          }
          connected.channel().closeFuture().addListener(closed -> whenClosed.run());
          call.over(connected.channel());
          connected.channel().writeAndFlush(asked.http(key));
        });
  }

  @Override
  public void close() {
    underWay.forEach(ToolCall::abort);
    names.shutdownNow();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
