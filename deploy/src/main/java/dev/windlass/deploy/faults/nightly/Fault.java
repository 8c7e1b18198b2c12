package dev.windlass.deploy.faults.nightly;

import java.io.IOException;
import java.util.List;

/** Something that is done to a cluster at work, and what came of it. */
@FunctionalInterface
interface Fault {
  /**
   * Does it once; in the end all nodes are ready again.
   *
   * @param run from 1
   */
  List<Finding> run(Drill drill, int run) throws IOException, InterruptedException;
}
