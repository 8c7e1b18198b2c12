package dev.windlass.deploy.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a provider is started: the simulated one, or another that was asked for. */
public final class ProviderCommand {
  private ProviderCommand() {}

  /**
   * The words of the command. Another provider gets its flags as Go programs read them, and its
   * address as {@code -addr}.
   *
   * @param other command of another provider, or null for the simulated one of {@code launcher}
   * @param flags names without their dashes, with their values, in this order
   */
  public static List<String> of(
      @Nullable String other, Path launcher, int port, Map<String, String> flags) {
    var words = new ArrayList<String>();
    if (other != null) {
      words.addAll(List.of(other.trim().split("\\s+", -1)));
      words.addAll(List.of("-addr", "127.0.0.1:" + port));
    } else {
      words.addAll(List.of(launcher.toString(), "provider", "--port", Integer.toString(port)));
    }
    flags.forEach((name, value) -> {
      words.add((other != null ? "-" : "--") + name);
      words.add(value);
    });
    return words;
  }
}
