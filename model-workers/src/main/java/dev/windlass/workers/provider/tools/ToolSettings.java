package dev.windlass.workers.provider.tools;

import com.typesafe.config.Config;
import dev.windlass.engine.protocol.ToolRules;
import dev.windlass.workers.provider.InvalidSetting;
import java.time.Duration;

/**
 * {@code windlass.tools}, read once; {@code reference.conf} explains each.
 *
 * @param mostBytes of one answer
 * @param privateAddresses whether a name may lead into a private network
 */
record ToolSettings(
    ToolRules rules, int mostBytes, Duration connectTimeout, boolean privateAddresses) {
  static ToolSettings of(Config root) {
    ToolRules rules;
    try {
      rules = ToolRules.of(root);
    } catch (IllegalArgumentException e) {
      throw new InvalidSetting("windlass.tools.allow", String.valueOf(e.getMessage()));
    }
    var own = root.getConfig("windlass.tools");
    long most = own.getBytes("max-answer");
    if (most < 1 || most > 10L << 20) {
      throw new InvalidSetting("windlass.tools.max-answer", "must be 1 byte to 10 MiB");
    }
    var connect = own.getDuration("connect-timeout");
    if (!connect.isPositive()) {
      throw new InvalidSetting("windlass.tools.connect-timeout", "must be above 0");
    }
    return new ToolSettings(rules, (int) most, connect, own.getBoolean("private-addresses"));
  }
}
