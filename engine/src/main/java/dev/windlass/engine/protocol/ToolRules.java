package dev.windlass.engine.protocol;

import com.typesafe.config.Config;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses tools may call: {@code windlass.tools.allow}, a list of {@code scheme://host},
 * {@code scheme://host:port} or those with the beginning of a path, which ends where a segment
 * does. What is not on the list is refused; an empty list refuses all. Thread-safe.
 */
public final class ToolRules {
  private static final String PATH = "windlass.tools.allow";

  private record Allowed(String scheme, String host, int port, String path) {}

  private final List<Allowed> allowed;

  private ToolRules(List<Allowed> allowed) {
    this.allowed = allowed;
  }

  /**
   * Reads the list; an entry that is no address is an {@link IllegalArgumentException} that names
   * it.
   */
  public static ToolRules of(Config root) {
    var allowed = new ArrayList<Allowed>();
    for (var entry : root.getStringList(PATH)) {
      allowed.add(read(entry));
    }
    return new ToolRules(List.copyOf(allowed));
  }

  private static Allowed read(String entry) {
    try {
      var url = new URI(entry);
      var scheme = lower(url.getScheme());
      boolean good =
          (scheme.equals("http") || scheme.equals("https"))
              && url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawQuery() == null
              && url.getRawFragment() == null
              && isPlain(path(url));
      if (good) {
        return new Allowed(scheme, lower(url.getHost()), port(url), path(url));
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw new IllegalArgumentException(
        PATH + ": \"" + entry + "\" is no address such as https://tools.example.com/weather");
  }

  public boolean allows(URI url) {
    var path = path(url);
    if (url.getHost() == null || url.getRawUserInfo() != null || !isPlain(path)) {
      return false;
    }
    for (var each : allowed) {
      if (each.scheme().equals(lower(url.getScheme()))
          && each.host().equals(lower(url.getHost()))
          && each.port() == port(url)
          && isUnder(path, each.path())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUnder(String path, String beginning) {
    return path.startsWith(beginning)
        && (beginning.endsWith("/")
            || path.length() == beginning.length()
            || path.charAt(beginning.length()) == '/');
  }

  /** No way out of the beginning by {@code ..}, or by a byte that a server may read as one. */
  private static boolean isPlain(String path) {
    if (path.indexOf('%') >= 0 || path.indexOf('\\') >= 0) {
      return false;
    }
    for (var segment : path.split("/", -1)) {
      if (segment.equals("..") || segment.equals(".")) {
        return false;
      }
    }
    return true;
  }

  private static String path(URI url) {
    var path = url.getRawPath();
    return path == null || path.isEmpty() ? "/" : path;
  }

  private static int port(URI url) {
    return url.getPort() > 0 ? url.getPort() : lower(url.getScheme()).equals("https") ? 443 : 80;
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }
}
