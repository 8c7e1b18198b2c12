package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step with bodies inside it, under way. A new kind of block is a new class of this. */
abstract class Block {
  private final Body holder;
  private final Met met;
  private boolean ended;
  private JsonNode value = NullNode.getInstance();
  private Run.@Nullable Failure failure;

  Block(Body holder, Met met) {
    this.holder = holder;
    this.met = met;
  }

  /** Begins what can begin now; it may have {@link #ended} afterwards. */
  abstract void start() throws RunFault;

  /** One of its bodies has ended, after {@link #start} had returned. */
  abstract void over(Body child);

  /** Whether who began it was told of its end by this; else the body around it is. */
  boolean conclude() {
    return false;
  }

  final void succeed(JsonNode with) {
    value = with;
    ended = true;
  }

  /** Ends at once: what else is under way inside is dropped. */
  final void fail(Run.Failure why) {
    failure = why;
    ended = true;
    holder.course().drop(met);
  }

  /** A body whose steps stand where the chain has them. */
  final Body child(int slot, List<Step> steps, Variables variables, Conversation conversation) {
    var prefix = holder.prefix() == null ? null : met.path + bodyPath(steps);
    return new Body(
        holder.course(), this, slot, holder.chain(), steps, prefix, variables, conversation);
  }

  /** The body of another chain. */
  final Body within(Chain chain, Variables variables) {
    var course = holder.course();
    var prefix = met.path + "/use";
    return new Body(
        course, this, 0, chain, chain.steps(), prefix, variables, holder.conversation().fork());
  }

  /** A body that the chain has once and the run many times; its number is part of its path. */
  final Body numbered(int slot, List<Step> steps, Variables variables, Conversation conversation) {
    var prefix = met.path + bodyPath(steps) + "/" + slot;
    return new Body(
        holder.course(), this, slot, holder.chain(), steps, prefix, variables, conversation);
  }

  /** The chain's path from this step to those steps. */
  private String bodyPath(List<Step> steps) {
    if (steps.isEmpty()) {
      return "";
    }
    var first = steps.getFirst().common().path();
    return first.substring(met.step.common().path().length(), first.lastIndexOf('/'));
  }

  final Body holder() {
    return holder;
  }

  final Met met() {
    return met;
  }

  final boolean ended() {
    return ended;
  }

  final JsonNode value() {
    return value;
  }

  final Run.@Nullable Failure failure() {
    return failure;
  }
}
