package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The prompts a chain would send for an input, as far as they can be known without an answer. What
 * waits for an answer keeps its {@code {name}}; bodies of blocks are shown once; a step whose
 * condition is known not to hold is left out.
 */
public final class Preview {
  /**
   * One call that would be made.
   *
   * @param step its path
   * @param messages in order, the conversation so far included; an answer in it stands as {@code
   *     {variable}}, or {@code {path of its step}}
   * @param complete whether nothing of it waits for an answer
   * @param options what would be sent beside the messages, chain and step merged
   */
  public record Sent(
      String step,
      @Nullable ModelRef model,
      List<Message> messages,
      Map<String, JsonNode> options,
      boolean complete) {}

  private record Said(Message message, boolean complete) {}

  private final Chain chain;
  private final Map<String, JsonNode> known = new HashMap<>();
  private final List<Sent> prompts = new ArrayList<>();
  private List<Said> conversation = new ArrayList<>();

  private Preview(Chain chain, ObjectNode input) {
    this.chain = chain;
    chain
        .inputs()
        .forEach((name, wanted) -> {
          if (wanted.fallback() != null) {
            known.put(name, wanted.fallback());
          }
        });
    chain.defaults().forEach(known::put);
    input.properties().forEach(entry -> known.put(entry.getKey(), entry.getValue()));
  }

  /**
   * The prompts in the order in which their steps are written; of a grid, those of the first run.
   */
  public static List<Sent> of(Chain chain, ObjectNode input) {
    var preview = new Preview(chain.variant(0), input);
    preview.steps(chain.steps());
    return List.copyOf(preview.prompts);
  }

  private void steps(List<Step> steps) {
    steps.forEach(this::step);
  }

  private void step(Step step) {
    var common = step.common();
    var added = new ArrayList<String>();
    common
        .defaults()
        .forEach((name, value) -> {
          if (known.putIfAbsent(name, value) == null) {
            added.add(name);
          }
        });
    var before = Map.copyOf(known);
    var holds = common.when() == null ? Boolean.TRUE : verdict(common.when());
    if (!Boolean.FALSE.equals(holds)) {
      shown(step);
      if (common.as() != null) {
        known.remove(common.as());
      }
      if (step instanceof Step.Compute compute && common.as() != null) {
        compute(compute, common.as());
      }
    }
    if (holds == null) {
      forgetChanges(before);
    }
    added.forEach(known::remove);
  }

  private void shown(Step step) {
    switch (step) {
      case Step.Ask ask -> ask(ask);
      case Step.SetVariables set -> set(set);
      case Step.Parallel parallel -> {
        parallel.branches().values().forEach(body -> inside(body, Set.of()));
        parallel.branches().keySet().forEach(known::remove);
      }
      case Step.Each each -> {
        var index = each.index();
        inside(each.body(), index == null ? Set.of(each.name()) : Set.of(each.name(), index));
      }
      case Step.Fold fold -> inside(fold.body(), Set.of(fold.name(), fold.carry()));
      case Step.Choose choose -> choose(choose);
      case Step.Retrieve retrieve -> {} // no prompt
      case Step.Embed embed -> {}
      case Step.Compute compute -> {}
      case Step.Repeat repeat -> {
        var before = Map.copyOf(known);
        steps(repeat.body());
        forgetChanges(before);
      }
      case Step.Use use -> use(use);
      case Step.Fail fail -> {}
    }
  }

  /** The prompts of a chain that is used; of its input what is known now. */
  private void use(Step.Use use) {
    var used = use.chain();
    if (used == null) {
      return;
    }
    var input = Json.object();
    use.with()
        .forEach((name, value) -> {
          try {
            input.set(name, value.evaluate(known::get));
          } catch (RunFault e) {
            // waits for an answer
          }
        });
    var inside = new Preview(used, input);
    inside.conversation = new ArrayList<>(conversation);
    inside.steps(used.steps());
    for (var each : inside.prompts) {
      prompts.add(
          new Sent(
              use.common().path() + "/use" + each.step(),
              each.model() == null ? chain.model() : each.model(),
              each.messages(),
              each.options(),
              each.complete()));
    }
  }

  /** A body that starts from the conversation and leaves it, and all variables, as they were. */
  private void inside(List<Step> body, Set<String> inner) {
    var outside = new HashMap<>(known);
    var before = conversation;
    conversation = new ArrayList<>(before);
    inner.forEach(known::remove);
    steps(body);
    conversation = before;
    known.clear();
    known.putAll(outside);
  }

