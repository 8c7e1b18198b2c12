package dev.windlass.deploy.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.windlass.engine.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One JSON object for each line of the log: ts, level, logger, msg, and error where there is one.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    var line = Json.object();
    line.put("ts", Instant.ofEpochMilli(event.getTimeStamp()).toString());
    line.put("level", event.getLevel().toString());
    line.put("logger", event.getLoggerName());
    line.put("msg", event.getFormattedMessage());
    event.getMDCPropertyMap().forEach(line::put);
    var thrown = event.getThrowableProxy();
    if (thrown != null) {
      line.put("error", chain(thrown));
    }
    return (Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String chain(IThrowableProxy thrown) {
    var text = new StringBuilder(thrown.getClassName()).append(": ").append(thrown.getMessage());
    var frames = thrown.getStackTraceElementProxyArray();
    for (int i = 0; i < Math.min(3, frames.length); i++) {
      text.append(' ').append(frames[i].getSTEAsString());
    }
    var cause = thrown.getCause();
    return cause == null
        ? text.toString()
        : text.append("; because ").append(chain(cause)).toString();
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}
