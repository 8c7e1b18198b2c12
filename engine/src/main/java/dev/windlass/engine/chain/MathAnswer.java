package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.windlass.engine.chain.maths.Expression;
import dev.windlass.engine.chain.maths.Uncomputable;

/**
 * An answer as LangChain's LLMMathChain reads it: an expression in a fence is computed, with {@code
 * pi} and {@code e} at hand, and else the number behind the last {@code Answer:} is taken. A fence
 * at the beginning comes first, as there; one further down is looked at where there is no {@code
 * Answer:}.
 */
record MathAnswer() implements Answer {
  private static final String FENCE = "```";
  private static final String LABEL = "Answer:";
  private static final PlainAnswers.OnlyNumber NUMBER = new PlainAnswers.OnlyNumber();

  @Override
  public String kind() {
    return "math";
  }

  @Override
  public Reading read(String text) {
    var answer = text.strip();
    if (answer.startsWith(FENCE)) {
      return compute(fenced(answer, 0));
    }
    int label = answer.lastIndexOf(LABEL);
    if (label >= 0) {
      return NUMBER.read(answer.substring(label + LABEL.length()));
    }
    int fence = answer.indexOf(FENCE);
    return fence >= 0
        ? compute(fenced(answer, fence))
        : new Reading.Misfit(
            "There is neither an expression between ``` and ``` nor a line \"Answer: \" with a"
                + " number in the answer.");
  }

  /** What stands in the fence, without the word behind its opening. A fence may stay open. */
  private static String fenced(String answer, int fence) {
    int from = fence + FENCE.length();
    int end = answer.indexOf(FENCE, from);
    var inside = end < 0 ? answer.substring(from) : answer.substring(from, end);
    int line = inside.indexOf('\n');
    var first = line < 0 ? inside : inside.substring(0, line);
    boolean word = !first.isBlank() && first.strip().chars().allMatch(Character::isLetter);
    return word && line >= 0 ? inside.substring(line) : inside;
  }

  private static Reading compute(String written) {
    var expression = written.strip();
    try {
      var value = Expression.of(expression).value(MathAnswer::constant);
      return value.isNumber()
          ? new Reading.Value(value)
          : new Reading.Misfit("The expression is a comparison. Give one whose value is a number.");
    } catch (Uncomputable e) {
      var shown = expression.length() <= 200 ? expression : expression.substring(0, 200) + "...";
      return new Reading.Misfit(
          "The expression " + shown + " cannot be computed: " + e.getMessage() + ".");
    }
  }

  private static JsonNode constant(String name) throws Uncomputable {
    return switch (name) {
      case "pi" -> DoubleNode.valueOf(Math.PI);
      case "e" -> DoubleNode.valueOf(Math.E);
      default -> throw new Uncomputable("nobody knows " + name + "; write its number");
    };
  }
}
