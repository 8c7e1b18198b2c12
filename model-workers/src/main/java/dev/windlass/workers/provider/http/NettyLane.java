package dev.windlass.workers.provider.http;

import dev.windlass.workers.provider.http.HttpTransport.Fault;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one thread to one origin. A call takes the idle connection used last (so that
 * what is not needed grows old and is closed), or opens one, or waits.
 *
 * <p>All fields belong to the loop's thread. Deadlines have no timers: one look a tenth of a second
 * goes over all connections, which costs less than a timer a call even with ten thousand of them.
 */
final class NettyLane {
  private static final long LOOK_MILLIS = 100;
  private static final long CATCH_UP_NANOS = 1_000_000_000L;
  private static final int LONGEST_LINE = 8 * 1024;
  private static final int LONGEST_HEAD = 64 * 1024;
  private static final int LARGEST_PIECE = 64 * 1024;

  private final EventLoop loop;
  private final Addresses addresses;
  private final @Nullable SslContext tls;
  private final HttpSettings settings;
  private final BooleanSupplier mayRead;
  private final int maxConnections;
  private final int maxConnecting;
  private final ArrayDeque<NettyConnection> idle = new ArrayDeque<>();
  private final ArrayList<NettyConnection> open = new ArrayList<>();
  private final ArrayDeque<NettyExchange> waiting = new ArrayDeque<>();
  private int connecting;
  private boolean closed;

  /** Nothing is read, and so nothing is late. */
  private boolean holding;

  /** When it is read again, what came meanwhile must be read before anything is late. */
  private long lateFromNanos;

