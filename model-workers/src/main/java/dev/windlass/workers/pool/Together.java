package dev.windlass.workers.pool;

import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.limits.Reserve;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts that are embedded in one request: the first step's, and those of steps that are ready
 * behind it in its lane with the same options. To the limit they are one call with all their
 * tokens; each step gets its own vector and its part of the usage. Where the provider finds fault
 * with one of the texts it refuses them all, so then each is asked alone. Pure.
 */
final class Together {
  private static final String BORDER = "],[";

  private Together() {}

  /** Whether this step may share a request. */
  static boolean mayShare(HeldStep step) {
    return step.call().kind() == ModelCall.Kind.EMBEDDING && !step.alone;
  }

  /** Whether that one may go in the first one's request. */
  static boolean goWith(HeldStep first, HeldStep other) {
    return other != first
        && mayShare(other)
        && other.lane == first.lane
        && other.call().options().equals(first.call().options());
  }

  /** What the request asks: one message for each step. */
  static ModelCall call(HeldStep first) {
    var own = first.call();
    if (first.riders.isEmpty()) {
      return own;
    }
    var messages = new ArrayList<Message>(first.riders.size() + 1);
    messages.addAll(own.messages());
    first.riders.forEach(rider -> messages.addAll(rider.call().messages()));
    return new ModelCall(
        own.provider(),
        own.model(),
        messages,
        own.options(),
        own.schema(),
        own.timeout(),
        own.retry(),
        own.kind());
  }

  static Reserve sum(Reserve own, List<HeldStep> riders) {
    long input = own.input();
    long output = own.output();
    for (var rider : riders) {
      input += rider.reserve.input();
      output += rider.reserve.output();
    }
    return new Reserve(input, output);
  }

  /** Tokens of a step's text, about. */
  static long weight(HeldStep step) {
    return step.promptEstimate >= 0
        ? step.promptEstimate
        : step.call().messages().getFirst().content().asText().length() / 4 + 1;
  }

  /** The answers of so many steps out of a list of lists of numbers; null where it is none. */
  static @Nullable List<String> answers(String all, int steps) {
    if (!all.startsWith("[[") || !all.endsWith("]]")) {
      return null;
    }
    var answers = new ArrayList<String>(steps);
    int from = 1;
    for (int at = all.indexOf(BORDER); at >= 0; at = all.indexOf(BORDER, from)) {
      answers.add(all.substring(from, at + 1));
      from = at + 2;
    }
    answers.add(all.substring(from, all.length() - 1));
    return answers.size() == steps ? answers : null;
  }

  /** A usage in parts, by the weights of the steps; together they are the whole. */
  static List<Usage> parts(Usage all, List<HeldStep> steps) {
    long weights = 0;
    for (var step : steps) {
      weights += weight(step);
    }
    var parts = new ArrayList<Usage>(steps.size());
    long before = 0;
    var told = Usage.NONE;
    for (var step : steps) {
      before += weight(step);
      double part = weights == 0 ? 1 : (double) before / weights;
      var upTo =
          new Usage(
              Math.round(all.inputTokens() * part),
              Math.round(all.outputTokens() * part),
              Math.round(all.costNanos() * part));
      parts.add(
          new Usage(
              upTo.inputTokens() - told.inputTokens(),
              upTo.outputTokens() - told.outputTokens(),
              upTo.costNanos() - told.costNanos()));
      told = upTo;
    }
    return parts;
  }

  /** Whether one text may be at fault where all were refused. */
  static boolean blames(FailureClass kind) {
    return switch (kind) {
      case BAD_REQUEST, CONTEXT_LENGTH, TOO_LARGE, CONTENT_FILTER, REFUSED, ANSWER_TOO_LARGE ->
          true;
      default -> false;
    };
  }
}
