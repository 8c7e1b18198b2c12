package dev.windlass.deploy.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Where the log goes: standard error for a server, a file for one that lives in a command. */
final class Logging {
  private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{0}  %msg%n%ex{short}";

  private Logging() {}

  /** Lines of text where a person reads, JSON where a machine does. */
  static void toStandardError(boolean person) {
    var context = context();
    if (context == null) {
      return;
    }
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setTarget("System.err");
    begin(context, console, person ? text(context) : json(context));
  }

  /** At most two files of 8 MiB in the folder, {@code windlass.log} the newer. */
  static void toFolder(Path folder) {
    var context = context();
    if (context == null) {
      return;
    }
    var file = new RollingFileAppender<ILoggingEvent>();
    file.setContext(context);
    file.setFile(folder.resolve("windlass.log").toString());
    var rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(file);
    rolling.setFileNamePattern(folder.resolve("windlass.%i.log").toString());
    rolling.setMinIndex(1);
    rolling.setMaxIndex(1);
    rolling.start();
    var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
    trigger.setContext(context);
    trigger.setMaxFileSize(FileSize.valueOf("8MB"));
    trigger.start();
    file.setRollingPolicy(rolling);
    file.setTriggeringPolicy(trigger);
    begin(context, file, text(context));
  }

  /** Lets go of the file. */
  static void stop() {
    var context = context();
    if (context != null) {
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
    }
  }

  /** Null where another library stands behind the log, as in some tests. */
  private static @Nullable LoggerContext context() {
    return LoggerFactory.getILoggerFactory() instanceof LoggerContext context ? context : null;
  }

  private static void begin(
      LoggerContext context,
      OutputStreamAppender<ILoggingEvent> appender,
      Encoder<ILoggingEvent> encoder) {
    context.reset();
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    context.getLogger("dev.windlass").setLevel(Level.INFO);
    context.getLogger("org.apache.pekko.io.TcpListener").setLevel(Level.OFF); // said by us
    context.getLogger("com.networknt").setLevel(Level.OFF); // it would print what it validates
    root.addAppender(appender);
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    return encoder;
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    var encoder = new JsonLines();
    encoder.setContext(context);
    return encoder;
  }
}
