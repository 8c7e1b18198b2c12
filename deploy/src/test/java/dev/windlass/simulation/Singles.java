package dev.windlass.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.partition.Line;
import dev.windlass.engine.partition.PartitionCommand;
import dev.windlass.engine.protocol.Reply;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Clients that submit runs without a job, one by one, into one partition; some cancel theirs. */
final class Singles {
  private final World world;
  private final Consumer<PartitionCommand> partition;
  private final Supplier<Post> post;
  private final JsonNode chain;
  private final int wanted;
  private final Set<Integer> acknowledged = new HashSet<>();

  /** It was read back with all its runs ended: further ones would go into another partition. */
  private boolean closed;

  /**
   * @param wanted runs that are acknowledged in the end
   */
  Singles(
      World world,
      Consumer<PartitionCommand> partition,
      Supplier<Post> post,
      JsonNode chain,
      int wanted) {
    this.world = world;
    this.partition = partition;
    this.post = post;
    this.chain = chain;
    this.wanted = wanted;
    next();
  }

  /** Index in the partition of each run whose client has heard that it is durable. */
  Set<Integer> acknowledged() {
    return acknowledged;
  }

  boolean done() {
    return closed || acknowledged.size() >= wanted;
  }

  /** Submits until enough are acknowledged; one that hears nothing is submitted as another. */
  private void next() {
    if (!done()) {
      var line = new Line(null, "{\"input\":{\"x\":\"alone\"}}", null, null, 0, 0);
      partition.accept(
          new PartitionCommand.Submit(
              "t",
              line,
              "s",
              chain,
              5,
              null,
              post.get()
                  .reply(reply -> {
                    switch (reply) {
                      case Reply.Ok<PartitionCommand.Submitted>(var made) -> heard(made.run());
                      case Reply.Refused<PartitionCommand.Submitted> refused -> closed = true;
                    }
                  })));
      world.outside(world.between(10, 1_500), this::next);
    }
  }

  private void heard(int run) {
    acknowledged.add(run);
    if (world.chance(0.2)) {
      world.outside(
          world.between(0, 1_000),
          () ->
              partition.accept(
                  new PartitionCommand.CancelRun(
                      null, run, world.chance(0.5), post.get().reply(reply -> {}))));
    }
  }
}
