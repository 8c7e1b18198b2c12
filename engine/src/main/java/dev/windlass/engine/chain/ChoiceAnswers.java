package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers that are one of a few words. */
final class ChoiceAnswers {
  /**
   * A word or phrase and the value it stands for.
   *
   * @param word in lower case, without blanks around it
   */
  record Choice(String word, JsonNode value) {
    static Choice of(String label, JsonNode value) {
      return new Choice(label.strip().toLowerCase(Locale.ROOT), value);
    }
  }

  private ChoiceAnswers() {}

  static Answer yesOrNo() {
    var choices = new ArrayList<Choice>();
    for (var yes : List.of("yes", "true", "1")) {
      choices.add(new Choice(yes, BooleanNode.TRUE));
    }
    for (var no : List.of("no", "false", "0")) {
      choices.add(new Choice(no, BooleanNode.FALSE));
    }
    return new Words("boolean", List.copyOf(choices), "yes or no");
  }

  /**
   * Whole words, wherever they stand; case, quotes, tags and punctuation around them are ignored.
   */
  static Answer words(List<Choice> choices) {
    var labels = String.join(", ", choices.stream().map(c -> c.value().asText()).toList());
    var longestFirst = new ArrayList<>(choices);
    longestFirst.sort(Comparator.comparingInt(choice -> -choice.word().length()));
    return new Words("one_of", List.copyOf(longestFirst), "exactly one of: " + labels);
  }

  /**
   * @param choices the longest first, so that "not sure" is found before "sure"
   */
  private record Words(String kind, List<Choice> choices, String wanted) implements Answer {
    @Override
    public Reading read(String text) {
      var answer = text.toLowerCase(Locale.ROOT);
      var taken = new boolean[answer.length()];
      JsonNode found = null;
      for (var choice : choices) {
        int at = answer.indexOf(choice.word());
        while (at >= 0) {
          int end = at + choice.word().length();
          if (!taken[at] && isWhole(answer, at, end)) {
            if (found != null && !found.equals(choice.value())) {
              return new Reading.Misfit(
                  "The answer has both "
                      + found.asText()
                      + " and "
                      + choice.value().asText()
                      + ". Answer with "
                      + wanted
                      + ".");
            }
            found = choice.value();
            Arrays.fill(taken, at, end, true);
          }
          at = answer.indexOf(choice.word(), end);
        }
      }
      return found == null
          ? new Reading.Misfit("Answer with " + wanted + ".")
          : new Reading.Value(found);
    }

    /** NOW is not NO, and neither is no-one. */
    private static boolean isWhole(String answer, int from, int end) {
      boolean joinsBefore =
          isLetterBefore(answer, from)
              || (from > 0 && isJoint(answer.charAt(from - 1)) && isLetterBefore(answer, from - 1));
      boolean joinsBehind =
          isLetterAt(answer, end)
              || (end < answer.length()
                  && isJoint(answer.charAt(end))
                  && isLetterAt(answer, end + 1));
      return !joinsBefore && !joinsBehind;
    }

    private static boolean isJoint(char c) {
      return c == '-' || c == '\'' || c == '\u2019';
    }

    private static boolean isLetterBefore(String answer, int at) {
      return at > 0 && isLetter(answer.codePointBefore(at));
    }

    private static boolean isLetterAt(String answer, int at) {
      return at < answer.length() && isLetter(answer.codePointAt(at));
    }

    private static boolean isLetter(int c) {
      return c == '_' || Character.isLetterOrDigit(c);
    }
  }

  /**
   * The whole answer, verbatim.
   *
   * @param otherwise the value of any other answer, or null where that is a misfit
   */
  record Exact(Map<String, JsonNode> accept, @Nullable JsonNode otherwise) implements Answer {
    @Override
    public String kind() {
      return "one_of";
    }

    @Override
    public Reading read(String text) {
      var value = accept.get(text);
      if (value != null) {
        return new Reading.Value(value);
      }
      return otherwise != null
          ? new Reading.Value(otherwise)
          : new Reading.Misfit(
              "Answer with exactly one of these, and nothing else: "
                  + String.join(", ", accept.keySet()));
    }
  }
}
