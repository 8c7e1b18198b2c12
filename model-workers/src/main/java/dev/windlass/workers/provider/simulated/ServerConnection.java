package dev.windlass.workers.provider.simulated;

import dev.windlass.workers.provider.simulated.Dice.Mishap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client's connection: one request at a time, on its loop's thread. */
final class ServerConnection extends ChannelInboundHandlerAdapter {
  private static final int LARGEST_BODY = 64 << 20;

  private final ChatService service;
  private @Nullable HttpRequest request;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
  private boolean tooLarge;
  private ChatService.@Nullable Plan plan;
  private @Nullable Future<?> timer;

  ServerConnection(ChatService service) {
    this.service = service;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
    try {
      if (message instanceof HttpRequest head) {
        if (plan != null || head.decoderResult().isFailure()) {
          context.close(); // a second request before the first was answered, or no HTTP
          return;
        }
        request = head;
        body.reset();
        tooLarge = false;
        if (HttpUtil.is100ContinueExpected(head)) {
          write(context, "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
      }
      if (message instanceof HttpContent content && request != null) {
        tooLarge |= body.size() + content.content().readableBytes() > LARGEST_BODY;
        if (!tooLarge) {
          content.content().readBytes(body, content.content().readableBytes());
        }
        if (message instanceof LastHttpContent) {
          whole(context, request);
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void whole(ChannelHandlerContext context, HttpRequest head) {
    request = null;
    var path = head.uri();
    if (tooLarge) {
      answer(
          context,
          head,
          ChatReply.error(413, "invalid_request_error", "", "The body is too large.", ""));
    } else if (path.endsWith("/chat/completions") && head.method().name().equals("POST")) {
      begin(context, head, service.arrived(body.toByteArray(), heads(head)));
    } else if (path.endsWith("/embeddings") && head.method().name().equals("POST")) {
      begin(context, head, service.embeddings(body.toByteArray(), heads(head)));
    } else if (path.startsWith(ToolEndpoints.PATH)) {
      var given = ToolEndpoints.answer(path, body.toByteArray());
      answer(
          context,
          head,
          given != null
              ? ChatReply.plain(200, "OK", "application/json", "", given)
              : ChatReply.error(400, "invalid_request_error", "", "An argument is missing.", ""));
    } else if (path.equals("/stats")) {
      answer(context, head, ChatReply.plain(200, "OK", "application/json", "", service.stats()));
    } else if (path.endsWith("/models")) {
      answer(context, head, ChatReply.plain(200, "OK", "application/json", "", models()));
    } else {
      var words = "Unknown request URL: " + head.method().name() + " " + path;
      answer(
          context, head, ChatReply.error(404, "invalid_request_error", "unknown_url", words, ""));
    }
  }

  private static ChatService.Heads heads(HttpRequest head) {
    return new ChatService.Heads(
        header(head, "Idempotency-Key"), header(head, "X-Windlass-Lease"), head.uri());
  }

  private void begin(ChannelHandlerContext context, HttpRequest head, ChatService.Plan next) {
    plan = next;
    if (next.mishap() == Mishap.HANG) {
      return; // until the client goes
    }
    piece(context, head, next, 0);
  }

  /** Each piece has the same share of the time; the last is due at the end of it. */
  private void piece(
      ChannelHandlerContext context, HttpRequest head, ChatService.Plan next, int number) {
    int pieces = Math.max(1, next.reply().size());
    long pause = next.after().toNanos() / pieces;
    if (pause == 0) {
      due(context, head, next, number);
    } else {
      timer =
          context
              .executor()
              .schedule(() -> due(context, head, next, number), pause, TimeUnit.NANOSECONDS);
    }
  }

  private void due(
      ChannelHandlerContext context, HttpRequest head, ChatService.Plan next, int number) {
    int last = next.mishap() == Mishap.CUT_IN_THE_MIDDLE ? next.reply().size() / 2 : -1;
    if (number == last || number >= next.reply().size() - 1) {
      end(context, head, next, number);
    } else {
      write(context, next.reply().get(number));
      piece(context, head, next, number + 1);
    }
  }

  private void end(
      ChannelHandlerContext context, HttpRequest head, ChatService.Plan ending, int number) {
    plan = null;
    timer = null;
    service.ended(ending.call(), true);
    var last = ending.reply().isEmpty() ? null : ending.reply().get(number);
    if (last == null || ending.mishap() == Mishap.CUT_IN_THE_MIDDLE) {
      // no lingering: the client sees a reset
      context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      if (last != null) {
        context.writeAndFlush(Unpooled.wrappedBuffer(last, 0, Math.max(0, last.length - 40)));
      }
      context.close();
    } else {
      answer(context, head, last);
    }
  }

  private static void answer(ChannelHandlerContext context, HttpRequest head, byte[] reply) {
    var written = context.writeAndFlush(Unpooled.wrappedBuffer(reply));
    if (!HttpUtil.isKeepAlive(head)) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static void write(ChannelHandlerContext context, byte[] bytes) {
    context.writeAndFlush(Unpooled.wrappedBuffer(bytes));
  }

  private static String header(HttpRequest head, String name) {
    var value = head.headers().get(name);
    return value == null ? "" : value;
  }

  private static String models() {
    var text = new StringBuilder("{\"object\":\"list\",\"data\":[");
    for (var model : Answers.MODELS) {
      text.append(text.charAt(text.length() - 1) == '[' ? "" : ",")
          .append("{\"id\":\"")
          .append(model)
          .append("\",\"object\":\"model\",\"created\":0,\"owned_by\":\"simulated\"}");
    }
    return text.append("]}").toString();
  }

  /** The client is gone: what it waited for is not answered any more. */
  @Override
  public void channelInactive(ChannelHandlerContext context) {
    var waiting = plan;
    plan = null;
    if (timer != null) {
      timer.cancel(false);
    }
    if (waiting != null) {
      service.ended(waiting.call(), false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
