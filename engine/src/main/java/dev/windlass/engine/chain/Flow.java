package dev.windlass.engine.chain;

import dev.windlass.engine.chain.source.SourceText;
import dev.windlass.engine.chain.text.Similar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Follows the variables through a chain, step by step: which are certainly set, which on some paths
 * only, which never. What is read and set nowhere before is an input of the chain, or, where the
 * chain lists its inputs, a fault.
 */
final class Flow {
  /**
   * What is known where a step begins.
   *
   * @param sure have a value on every path
   * @param maybe have a value on some paths only
   * @param given have a value without any step of the chain: inputs and defaults
   * @param inner names that a block gives its body; they may hide others, and are no step's to set
   */
  private record View(Set<String> sure, Set<String> maybe, Set<String> given, Set<String> inner) {
    View copy() {
      return new View(
          new HashSet<>(sure), new HashSet<>(maybe), new HashSet<>(given), new HashSet<>(inner));
    }

    boolean has(String name) {
      return sure.contains(name) || given.contains(name) || inner.contains(name);
    }
  }

  private final Reading reading;
  private final boolean declared;
  private final Set<String> inputs;

  /** Names read before any step set them, and where first. */
  private final Map<String, String> free = new LinkedHashMap<>();

  /** Names read before any step set them, of which no line need bring a value. */
  private final Set<String> optional = new LinkedHashSet<>();

  /** Names that were set inside a block that has ended, and in which. */
  private final Map<String, String> closed = new HashMap<>();

  private View view;

  /**
   * @param declared whether the chain lists its inputs
   * @param defaults names with a value for the whole chain
   */
  Flow(Reading reading, boolean declared, Set<String> inputs, Set<String> defaults) {
    this.reading = reading;
    this.declared = declared;
    this.inputs = new HashSet<>(inputs);
    var given = new HashSet<>(inputs);
    given.addAll(defaults);
    this.view = new View(new HashSet<>(), new HashSet<>(), given, new HashSet<>());
  }

  /** The free variables, in the order in which they are read. */
  Set<String> free() {
    return free.keySet();
  }

  /** Of the free variables those that every reader can do without, in the order of reading. */
  Set<String> optional() {
    var names = new LinkedHashSet<>(optional);
    names.removeAll(free.keySet());
    return names;
  }

  void read(@Nullable Template template) {
    if (template instanceof FewShot shots) {
      read(shots.items());
      read(shots.prefix());
      readAll(shots.outer(), shots.template());
      askAll(shots.outerAsked(), shots.template());
      read(shots.prompt());
    } else if (template != null) {
      readAll(template.reads(), template);
      askAll(template.asksFor(), template);
    }
  }

  void read(Value value) {
    readAll(value.reads(), value);
    askAll(value.asksFor(), value);
  }

  /** Names that may be missing: where the chain lists its inputs, they are known all the same. */
  private void askAll(Collection<String> names, Object from) {
    for (var name : new TreeSet<>(names)) {
      boolean known =
          view.has(name)
              || view.maybe.contains(name)
              || free.containsKey(name)
              || optional.contains(name);
      if (!known && (declared || closed.containsKey(name))) {
        unknown(name, reading.pointers.getOrDefault(from, ""));
      } else if (!known) {
        optional.add(name);
      }
    }
  }

  private void readAll(Collection<String> names, Object from) {
    for (var name : new TreeSet<>(names)) {
      readName(name, reading.pointers.getOrDefault(from, ""), true);
    }
  }

  private void read(Condition condition) {
    readAll(condition.reads(), condition);
    for (var name : condition.asksFor()) {
      boolean known = view.has(name) || view.maybe.contains(name) || !declared;
      if (!known) {
        unknown(name, reading.pointers.getOrDefault(condition, ""));
      }
    }
  }

