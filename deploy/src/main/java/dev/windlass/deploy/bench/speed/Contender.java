package dev.windlass.deploy.bench.speed;

import dev.windlass.deploy.bench.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A system that takes part.
 *
 * @param name on the command line
 * @param label in the table
 * @param keeps where what is done stays, for the table
 * @param width chains or calls under way at a time: the number with which it is at its best
 * @param linesPerSecond more lines than it can do in a second, on a machine that is a few times as
 *     fast as usual ones; so many are prepared
 * @param starter starts it
 */
record Contender(
    String name, String label, String keeps, int width, int linesPerSecond, Starter starter) {

  /** Starts the system and its load. */
  @FunctionalInterface
  interface Starter {
    /**
     * @throws IOException with a reason that a reader understands, when it cannot be started here
     */
    Load start(Stage stage) throws IOException, InterruptedException;
  }

  /**
   * A system under load.
   *
   * @param processes all that it needs, but for the provider; each counts with its descendants
   * @param disk folder whose growth is what it keeps; null when it keeps nothing
   * @param upload the one of them that hands over all lines and then ends, where there is one
   */
  record Load(List<Child> processes, @Nullable Path disk, @Nullable Child upload) {
    static Load keepingNothing(Child process) {
      return new Load(List.of(process), null, null);
    }
  }
}
