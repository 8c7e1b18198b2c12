package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.Inputs;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.chain.Tool;
import dev.windlass.engine.chain.text.Printer;
import org.jspecify.annotations.Nullable;

/**
 * A tool that is another chain: runs it with the model's arguments as its input, as {@code use}
 * does. What comes of it, also that it failed, is for the model to read; the ask goes on.
 */
final class ToolChain extends Used {
  private final ToolRound round;
  private final int index;

  /** The step of such a tool, as a reader of the run sees it. */
  private static final class Called extends Met {
    private final String name;

    Called(Step.Use use, String name, String path, Met within, int slot, int index) {
      super(use, path, within, slot, index);
      this.name = name;
    }

    @Override
    boolean named(String other) {
      return path.equals(other);
    }

    @Override
    Run.StepView view() {
      return view(name, null, "tool");
    }
  }

  private ToolChain(
      Body holder, Met met, ToolRound round, int index, Chain chain, ObjectNode input) {
    super(chain, holder, met, Variables.of(chain, input));
    this.round = round;
    this.index = index;
  }

  /** Begins it; what is wrong with the call is returned, for the model to read. */
  static @Nullable String begin(
      Asking asking, ToolRound round, Tool tool, Step.Use use, ObjectNode input, Place place) {
    var chain = use.chain();
    if (chain == null) {
      return "the chain " + use.reference() + " was not known here";
    }
    var unfit = Inputs.check(chain, input);
    if (unfit != null) {
      return unfit.detail();
    }
    var holder = asking.body();
    var met = new Called(use, tool.name(), place.path(), asking, place.round(), place.index());
    holder.course().meet(met);
    var block = new ToolChain(holder, met, round, place.index(), chain, input);
    block.start();
    if (block.ended()) {
      block.conclude();
    }
    return null;
  }

  /**
   * Where a call of a tool stands.
   *
   * @param round from 0
   * @param index in it, from 0
   */
  record Place(String path, int round, int index) {}

  @Override
  boolean conclude() {
    var why = failure();
    if (why != null) {
      met().failed(why);
      round.gave(index, ToolRound.error("it failed as " + why.kind().wireName()));
    } else {
      met().ended(Met.Status.SUCCEEDED);
      var value = value();
      round.gave(index, value.isTextual() ? value.textValue() : Printer.print(value));
    }
    return true;
  }
}
