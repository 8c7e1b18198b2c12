package dev.windlass.engine.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.ModelRef;
import dev.windlass.engine.chain.RunFault;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which model an ask goes to, and how: the step's word, then the chain's, then the default. */
final class Models {
  private Models() {}

  /** An ask without a model anywhere is a fault of its row. */
  static void check(Step.Ask ask, Course course) throws RunFault {
    if (reference(ask, course) == null) {
      throw new RunFault(
          FailureClass.BAD_REQUEST,
          "no model is named: set model in the chain or on the step, or windlass.default-model");
    }
  }

  private static @Nullable ModelRef reference(Step.Ask ask, Course course) {
    var named = ask.model() != null ? ask.model() : course.chain().model();
    var standard = course.defaults().model();
    return named == null && standard != null ? ModelRef.of(standard) : named;
  }

  /**
   * @param lastRound whether the model must answer now, without calling tools
   */
  static ModelCall call(
      Step.Ask ask,
      Course course,
      List<Message> messages,
      List<String> stop,
      boolean lastRound) {
    var model = reference(ask, course);
    if (model == null) {
      throw new IllegalStateException("an ask without a model is not open");
    }
    var chain = course.chain();
    return new ModelCall(
        model.provider().isEmpty() ? course.defaults().provider() : model.provider(),
        model.model(),
        messages,
        options(ask, course, stop, lastRound),
        ask.answer().schema(),
        ask.timeout() != null ? ask.timeout() : chain.timeout(),
        ask.retry() != null ? ask.retry() : chain.retry(),
        ModelCall.Kind.CHAT,
        ask.answer().shape(),
        ask.tools() == null ? null : ask.tools().wire());
  }

  private static ObjectNode options(
      Step.Ask ask, Course course, List<String> stop, boolean lastRound) {
    var options = Json.object();
    options.setAll(course.chain().options());
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
