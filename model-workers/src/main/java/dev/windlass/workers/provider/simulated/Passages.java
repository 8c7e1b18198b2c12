package dev.windlass.workers.provider.simulated;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer out of a text with how well the text answers, as a model gives it that is asked for
 * both. Only where the question shows a score, as the prompts of re-ranking chains do. Pure.
 */
final class Passages {
  private static final String SCORE = "\nScore:";
  private static final String LABEL = "Question:";

  /** Shorter ones say little about what a sentence is about. */
  private static final int LONG_WORD = 4;

  private Passages() {}

  /**
   * The sentence before the instructions that has the most words of what follows the last {@code
   * Question:}, and a line with the share of those words that it has, in percent; or null.
   */
  static @Nullable String answerAskedIn(String prompt) {
    int score = prompt.indexOf(SCORE);
    int label = prompt.lastIndexOf(LABEL);
    int text = score < 0 ? -1 : prompt.lastIndexOf("\n\n", score);
    if (text < 0 || label < score) {
      return null;
    }
    var wanted = words(prompt.substring(label + LABEL.length()));
    var best = "The text does not say.";
    int most = 0;
    for (var sentence : prompt.substring(0, text).split("(?<=[.!?])\\s+", -1)) {
      var shared = words(sentence);
      shared.retainAll(wanted);
      if (shared.size() > most) {
        most = shared.size();
        best = sentence.strip();
      }
    }
    return best + SCORE + " " + (wanted.isEmpty() ? 0 : 100 * most / wanted.size());
  }

  private static Set<String> words(String text) {
    var words = new LinkedHashSet<String>();
    for (var word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
      if (word.length() >= LONG_WORD) {
        words.add(word);
      }
    }
    return words;
  }
}
