package dev.windlass.workers.provider.tools;

import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.ModelProvider.InFlight;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call under way: gathers the answer within its bound, and ends exactly once. Ending is
 * thread-safe; gathering belongs to the connection's thread.
 */
final class ToolCall extends ChannelInboundHandlerAdapter implements InFlight {
  private final int mostBytes;
  private final Consumer<ToolCall> first;
  private final Consumer<CallResult> whenEnded;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
  private volatile @Nullable Channel channel;
  private int status;
  private Charset charset = StandardCharsets.UTF_8;
  private @Nullable Long retryAfter;

  /**
   * @param first done when it ends, before anybody is told
   */
  ToolCall(int mostBytes, Consumer<ToolCall> first, Consumer<CallResult> whenEnded) {
    this.mostBytes = mostBytes;
    this.first = first;
    this.whenEnded = whenEnded;
  }

  boolean isOver() {
    return ended.get();
  }

  void over(Channel connection) {
    channel = connection;
    if (isOver()) {
      connection.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
    try {
      if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
        end(ToolAnswers.failed(FailureClass.TRANSPORT, "what the tool sent is no HTTP answer"));
        return;
      }
      if (message instanceof HttpResponse head) {
        head(head);
      }
      if (message instanceof HttpContent content && status >= 200) {
        var bytes = content.content();
        if (body.size() + bytes.readableBytes() > mostBytes) {
          end(
              ToolAnswers.failed(
                  FailureClass.ANSWER_TOO_LARGE,
                  "the tool's answer is longer than " + mostBytes + " bytes"));
          return;
        }
        bytes.readBytes(body, bytes.readableBytes());
        if (message instanceof LastHttpContent) {
          end(ToolAnswers.answered(status, body.toString(charset), retryAfter));
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void head(HttpResponse head) {
    status = head.status().code();
    charset = HttpUtil.getCharset(head, StandardCharsets.UTF_8);
    var away = head.headers().get(HttpHeaderNames.RETRY_AFTER);
    if (away != null && away.length() < 6 && away.chars().allMatch(c -> c >= '0' && c <= '9')) {
      retryAfter = Long.valueOf(away);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(ToolAnswers.failed(FailureClass.TRANSPORT, "the tool closed the connection too early"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(ToolAnswers.failed(FailureClass.TRANSPORT, "the connection to the tool broke"));
  }

  @Override
  public void abort() {
    end(ToolAnswers.failed(FailureClass.CANCELLED, "the call was cut"));
  }

  void end(CallResult how) {
    if (ended.compareAndSet(false, true)) {
      var connection = channel;
      if (connection != null) {
        connection.close();
      }
      first.accept(this);
      whenEnded.accept(how);
    }
  }
}