  private void choose(Step.Choose choose) {
    var before = Map.copyOf(known);
    boolean certain = true;
    for (var each : choose.cases()) {
      var holds = each.when() == null ? Boolean.TRUE : verdict(each.when());
      if (Boolean.FALSE.equals(holds)) {
        continue;
      }
      steps(each.body());
      certain &= holds != null;
      if (holds != null) {
        break;
      }
    }
    if (!certain) {
      forgetChanges(before);
    }
  }

  /** Where it is open what was done, only what it did not touch is known. */
  private void forgetChanges(Map<String, JsonNode> before) {
    known.entrySet().removeIf(entry -> !entry.getValue().equals(before.get(entry.getKey())));
  }

  /** Whether a condition holds, or null where that waits for an answer. */
  private @Nullable Boolean verdict(Condition condition) {
    for (var name : condition.reads()) {
      if (!known.containsKey(name)) {
        return null;
      }
    }
    try {
      return condition.holds(known::get);
    } catch (RunFault e) {
      return null;
    }
  }

  private void set(Step.SetVariables set) {
    var values = new HashMap<String, JsonNode>();
    set.values()
        .forEach((name, value) -> {
          try {
            values.put(name, value.evaluate(known::get));
          } catch (RunFault e) {
            // waits for an answer: unknown from here on
          }
        });
    set.values().keySet().forEach(known::remove);
    known.putAll(values);
  }

  private void compute(Step.Compute compute, String as) {
    try {
      known.put(as, compute.formula().value(known::get));
    } catch (RunFault e) {
      // waits for an answer, or fails the row: unknown from here on
    }
  }

  private void ask(Step.Ask ask) {
    var own = new ArrayList<Said>();
    for (var part : ask.prompt().parts()) {
      part(part, own);
    }
    boolean ownSystem = own.stream().anyMatch(said -> said.message().role().equals("system"));
    var sent = new ArrayList<Said>();
    var system = ask.system() == null ? chain.system() : ask.system();
    if (system != null && !ownSystem) {
      sent.add(said("system", system));
    }
    sent.addAll(past(ask.history() == null ? chain.history() : ask.history()));
    sent.addAll(own);
    var options = new LinkedHashMap<>(chain.options());
    if (ask.options() != null) {
      options.putAll(ask.options());
    }
    prompts.add(
        new Sent(
            ask.common().path(),
            ask.model() == null ? chain.model() : ask.model(),
            sent.stream().map(Said::message).toList(),
            Collections.unmodifiableMap(options),
            sent.stream().allMatch(Said::complete)));
    for (int i = own.size() - 1; i >= 0; i--) {
      if (own.get(i).message().role().equals("user")) {
        conversation.add(own.get(i));
        break;
      }
    }
    var name = ask.common().as() == null ? ask.common().path() : ask.common().as();
    conversation.add(new Said(Message.of("assistant", "{" + name + "}"), false));
  }

  private List<Said> past(History history) {
    return switch (history) {
      case History.All all -> conversation;
      case History.None none -> List.of();
      case History.Last(int messages) ->
          conversation.subList(Math.max(0, conversation.size() - messages), conversation.size());
    };
  }

  private void part(Prompt.Part part, List<Said> into) {
    switch (part) {
      case Prompt.Text(var role, var text) -> into.add(said(role, text));
      case Prompt.Content content -> {
        var message = new Message(content.role(), content.content().preview(known::get));
        boolean complete =
            known.keySet().containsAll(content.content().reads())
                && content.content().asksFor().stream().noneMatch(this::isAwaited);
        into.add(new Said(message, complete));
      }
      case Prompt.Placeholder placeholder -> {
        var list = known.get(placeholder.variable());
        if (list == null || !list.isArray()) {
          if (!placeholder.optional()) {
            var written = "{" + placeholder.variable() + "}";
            into.add(new Said(Message.of("user", written), false));
          }
          return;
        }
        int from = placeholder.last() == 0 ? 0 : Math.max(0, list.size() - placeholder.last());
        for (int i = from; i < list.size(); i++) {
          var item = list.get(i);
          var content = item.get("content");
          if (content != null) {
            into.add(new Said(new Message(item.path("role").asText("user"), content), true));
          }
        }
      }
    }
  }

  private Said said(String role, Template text) {
    if (text.asksFor().stream().noneMatch(this::isAwaited)) {
      try {
        return new Said(Message.of(role, text.render(known::get)), true);
      } catch (RunFault e) {
        // waits for an answer: shown as far as it goes
      }
    }
    return new Said(Message.of(role, text.preview(known::get)), false);
  }

  /** Whether a name that a text could do without will have the value of a step. */
  private boolean isAwaited(String name) {
    return !known.containsKey(name) && !chain.inputs().containsKey(name);
  }
}
