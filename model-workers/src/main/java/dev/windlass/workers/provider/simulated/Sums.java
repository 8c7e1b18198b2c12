package dev.windlass.workers.provider.simulated;

import org.jspecify.annotations.Nullable;

/**
 * Arithmetic in a question, as a model that is asked for an expression answers it. Only where the
 * question shows a fence, as the prompts of maths chains do. Pure.
 */
final class Sums {
  private static final String FENCE = "```text";
  private static final String LABEL = "Question:";
  private static final String SIGNS = "0123456789.+-*/%() ";

  private Sums() {}

  /** What follows the last {@code Question:}, as a fenced expression, or null. */
  static @Nullable String expressionAskedIn(String question) {
    int label = question.lastIndexOf(LABEL);
    if (label < 0 || !question.contains(FENCE)) {
      return null;
    }
    var expression = new StringBuilder();
    for (char c : question.substring(label + LABEL.length()).toCharArray()) {
      expression.append(SIGNS.indexOf(c) >= 0 ? c : ' ');
    }
    var sum = expression.toString().strip();
    boolean whole =
        !sum.isEmpty() && (Character.isDigit(sum.charAt(sum.length() - 1)) || sum.endsWith(")"));
    return whole ? FENCE + "\n" + sum + "\n```\n" : null;
  }
}