  NettyLane(
      EventLoop loop,
      Addresses addresses,
      @Nullable SslContext tls,
      HttpSettings settings,
      BooleanSupplier mayRead) {
    this.mayRead = mayRead;
    lateFromNanos = System.nanoTime();
    this.loop = loop;
    this.addresses = addresses;
    this.tls = tls;
    this.settings = settings;
    maxConnections = Math.ceilDiv(settings.maxConnections(), settings.threads());
    maxConnecting = Math.ceilDiv(settings.maxConnecting(), settings.threads());
    loop.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  void submit(NettyExchange exchange) {
    onLoop(() -> start(exchange), exchange);
  }

  void abort(NettyExchange exchange) {
    if (!exchange.isOver()) {
      onLoop(() -> cut(exchange, Fault.ABORTED, "aborted"), exchange);
    }
  }

  void close() {
    try {
      loop.execute(this::closeAll);
    } catch (RejectedExecutionException e) {
      // the loop has ended, and with it every connection
    }
  }

  private void onLoop(Runnable task, NettyExchange exchange) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      exchange.fail(Fault.ABORTED, "the provider was closed");
    }
  }

  private void start(NettyExchange exchange) {
    if (closed) {
      exchange.fail(Fault.ABORTED, "the provider was closed");
      return;
    }
    for (var connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
      if (connection.usable()) {
        connection.send(exchange);
        return;
      }
    }
    if (waiting.size() >= settings.maxWaiting()) {
      exchange.fail(Fault.FULL, "more than " + settings.maxWaiting() + " requests wait to be sent");
      return;
    }
    waiting.addLast(exchange);
    openMore();
  }

  /** One connection for each call that waits, as far as both bounds allow. */
  private void openMore() {
    while (!closed
        && waiting.size() > connecting
        && connecting < maxConnecting
        && open.size() + connecting < maxConnections) {
      connecting++;
      addresses.find(
          loop,
          (found, unknown) -> {
            if (found == null) {
              connectFailed(Fault.UNREACHABLE, "the host " + addresses.host() + " is not known");
            } else {
              connect(found, 0);
            }
          });
    }
  }

  private void connect(List<InetSocketAddress> found, int which) {
    var connection = new NettyConnection(this);
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.toIntExact(settings.connectTimeout().toMillis()))
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                if (tls != null) {
                  var handler = tls.newHandler(channel.alloc(), addresses.host(), addresses.port());
                  handler.setHandshakeTimeoutMillis(settings.connectTimeout().toMillis());
                  channel.pipeline().addLast(handler);
                }
                channel
                    .pipeline()
                    .addLast(new HttpResponseDecoder(LONGEST_LINE, LONGEST_HEAD, LARGEST_PIECE))
                    .addLast(connection);
              }
            })
        .connect(found.get(which))
        .addListener((ChannelFuture tcp) -> tcpEnded(tcp, connection, found, which));
  }

  private void tcpEnded(
      ChannelFuture tcp, NettyConnection connection, List<InetSocketAddress> found, int which) {
    if (!tcp.isSuccess()) {
      if (which + 1 < found.size()) {
        connect(found, which + 1);
      } else {
        connectFailed(Fault.UNREACHABLE, NettyConnection.reason(tcp.cause()));
      }
      return;
    }
    var handshake = tcp.channel().pipeline().get(SslHandler.class);
    if (handshake == null) {
      connected(connection);
      return;
    }
    handshake
        .handshakeFuture()
        .addListener(shaken -> {
          if (shaken.isSuccess()) {
            connected(connection);
          } else {
            tcp.channel().close();
            connectFailed(Fault.TLS, NettyConnection.reason(shaken.cause()));
          }
        });
  }

  private void connected(NettyConnection connection) {
    connecting--;
    if (closed) {
      connection.close();
      return;
    }
    open.add(connection);
    connection.read(!holding);
    free(connection);
  }

  /** Each failed attempt fails the call that has waited longest: it was opened for one of them. */
  private void connectFailed(Fault fault, String detail) {
    connecting--;
    var exchange = waiting.pollFirst();
    if (exchange != null) {
      exchange.fail(fault, detail);
    }
    openMore();
  }

  /** A connection has nothing to do. */
  void free(NettyConnection connection) {
    NettyExchange exchange;
    while ((exchange = waiting.pollFirst()) != null) {
      if (!exchange.isOver()) {
        connection.send(exchange);
        return;
      }
    }
    connection.idleSinceNanos = System.nanoTime();
    idle.addFirst(connection);
  }

  /** A request that the network took no byte of goes to the head of those that wait. */
  void notSent(NettyExchange exchange) {
    waiting.addFirst(exchange);
    openMore();
  }

  void gone(NettyConnection connection) {
    idle.remove(connection);
    open.remove(connection);
    openMore();
  }

  private void cut(NettyExchange exchange, Fault fault, String detail) {
    exchange.fail(fault, detail);
    if (exchange.connection != null) {
      exchange.connection.close();
    } else {
      waiting.remove(exchange);
    }
  }

  /** After a piece of an answer: whether another may be taken in. */
  void pieceTaken() {
    if (!holding && !mayRead.getAsBoolean()) {
      holding = true;
      open.forEach(connection -> connection.read(false));
    }
  }

  private void look() {
    var now = System.nanoTime();
    if (holding && mayRead.getAsBoolean()) {
      holding = false;
      lateFromNanos = now + CATCH_UP_NANOS;
      open.forEach(connection -> connection.read(true));
    }
    if (holding || now - lateFromNanos < 0) {
      return;
    }
    for (int i = open.size() - 1; i >= 0; i--) {
      var connection = open.get(i);
      var exchange = connection.exchange();
      if (exchange != null && now - exchange.deadlineNanos >= 0) {
        cut(exchange, Fault.TIMED_OUT, late(exchange));
      } else if (exchange == null
          && now - connection.idleSinceNanos > settings.keepIdle().toNanos()) {
        connection.close();
      }
    }
    if (!waiting.isEmpty()) {
      waiting.removeIf(exchange -> {
        var isLate = now - exchange.deadlineNanos >= 0;
        if (isLate) {
          exchange.fail(Fault.TIMED_OUT, late(exchange) + "; it waited for a connection");
        }
        return isLate;
      });
    }
  }

  private static String late(NettyExchange exchange) {
    return "no whole answer within " + exchange.request.timeoutMillis() + " ms";
  }

  private void closeAll() {
    closed = true;
    for (var exchange : waiting) {
      exchange.fail(Fault.ABORTED, "the provider was closed");
    }
    waiting.clear();
    for (var connection : List.copyOf(open)) {
      var exchange = connection.exchange();
      if (exchange != null) {
        exchange.fail(Fault.ABORTED, "the provider was closed");
      }
      connection.close();
    }
  }
}