  /**
   * @param mayBeFree whether an unknown name may become an input
   */
  void readName(String name, String pointer, boolean mayBeFree) {
    if (view.has(name)) {
      return;
    }
    boolean isInput = free.containsKey(name);
    if (view.maybe.contains(name)) {
      reading.faults.add(
          pointer,
          "unset-variable",
          name + " is set on some paths only; give it a value under defaults, or set it on each");
    } else if (!isInput && (declared || closed.containsKey(name) || !mayBeFree)) {
      unknown(name, pointer);
    } else {
      free.putIfAbsent(name, pointer);
    }
  }

  private void unknown(String name, String pointer) {
    var block = closed.get(name);
    if (block != null) {
      reading.faults.add(
          pointer,
          "unknown-variable",
          name + " is set inside " + block + " only and does not leave it; give that block an as");
      return;
    }
    var known = new TreeSet<>(view.sure);
    known.addAll(view.maybe);
    known.addAll(view.given);
    known.addAll(view.inner);
    known.addAll(free.keySet());
    reading.faults.add(
        pointer,
        "unknown-variable",
        "there is no variable "
            + name
            + Similar.hint(name, known)
            + (declared ? "; inputs lists every input" : "; no step sets it"));
  }

  /** Whether nothing behind these steps is ever reached: they end in {@code fail}. */
  boolean steps(List<Step> steps) {
    boolean ends = false;
    for (var step : steps) {
      ends |= step(step);
    }
    return ends;
  }

  private boolean step(Step step) {
    var common = step.common();
    var given = Set.copyOf(view.given);
    view.given.addAll(common.defaults().keySet());
    if (common.when() != null) {
      read(common.when());
    }
    var before = view.copy();
    boolean ends = false;
    switch (step) {
      case Step.Ask ask -> ask(ask);
      case Step.SetVariables set -> {
        set.values().values().forEach(this::read);
        set.values().keySet().forEach(name -> set(step, name, "/set"));
      }
      case Step.Parallel parallel -> parallel(parallel);
      case Step.Each each -> {
        read(each.list());
        block(each, each.body(), names(each.name(), each.index()), null);
      }
      case Step.Fold fold -> {
        read(fold.list());
        read(fold.start());
        block(fold, fold.body(), List.of(fold.name()), fold.carry());
      }
      case Step.Choose choose -> ends = choose(choose);
      case Step.Compute compute -> compute(compute.formula());
      case Step.Repeat repeat -> {
        ends = steps(repeat.body());
        if (repeat.until() != null) {
          read(repeat.until());
        }
      }
      case Step.Use use -> use.with().values().forEach(this::read);
      case Step.Fail fail -> {
        read(fail.message());
        ends = true;
      }
      case Step.Retrieve retrieve -> read(retrieve.question());
      case Step.Embed embed -> read(embed.text());
    }
    if (common.as() != null) {
      boolean sure = !(step instanceof Step.Choose choose) || isComplete(choose);
      setName(step, common.as(), pointer(step) + "/as", sure);
    }
    if (common.when() != null) {
      maySkip(before);
    }
    view.given.retainAll(given);
    return ends && common.when() == null;
  }

  private void compute(Formula formula) {
    var pointer = reading.pointers.getOrDefault(formula, "");
    for (var dashed : formula.dashed()) {
      if (view.has(dashed) || view.maybe.contains(dashed)) {
        reading.faults.add(
            pointer,
            "bad-expression",
            dashed
                + " is a name with -, which cannot stand in an expression; copy it first with"
                + " set: {"
                + dashed.replace('-', '_')
                + ": \"{"
                + dashed
                + "}\"}, or put blanks around the - of a difference");
        return;
      }
    }
    readAll(formula.reads(), formula);
  }

  private void ask(Step.Ask ask) {
    read(ask.system());
    for (var part : ask.prompt().parts()) {
      switch (part) {
        case Prompt.Text text -> read(text.text());
        case Prompt.Content content -> read(content.content());
        case Prompt.Placeholder placeholder -> {
          if (!placeholder.optional() || declared) {
            readName(
                placeholder.variable(),
                reading.pointers.getOrDefault(placeholder, ""),
                !placeholder.optional());
          }
        }
      }
    }
    ask.stop().forEach(this::read);
  }

