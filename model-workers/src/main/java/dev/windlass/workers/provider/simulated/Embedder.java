package dev.windlass.workers.provider.simulated;

import java.util.Locale;

/**
 * Vectors without a model: the words of a text, and their groups of three letters, are hashed into
 * numbers of a vector (feature hashing: Weinberger and others, 2009), which is then made of length
 * 1. Texts that share words are near each other, also where their endings differ; always the same
 * for a text. Pure.
 */
final class Embedder {
  static final int DIMENSIONS = 256;

  private static final double GROUP_WEIGHT = 0.4;
  private static final int GROUP = 3;
  private static final int SHORTEST_WORD = 3;

  private Embedder() {}

  static double[] vector(String text, int dimensions) {
    var vector = new double[dimensions];
    var word = new StringBuilder();
    for (int i = 0; i <= text.length(); i++) {
      if (i < text.length() && Character.isLetterOrDigit(text.charAt(i))) {
        word.append(text.charAt(i));
      } else if (!word.isEmpty()) {
        word(word.toString().toLowerCase(Locale.ROOT), vector);
        word.setLength(0);
      }
    }
    double squares = 0;
    for (double each : vector) {
      squares += each * each;
    }
    if (squares == 0) {
      vector[0] = 1; // a text of no words is somewhere, too
      return vector;
    }
    double length = Math.sqrt(squares);
    for (int i = 0; i < dimensions; i++) {
      vector[i] /= length;
    }
    return vector;
  }

  private static void word(String word, double[] vector) {
    boolean matters = word.length() >= SHORTEST_WORD;
    add(word, matters ? 1 : GROUP_WEIGHT / 2, vector);
    for (int i = 0; matters && i + GROUP <= word.length(); i++) {
      add("#" + word.substring(i, i + GROUP), GROUP_WEIGHT, vector);
    }
  }

  private static void add(String feature, double weight, double[] vector) {
    int hash = feature.hashCode() * 0x9E3779B9;
    int place = Math.floorMod(hash >>> 1, vector.length);
    vector[place] += (hash & 1) == 0 ? weight : -weight;
  }

  /** As JSON, to six digits. */
  static void write(StringBuilder out, double[] vector) {
    out.append('[');
    for (int i = 0; i < vector.length; i++) {
      out.append(i == 0 ? "" : ",").append(Math.round(vector[i] * 1e6) / 1e6);
    }
    out.append(']');
  }
}
