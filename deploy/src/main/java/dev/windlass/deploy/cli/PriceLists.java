package dev.windlass.deploy.cli;

import dev.windlass.engine.protocol.Prices;
import dev.windlass.engine.run.RunDefaults;
import java.nio.file.Path;

/** What models cost, as a server's settings say it, without a server. */
public interface PriceLists {
  /**
   * @param defaults which provider and model a chain means that names none
   */
  record Known(Prices prices, RunDefaults defaults) {}

  /**
   * Reads the config file that a server would be given; the environment stands over it.
   *
   * @throws StartFailure where a server would refuse it, too
   */
  Known read(Path config) throws StartFailure;
}
