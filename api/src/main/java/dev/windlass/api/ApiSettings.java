package dev.windlass.api;

import com.typesafe.config.Config;
import dev.windlass.api.http.BodySettings;
import java.time.Duration;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/**
 * {@code windlass.api}, read once.
 *
 * @param allowInsecureBind whether an address that others can reach may be bound without auth
 * @param requireIdempotencyKey whether jobs and runs may only be made with a key
 * @param overtakeAfter a sender of lines that was silent for so long may be overtaken by a newer
 *     one
 * @param sseKeepAlive a comment on a silent stream of events, so that nothing between cuts it
 * @param resultChunkLines result lines written in one piece
 * @param server of Pekko HTTP, from {@code windlass.api.server} over {@code pekko.http.server}
 */
public record ApiSettings(
    boolean allowInsecureBind,
    boolean requireIdempotencyKey,
    Duration overtakeAfter,
    Duration sseKeepAlive,
    int resultChunkLines,
    BodySettings bodies,
    ServerSettings server) {
  private static final String PATH = "windlass.api";

  /** Reads the settings; nonsense is refused by the setting's full path. */
  public static ApiSettings of(Config root) {
    var api = root.getConfig(PATH);
    int chunk = api.getInt("result-chunk-lines");
    if (chunk < 1 || chunk > 100_000) {
      throw new IllegalArgumentException(
          PATH + ".result-chunk-lines must be from 1 to 100000, not " + chunk);
    }
    var server = api.getConfig("server").atPath("pekko.http.server").withFallback(root);
    return new ApiSettings(
        api.getBoolean("allow-insecure-bind"),
        api.getBoolean("require-idempotency-key"),
        positive(api, "overtake-after"),
        positive(api, "sse-keepalive"),
        chunk,
        new BodySettings(
            api.getBytes("json-body"),
            positive(api, "upload-idle"),
            api.getBytes("drain"),
            positive(api, "drain-time")),
        ServerSettings.create(server.resolve()));
  }

  private static Duration positive(Config api, String key) {
    var value = api.getDuration(key);
    if (!value.isPositive()) {
      throw new IllegalArgumentException(PATH + "." + key + " must be longer than 0");
    }
    return value;
  }
}
