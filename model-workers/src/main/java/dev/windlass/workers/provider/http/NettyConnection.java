package dev.windlass.workers.provider.http;

import dev.windlass.workers.provider.http.HttpTransport.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.ConnectException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection with at most one call on it. Lives on its lane's thread.
 *
 * <p>A call is sent again elsewhere in one case only: the connection turned out to be closed and
 * the network had taken no byte of the request.
 */
final class NettyConnection extends ChannelInboundHandlerAdapter {
  private final NettyLane lane;
  private @Nullable Channel channel;
  private @Nullable NettyExchange exchange;
  private boolean headIn;
  private boolean interim;
  private boolean keep;
  private boolean enough;

  long idleSinceNanos;

  NettyConnection(NettyLane lane) {
    this.lane = lane;
  }

  @Nullable NettyExchange exchange() {
    return exchange;
  }

  boolean usable() {
    return channel != null && channel.isActive();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
  }

  void send(NettyExchange next) {
    var to = channel;
    if (to == null) {
      throw new IllegalStateException("a connection without a channel was handed out");
    }
    exchange = next;
    next.connection = this;
    headIn = false;
    interim = false;
    enough = false;
    var bytes = next.bytes(to.alloc());
    var start = bytes.readerIndex();
    var plain = to.pipeline().get(SslHandler.class) == null;
    to.writeAndFlush(bytes)
        .addListener(written -> {
          if (written.isSuccess()) {
            next.request.whenSent().run();
          } else if (exchange == next) {
            // the index moves with every byte the socket takes; under TLS it says nothing
            writeFailed(next, plain && bytes.readerIndex() == start, written.cause());
          }
        });
  }

  private void writeFailed(NettyExchange failed, boolean untouched, Throwable cause) {
    exchange = null;
    failed.connection = null;
    if (untouched) {
      lane.notSent(failed);
    } else {
      failed.fail(Fault.CUT, "the connection broke while the request was sent: " + reason(cause));
    }
    close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      var current = exchange;
      if (current == null) {
        close(); // nobody asked: what comes now belongs to no call
        return;
      }
      if (message instanceof HttpResponse response) {
        head(current, response);
      }
      if (exchange == current && message instanceof HttpContent content) {
        body(current, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
    lane.pieceTaken();
  }

  /** Whether what the other side sends is taken from the network. */
  void read(boolean now) {
    if (channel != null) {
      channel.config().setAutoRead(now);
    }
  }

  private void head(NettyExchange current, HttpResponse response) {
    if (response.decoderResult().isFailure()) {
      broken(current, "what came is no HTTP answer: " + reason(response.decoderResult().cause()));
      return;
    }
    var status = response.status().code();
    interim = status < 200;
    if (interim) {
      return;
    }
    headIn = true;
    keep = HttpUtil.isKeepAlive(response);
    if (!current.head(status, headers(response), HttpUtil.getContentLength(response, -1L))) {
      tooLarge(current);
    }
  }

  private static Map<String, String> headers(HttpResponse response) {
    var all = new HashMap<String, String>();
    var entries = response.headers().iteratorCharSequence();
    while (entries.hasNext()) {
      var entry = entries.next();
      all.putIfAbsent(
          entry.getKey().toString().toLowerCase(Locale.ROOT), entry.getValue().toString());
    }
    return all;
  }

  private void body(NettyExchange current, HttpContent content) {
    if (content.decoderResult().isFailure()) {
      broken(current, "the answer broke off: " + reason(content.decoderResult().cause()));
      return;
    }
    var last = content instanceof LastHttpContent;
    if (interim) {
      interim = !last;
      return;
    }
    ByteBuf bytes = content.content();
    if (bytes.isReadable() && !enough) {
      switch (current.piece(bytes.nioBuffer())) {
        case GO_ON -> {}
        case ENOUGH -> enough = true;
        case TOO_LARGE -> {
          tooLarge(current);
          return;
        }
      }
    }
    if (last) {
      done(current, keep);
    }
  }

  /** A sink that has enough waits for the end of the body only as far as it has come already. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    var current = exchange;
    if (enough && current != null) {
      done(current, false);
    }
  }

  private void done(NettyExchange current, boolean again) {
    exchange = null;
    current.connection = null;
    if (again && usable()) {
      lane.free(this);
    } else {
      close();
    }
    current.complete();
  }

  private void tooLarge(NettyExchange current) {
    exchange = null;
    close();
    current.tooLarge();
  }

  private void broken(NettyExchange current, String detail) {
    exchange = null;
    close();
    current.fail(Fault.CUT, detail);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    var current = exchange;
    exchange = null;
    lane.gone(this);
    if (current != null) {
      current.fail(
          Fault.CUT,
          headIn
              ? "the connection closed in the middle of the answer"
              : "the connection closed before the answer");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var current = exchange;
    if (current != null) {
      broken(current, "the connection broke: " + reason(cause));
    } else {
      close();
    }
  }

  void close() {
    if (channel != null) {
      channel.close();
    }
  }

  /** For a person; an exception's name where it has no words. */
  static String reason(@Nullable Throwable cause) {
    if (cause == null) {
      return "unknown";
    }
    if (cause instanceof ConnectException) {
      return "nobody listens";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
