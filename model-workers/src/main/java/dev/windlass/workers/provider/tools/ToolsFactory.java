package dev.windlass.workers.provider.tools;

import com.typesafe.config.Config;
import dev.windlass.workers.provider.builtin.BuiltInPart;
import dev.windlass.workers.provider.builtin.BuiltInPartFactory;
import org.apache.pekko.actor.typed.ActorSystem;

/** Makes the part {@code windlass/tools}. */
public final class ToolsFactory implements BuiltInPartFactory {
  @Override
  public String name() {
    return "tools";
  }

  @Override
  public int atOnce(Config config) {
    return config.getInt("windlass.tools.at-once");
  }

  @Override
  public BuiltInPart create(Config config, ActorSystem<?> system) {
    return new ToolsPart(ToolSettings.of(config));
  }
}
