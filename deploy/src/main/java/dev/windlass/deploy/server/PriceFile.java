package dev.windlass.deploy.server;

import com.typesafe.config.ConfigFactory;
import dev.windlass.deploy.cli.PriceLists;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.workers.provider.PriceSettings;
import java.nio.file.Path;

/** Reads the prices out of a server's settings. */
public final class PriceFile implements PriceLists {
  private PriceFile() {}

  /** For the command line. */
  public static PriceLists lists() {
    return new PriceFile();
  }

  @Override
  public Known read(Path config) throws StartFailure {
    try {
      var settings = Settings.load(config, ConfigFactory.empty(), System.getenv());
      return new Known(PriceSettings.of(settings), Doors.defaults(settings));
    } catch (BadSettings | RuntimeException e) {
      throw Failures.of(e, config.toString());
    }
  }
}
