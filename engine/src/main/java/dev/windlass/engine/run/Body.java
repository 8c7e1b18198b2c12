package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps one after another, and how far they have come. The run is one; each branch, item, round and
 * case is one inside a {@link Block}. It goes on until something must be waited for.
 */
final class Body {
  private final Course course;
  private final @Nullable Block owner;
  private final int slot;
  private final Chain chain;
  private final List<Step> steps;

  /** Where its steps are in the run; null where that is where they are in the chain. */
  private final @Nullable String prefix;

  private final Variables variables;
  private final Conversation conversation;
  private int at;
  private boolean waits;
  private JsonNode value = NullNode.getInstance();
  private Run.@Nullable Failure failure;

  Body(
      Course course,
      @Nullable Block owner,
      int slot,
      Chain chain,
      List<Step> steps,
      @Nullable String prefix,
      Variables variables,
      Conversation conversation) {
    this.course = course;
    this.owner = owner;
    this.slot = slot;
    this.chain = chain;
    this.steps = steps;
    this.prefix = prefix;
    this.variables = variables;
    this.conversation = conversation;
  }

  void advance() {
    while (!waits && !ended()) {
      waits = true; // until the step that begins is over
      begin(steps.get(at));
    }
  }

  private void begin(Step step) {
    var path = prefix == null ? step.common().path() : prefix + "/" + at;
    var within = owner == null ? null : owner.met();
    var met =
        switch (step) {
          case Step.Ask ask -> new Asking(ask, path, within, slot, at, this);
          case Step.Retrieve retrieve -> new Retrieving(retrieve, path, within, slot, at, this);
          case Step.Embed embed -> new Embedding(embed, path, within, slot, at, this);
          default -> new Met(step, path, within, slot, at);
        };
    if (!course.meet(met)) {
      var why = "the run has come to more than " + Course.MOST_STEPS + " steps";
      failed(met, new Run.Failure(FailureClass.TOO_LARGE, null, why, path, null, null));
      return;
    }
    try {
      var scope = variables.with(step.common().defaults());
      var when = step.common().when();
      if (when != null && !when.holds(scope)) {
        skip(met);
      } else {
        begin(step, met, scope);
      }
    } catch (RunFault fault) {
      var kind = Kept.explain(fault, step, variables.with(step.common().defaults()));
      failed(met, new Run.Failure(kind, null, fault.getMessage(), path, null, null));
    }
  }

  private void begin(Step step, Met met, Variables scope) throws RunFault {
    switch (step) {
      case Step.Ask ask -> ((OpenStep) met).begin(scope);
      case Step.Retrieve retrieve -> ((OpenStep) met).begin(scope);
      case Step.Embed embed -> ((OpenStep) met).begin(scope);
      case Step.SetVariables set -> set(set, met, scope);
      case Step.Parallel parallel -> begin(Branches.of(parallel, this, met, scope));
      case Step.Each each -> begin(Branches.of(each, this, met, scope));
      case Step.Fold fold -> begin(new Rounds(fold, this, met, scope));
      case Step.Choose choose -> {
        var taken = Taken.of(choose, this, met, scope);
        if (taken == null) {
          skip(met);
        } else {
          begin(taken);
        }
      }
      case Step.Compute compute -> succeeded(met, compute.formula().value(scope));
      case Step.Repeat repeat -> begin(new Again(repeat, this, met, scope));
      case Step.Use use -> begin(Used.of(use, this, met, scope));
      case Step.Fail fail ->
          failed(
              met,
              new Run.Failure(
                  FailureClass.FAILED_BY_CHAIN,
                  null,
                  fail.message().render(scope),
                  met.path,
                  null,
                  null));
    }
  }

  private void set(Step.SetVariables set, Met met, Variables scope) throws RunFault {
    var all = Json.object();
    for (var each : set.values().entrySet()) {
      all.set(each.getKey(), each.getValue().evaluate(scope));
    }
    all.properties().forEach(each -> variables.set(each.getKey(), each.getValue()));
    succeeded(met, all);
  }

  private void begin(Block block) throws RunFault {
    block.start();
    if (block.ended()) {
      conclude(block);
    }
  }

  /** A block of this body has ended. */
  void conclude(Block block) {
    var why = block.failure();
    if (why != null) {
      failed(block.met(), why);
    } else {
      succeeded(block.met(), block.value());
    }
  }

  void succeeded(Met met, JsonNode with) {
    met.ended(Met.Status.SUCCEEDED);
    var as = met.step.common().as();
    if (as != null) {
      variables.set(as, with);
    }
    value = with;
    over();
  }

  private void skip(Met met) {
    met.ended(Met.Status.SKIPPED);
    over();
  }

  private void over() {
    at++;
    waits = false;
  }

  void failed(Met met, Run.Failure why) {
    met.failed(why);
    failure = why;
    waits = false;
  }

  /** Whether its present step is under way. */
  boolean waits() {
    return waits;
  }

  boolean ended() {
    return failure != null || at == steps.size();
  }

  /** The value of its last step that was not skipped; JSON null when there is none. */
  JsonNode value() {
    return value;
  }

  Run.@Nullable Failure failure() {
    return failure;
  }

  Course course() {
    return course;
  }

  /** The chain whose steps these are: the run's, or one that it uses. */
  Chain chain() {
    return chain;
  }

  @Nullable Block owner() {
    return owner;
  }

  int slot() {
    return slot;
  }

  @Nullable String prefix() {
    return prefix;
  }

  Variables variables() {
    return variables;
  }

  Conversation conversation() {
    return conversation;
  }
}
