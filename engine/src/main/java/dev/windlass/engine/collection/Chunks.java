package dev.windlass.engine.collection;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into chunks that overlap. A chunk ends where a paragraph ends, else a sentence, else
 * a word, as long as that leaves it at least half full; a text without blanks is cut where it must
 * be, never within a character. The next chunk begins with a sentence or a word, so far back that
 * what stands around a border is whole in one of both. Pure.
 */
final class Chunks {
  private static final String ENDS_OF_SENTENCES = ".!?\u2026\u3002\uff01\uff1f";

  private Chunks() {}

  /**
   * @param size characters of a chunk at most
   * @param overlap characters that a chunk may repeat, at most half of the size
   */
  static List<String> of(String text, int size, int overlap) {
    var chunks = new ArrayList<String>();
    int from = 0;
    while (from < text.length()) {
      int end = end(text, from, size);
      var chunk = text.substring(from, end).strip();
      if (!chunk.isEmpty()) {
        chunks.add(chunk);
      }
      if (end == text.length()) {
        break;
      }
      from = begin(text, from, end, overlap);
    }
    return chunks;
  }

  private static int end(String text, int from, int size) {
    int limit = from + size;
    if (limit >= text.length()) {
      return text.length();
    }
    int least = from + size / 2;
    int sentence = -1;
    int word = -1;
    for (int i = limit; i > least; i--) { // what stands before i is in the chunk
      if (isParagraph(text, i)) {
        return i;
      }
      if (sentence < 0 && isSentence(text, i)) {
        sentence = i;
      }
      if (word < 0 && Character.isWhitespace(text.charAt(i))) {
        word = i;
      }
    }
    if (sentence >= 0) {
      return sentence;
    }
    return word >= 0 ? word : whole(text, limit);
  }

  private static boolean isParagraph(String text, int i) {
    return text.charAt(i) == '\n' && text.charAt(i - 1) == '\n';
  }

  private static boolean isSentence(String text, int i) {
    char before = text.charAt(i - 1);
    boolean wide = before > 127; // no blank follows where scripts have none
    return before == '\n'
        || (ENDS_OF_SENTENCES.indexOf(before) >= 0
            && (wide || Character.isWhitespace(text.charAt(i))));
  }

  /** At a character's border. */
  private static int whole(String text, int i) {
    return Character.isLowSurrogate(text.charAt(i)) && Character.isHighSurrogate(text.charAt(i - 1))
        ? i - 1
        : i;
  }

  /** With the first sentence of what may be repeated, else behind its first blank. */
  private static int begin(String text, int from, int end, int overlap) {
    int back = Math.max(from + 1, end - overlap);
    for (int i = back; i < end; i++) {
      if (isSentence(text, i)) {
        return i;
      }
    }
    for (int i = back; i < end; i++) {
      if (Character.isWhitespace(text.charAt(i))) {
        return i + 1;
      }
    }
    return overlap == 0 || Character.isWhitespace(text.charAt(end)) ? end : whole(text, back);
  }
}
