package dev.windlass.workers.provider.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.windlass.workers.provider.InvalidSetting;
import java.time.Duration;

/**
 * How connections to one origin are kept; read once, at start.
 *
 * @param client {@code netty} or {@code pekko}
 * @param maxConnections open at a time
 * @param maxWaiting requests that may wait for a connection
 * @param maxConnecting connections being opened at a time, so that thousands are ramped up
 * @param connectTimeout for TCP and TLS together
 * @param keepIdle a connection idle for longer is closed and not used again
 * @param maxBodyBytes of an answer
 * @param threads that do the network's work, for Netty; pools side by side, for Pekko
 */
public record HttpSettings(
    Client client,
    int maxConnections,
    int maxWaiting,
    int maxConnecting,
    Duration connectTimeout,
    Duration keepIdle,
    Duration longestCall,
    long maxBodyBytes,
    int threads) {

  public enum Client {
    NETTY,
    PEKKO
  }

  private static final String ROOT = "windlass.http";

  /** Reads {@code windlass.http}. */
  public static HttpSettings of(Config config) {
    var http = config.getConfig(ROOT);
    var client =
        switch (http.getString("client")) {
          case "netty" -> Client.NETTY;
          case "pekko" -> Client.PEKKO;
          default -> throw new InvalidSetting(ROOT + ".client", "must be netty or pekko");
        };
    var connections =
        number(http, client == Client.PEKKO ? "pekko.max-connections" : "max-connections", 1 << 17);
    var threads = http.getInt("threads");
    if (threads < 0 || threads > 64) {
      throw new InvalidSetting(ROOT + ".threads", "must be 0 (by the machine's cores) to 64");
    }
    return new HttpSettings(
        client,
        connections,
        number(http, "max-waiting", 1 << 20),
        number(http, "max-connecting", 1 << 16),
        time(http, "connect-timeout"),
        time(http, "keep-idle"),
        time(http, "longest-call"),
        bytes(http, "max-answer"),
        threads > 0 ? threads : Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4));
  }

  /** The same with a provider's own number of connections. */
  public HttpSettings withMaxConnections(int connections) {
    return new HttpSettings(
        client,
        connections,
        maxWaiting,
        maxConnecting,
        connectTimeout,
        keepIdle,
        longestCall,
        maxBodyBytes,
        threads);
  }

  private static int number(Config http, String setting, int most) {
    var value = http.getInt(setting);
    if (value < 1 || value > most) {
      throw new InvalidSetting(ROOT + "." + setting, "must be 1 to " + most + ", not " + value);
    }
    return value;
  }

  private static Duration time(Config http, String setting) {
    Duration value;
    try {
      value = http.getDuration(setting);
    } catch (ConfigException.BadValue e) {
      throw new InvalidSetting(ROOT + "." + setting, "must be a time such as 10s");
    }
    if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
      throw new InvalidSetting(ROOT + "." + setting, "must be 1 ms to 1 day, not " + value);
    }
    return value;
  }

  private static long bytes(Config http, String setting) {
    var value = http.getBytes(setting);
    if (value < 1024 || value > 1 << 30) {
      throw new InvalidSetting(ROOT + "." + setting, "must be 1 KiB to 1 GiB");
    }
    return value;
  }
}
