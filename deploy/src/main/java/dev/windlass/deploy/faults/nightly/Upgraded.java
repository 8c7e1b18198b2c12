package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.nodes.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * F18: node after node from the version before to this one, and back, while jobs are under way:
 * each reads what the other has written, and they talk to each other.
 *
 * @param previous words that start the version before, with which the cluster began
 * @param current words that start this one
 */
record Upgraded(List<String> previous, List<String> current) implements Fault {
  private static final double LOAD_SECONDS = 120;

  @Override
  public List<Finding> run(Drill drill, int run) throws IOException, InterruptedException {
    drill.begin(LOAD_SECONDS);
    double begun = Node.seconds();
    var handOvers = new ArrayList<Rolled.HandOver>();
    for (var program : List.of(current, previous)) {
      for (var node : drill.cluster.nodes()) {
        node.program(program);
        handOvers.add(Rolled.restart(drill, node));
      }
    }
    return Rolled.findings(drill, begun, handOvers);
  }
}
