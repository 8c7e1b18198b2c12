package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ModelRef;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.RetryPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which model an ask goes to, and how: the step's word, then the chain's, then the default. */
final class Models {
  private Models() {}

  /** An ask without a model anywhere is a fault of its row. */
  static void check(Step.Ask ask, Body body) throws RunFault {
    if (reference(ask, body) == null) {
      throw new RunFault(
          FailureClass.BAD_REQUEST,
          "no model is named: set model in the chain or on the step, or windlass.default-model");
    }
  }

  private static @Nullable ModelRef reference(Step.Ask ask, Body body) {
    var named = ask.model() != null ? ask.model() : ofChains(body);
    var standard = body.course().defaults().model();
    return named == null && standard != null ? ModelRef.of(standard) : named;
  }

  /** The model of the chain, or of the nearest one that uses it. */
  private static @Nullable ModelRef ofChains(Body body) {
    var each = body;
    while (each.chain().model() == null && each.owner() != null) {
      each = each.owner().holder();
    }
    return each.chain().model();
  }

  /** The models that stand in for an ask's own, in order. */
  static List<ModelRef> fallback(Step.Ask ask, Body body) {
    if (ask.fallback() != null) {
      return ask.fallback();
    }
    var each = body;
    while (each.chain().fallback().isEmpty()
        && each.chain().model() == null
        && each.owner() != null) {
      each = each.owner().holder();
    }
    return each.chain().fallback();
  }

  /**
   * @param turn 0 for the ask's own model, from 1 on for those that stand in for it
   * @param lastRound whether the model must answer now, without calling tools
   */
  static ModelCall call(
      Step.Ask ask,
      Body body,
      int turn,
      List<Message> messages,
      List<String> stop,
      boolean lastRound) {
    var course = body.course();
    var model = turn == 0 ? reference(ask, body) : fallback(ask, body).get(turn - 1);
    if (model == null) {
      throw new IllegalStateException("an ask without a model is not open");
    }
    var chain = body.chain();
    return new ModelCall(
        model.provider().isEmpty() ? course.defaults().provider() : model.provider(),
        model.model(),
        messages,
        options(ask, chain, stop, lastRound),
        ask.answer().schema(),
        ask.timeout() != null ? ask.timeout() : chain.timeout(),
        ask.retry() != null ? ask.retry() : chain.retry(),
        ModelCall.Kind.CHAT,
        ask.answer().shape(),
        ask.tools() == null ? null : ask.tools().wire());
  }

  /** Has a text embedded. */
  static ModelCall embedding(
      ModelRef model,
      String text,
      ObjectNode options,
      Body body,
      @Nullable Duration timeout,
      @Nullable RetryPolicy retry) {
    return new ModelCall(
        model.provider().isEmpty() ? body.course().defaults().provider() : model.provider(),
        model.model(),
        List.of(Message.of("user", text)),
        options,
        null,
        timeout != null ? timeout : body.chain().timeout(),
        retry != null ? retry : body.chain().retry(),
        ModelCall.Kind.EMBEDDING);
  }

  private static ObjectNode options(
      Step.Ask ask, Chain chain, List<String> stop, boolean lastRound) {
    var options = Json.object();
    options.setAll(chain.options());
    if (ask.options() != null) {
      options.setAll(ask.options());
    }
    if (!stop.isEmpty()) {
      var all = options.putArray("stop");
      stop.forEach(all::add);
    }
    if (lastRound) {
      options.put("tool_choice", "none");
    }
    return options;
  }
}