  private void parallel(Step.Parallel parallel) {
    parallel.branches().values().forEach(body -> block(parallel, body, List.of(), null));
    parallel.branches().keySet().forEach(name -> set(parallel, name, "/parallel"));
  }

  /**
   * A body whose variables stay inside.
   *
   * @param inner names that hide others of the same name, and that no step of the body may set
   * @param carry one that hides others as well, and that a step may set, or null
   */
  private void block(Step step, List<Step> body, List<String> inner, @Nullable String carry) {
    var outside = view;
    view = outside.copy();
    for (var name : inner) {
      hide(name);
      view.inner.add(name);
    }
    boolean hidesInput = carry != null && inputs.remove(carry);
    if (carry != null) {
      hide(carry);
      view.given.add(carry);
    }
    steps(body);
    if (carry != null && hidesInput) {
      inputs.add(carry);
    }
    var left = new HashSet<>(view.sure);
    left.addAll(view.maybe);
    left.removeAll(outside.sure);
    left.removeAll(outside.maybe);
    left.addAll(inner);
    if (carry != null) {
      left.add(carry);
    }
    left.forEach(name -> closed.putIfAbsent(name, pointer(step)));
    view = outside;
  }

  private void hide(String name) {
    view.sure.remove(name);
    view.maybe.remove(name);
    view.inner.remove(name);
  }

  /** Whether every case ends in {@code fail}; one that does need not set what others set. */
  private boolean choose(Step.Choose choose) {
    var before = view;
    var ends = new ArrayList<View>();
    for (var each : choose.cases()) {
      view = before.copy();
      if (each.when() != null) {
        read(each.when());
      }
      if (!steps(each.body())) {
        ends.add(view);
      }
    }
    if (!isComplete(choose)) {
      ends.add(before);
    }
    if (ends.isEmpty()) {
      return true; // what was set in the last case is as good as any: nobody comes further
    }
    var sure = new HashSet<>(ends.getFirst().sure);
    var some = new HashSet<String>();
    for (var end : ends) {
      sure.retainAll(end.sure);
      some.addAll(end.sure);
      some.addAll(end.maybe);
    }
    some.removeAll(sure);
    view = new View(sure, some, before.given, before.inner);
    return false;
  }

  private static boolean isComplete(Step.Choose choose) {
    return !choose.cases().isEmpty() && choose.cases().getLast().when() == null;
  }

  /** What this step set is now set on some paths only. */
  private void maySkip(View before) {
    for (var name : Set.copyOf(view.sure)) {
      if (!before.sure.contains(name)) {
        view.sure.remove(name);
        view.maybe.add(name);
      }
    }
  }

  private static List<String> names(String name, @Nullable String other) {
    return other == null ? List.of(name) : List.of(name, other);
  }

  private void set(Step step, String name, String key) {
    setName(step, name, SourceText.child(pointer(step) + key, name), true);
  }

  private void setName(Step step, String name, String pointer, boolean sure) {
    if (!step.common().overwrite()) {
      refuse(name, pointer);
    }
    if (sure || view.sure.contains(name)) {
      view.sure.add(name);
      view.maybe.remove(name);
    } else {
      view.maybe.add(name);
    }
    closed.remove(name);
  }

  private void refuse(String name, String pointer) {
    String why = null;
    if (inputs.contains(name)) {
      why = name + " is an input already";
    } else if (view.sure.contains(name) || view.maybe.contains(name)) {
      why = name + " is set already";
    } else if (view.inner.contains(name)) {
      why = name + " is the block's own name here";
    } else if (optional.contains(name)) {
      why = name + " is read before it is set, so it is an input";
    } else if (free.containsKey(name)) {
      why = name + " is read at " + free.get(name) + " before it is set, so it is an input";
    }
    if (why != null) {
      reading.faults.addAtKey(
          pointer, "duplicate", why + "; choose another name, or say overwrite: true");
    }
  }

  private String pointer(Step step) {
    return reading.steps.getOrDefault(step.common().path(), "");
  }
}
