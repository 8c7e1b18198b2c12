package dev.windlass.workers.provider.simulated;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running simulated provider. Speaks {@code POST /v1/chat/completions} (streamed too), {@code
 * POST /v1/embeddings}, {@code GET /v1/models} and {@code GET /stats}, and has the endpoints that
 * examples of tools call. Thread-safe.
 */
public final class SimulatedProvider implements AutoCloseable {
  private static final int BACKLOG = 16_384;
  private static final int LONGEST_LINE = 8 * 1024;
  private static final int LONGEST_HEAD = 64 * 1024;
  private static final int LARGEST_PIECE = 64 * 1024;

  private final MultiThreadIoEventLoopGroup group;
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final ChatService service;
  private final @Nullable CallLog log;
  private final InetSocketAddress address;

  private SimulatedProvider(SimulatedSettings settings, String host, int port) throws IOException {
    log = settings.log() == null ? null : new CallLog(settings.log());
    service = new ChatService(settings, log);
    group =
        new MultiThreadIoEventLoopGroup(
            settings.threads(),
            new DefaultThreadFactory("windlass-simulated", true),
            NioIoHandler.newFactory());
    var bound =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    open.add(channel);
                    channel
                        .pipeline()
                        .addLast(new HttpRequestDecoder(LONGEST_LINE, LONGEST_HEAD, LARGEST_PIECE))
                        .addLast(new ServerConnection(service));
                  }
                })
            .bind(host, port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      if (log != null) {
        log.close();
      }
      throw new IOException(
          "the simulated provider cannot listen on "
              + host
              + ":"
              + port
              + ": "
              + bound.cause().getMessage(),
          bound.cause());
    }
    open.add(bound.channel());
    address = (InetSocketAddress) bound.channel().localAddress();
  }

  /**
   * Takes requests when it returns.
   *
   * @param port 0 for a free one
   * @throws IOException when the port is taken (its cause is then a {@link java.net.BindException})
   *     or the log cannot be opened
   */
  public static SimulatedProvider start(SimulatedSettings settings, String host, int port)
      throws IOException {
    return new SimulatedProvider(settings, host, port);
  }

  /** On a free port of the loopback interface. */
  public static SimulatedProvider start(SimulatedSettings settings) throws IOException {
    return start(settings, "127.0.0.1", 0);
  }

  public String host() {
    return address.getAddress().getHostAddress();
  }

  public int port() {
    return address.getPort();
  }

  /** What goes to {@code OPENAI_BASE_URL}; ends in {@code /v1}. */
  public URI baseUrl() {
    var host = host();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + "/v1");
  }

  /** The same as {@code GET /stats}: counts since the start, as JSON. */
  public String stats() {
    return service.stats();
  }

  /** Cuts all connections; returns when the log is written. */
  @Override
  public void close() {
    open.close().awaitUninterruptibly(2_000);
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2_500);
    if (log != null) {
      log.close();
    }
  }
}
