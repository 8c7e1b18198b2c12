package dev.windlass.deploy.cli.command;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Console;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The little of the configuration that a command needs before a server has read all of it. */
final class Settings {
  private static final String DEFAULT_MODEL = "windlass.default-model";

  private Settings() {}

  /**
   * From the environment, else from the file named on the command line; null when neither has it.
   */
  static @Nullable String defaultModel(Console console, @Nullable Path config) throws CliFailure {
    var fromEnvironment = console.env("WINDLASS_DEFAULT_MODEL");
    if (fromEnvironment != null || config == null) {
      return fromEnvironment;
    }
    if (!config.toFile().isFile()) {
      throw CliFailure.usage("no config file " + config, "name one with --config");
    }
    try {
      var read = ConfigFactory.parseFile(config.toFile());
      return read.hasPath(DEFAULT_MODEL) ? read.getString(DEFAULT_MODEL) : null;
    } catch (ConfigException wrong) {
      throw CliFailure.usage(String.valueOf(wrong.getMessage()), "mend the file of --config");
    }
  }
}
