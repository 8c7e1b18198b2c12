package dev.windlass.engine.run;

import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.Inputs;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;

/**
 * A chain that another one uses. It sees its own input and nothing else of the variables around it;
 * it starts from the conversation there and leaves it as it was.
 */
class Used extends Block {
  private final Chain chain;
  private final Body body;

  Used(Chain chain, Body holder, Met met, Variables variables) {
    super(holder, met);
    this.chain = chain;
    this.body = within(chain, variables);
  }

  static Used of(Step.Use use, Body holder, Met met, Variables scope) throws RunFault {
    var chain = use.chain();
    if (chain == null) {
      throw new RunFault(
          FailureClass.NOT_FOUND, "the chain " + use.reference() + " was not known here");
    }
    var input = Json.object();
    for (var each : use.with().entrySet()) {
      input.set(each.getKey(), each.getValue().evaluate(scope));
    }
    var unfit = Inputs.check(chain, input);
    if (unfit != null) {
      var kind =
          unfit.code().equals("missing-variable")
              ? FailureClass.MISSING_VARIABLE
              : FailureClass.TEMPLATE_ERROR;
      throw new RunFault(kind, "the chain " + use.reference() + ": " + unfit.detail());
    }
    return new Used(chain, holder, met, Variables.of(chain, input));
  }

  @Override
  void start() {
    body.advance();
    if (body.ended()) {
      over(body);
    }
  }

  @Override
  void over(Body child) {
    var why = child.failure();
    if (why != null) {
      fail(why);
      return;
    }
    try {
      succeed(Outputs.of(chain, child));
    } catch (RunFault fault) {
      fail(new Run.Failure(fault.kind(), null, fault.getMessage(), met().path, null, null));
    }
  }
}
