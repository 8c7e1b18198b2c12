package dev.windlass.workers.provider.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An exchange with its request as bytes; belongs to one lane and its thread. */
final class NettyExchange extends HttpExchange {
  private final byte[] line;
  private final byte[] standing;
  private final byte[] own;

  /** Where it is under way; null while it waits for a connection. */
  @Nullable NettyConnection connection;

  NettyExchange(
      HttpTransport.Request request,
      long now,
      long maxBody,
      Consumer<HttpTransport.Ended> whenEnded,
      byte[] line,
      byte[] standing,
      byte[] own) {
    super(request, now, maxBody, whenEnded);
    this.line = line;
    this.standing = standing;
    this.own = own;
  }

  ByteBuf bytes(ByteBufAllocator allocator) {
    var body = request.body();
    return allocator
        .directBuffer(line.length + standing.length + own.length + body.length)
        .writeBytes(line)
        .writeBytes(standing)
        .writeBytes(own)
        .writeBytes(body);
  }
}
