package dev.windlass.workers.limits;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Learns how many tokens the calls of one step really use, so that little more is reserved.
 *
 * <p>The output to expect is the running mean, kept with its mean deviation the way TCP keeps a
 * round trip (RFC 6298), and two standard deviations of the sum of all calls in flight, shared out
 * over them: errors of many calls cancel, so the more there are, the less each reserves beyond the
 * mean. The prompt is the estimate, corrected by how far estimates were off.
 *
 * <p>Until {@link #ENOUGH} answers are in, half as much again is reserved, of the longest answer
 * that was asked for too; and calls with such a guess go only while a third of what they reserve is
 * left over beside ({@link #doubt}). So estimates that are half of the truth do no harm. Not
 * thread-safe.
 */
public final class AnswerSizes {
  /** Answers after which what was learned is believed. */
  static final int ENOUGH = 5;

  private static final int UNKNOWN_OUTPUT = 256;
  private static final double WEIGHT = 1.0 / 16;
  private static final double CAUTION = 1.5;
  private static final double DOUBT = 1.0 / 3;
  private static final double MARGIN = 2 * 1.25;

  private int answers;
  private double output;
  private double outputDeviation;
  private double promptRatio = 1;
  private double guessed;

  /** This provider does not keep to the longest answer that it is asked for. */
  private boolean longerThanAsked;

  /** Whether {@link #expect} only guesses. */
  public boolean isGuess() {
    return answers < ENOUGH;
  }

  /** Tokens that must be left over beside this reserve. */
  public double doubt(Reserve reserve) {
    return isGuess() ? (guessed + reserve.of(LimitKey.Unit.TOKENS)) * DOUBT : 0;
  }

  /** A call went by a guess. */
  public void guessed(Reserve reserve) {
    guessed += reserve.of(LimitKey.Unit.TOKENS);
  }

  /** A call that went by a guess has ended. */
  public void settled(Reserve reserve) {
    guessed -= reserve.of(LimitKey.Unit.TOKENS);
  }

  /**
   * What to reserve.
   *
   * @param prompt the estimate of the prompt's tokens
   * @param maxTokens the longest answer that was asked for, 0 where there is no such bound
   * @param inFlight calls of the step's lane that are on their way
   */
  public Reserve expect(int prompt, long maxTokens, int inFlight) {
    if (answers < ENOUGH) {
      long longest = maxTokens > 0 ? maxTokens : UNKNOWN_OUTPUT;
      return new Reserve((long) Math.ceil(prompt * CAUTION), (long) Math.ceil(longest * CAUTION));
    }
    double margin = MARGIN * outputDeviation / Math.sqrt(inFlight + 1.0);
    long learned = (long) Math.ceil(Math.max(1, output + margin));
    boolean bound = maxTokens > 0 && !longerThanAsked;
    return new Reserve(
        (long) Math.ceil(prompt * promptRatio), bound ? Math.min(maxTokens, learned) : learned);
  }

  /** What a call that was expected by these used in truth. */
  public void learn(int prompt, long maxTokens, Reserve actual) {
    longerThanAsked |= maxTokens > 0 && actual.output() > maxTokens;
    double ratio = (double) actual.input() / Math.max(1, prompt);
    if (answers == 0) {
      output = actual.output();
      outputDeviation = output / 2;
      promptRatio = ratio;
    } else {
      double weight = Math.max(WEIGHT, 1.0 / (answers + 1));
      double off = actual.output() - output;
      outputDeviation += weight * (Math.abs(off) - outputDeviation);
      output += weight * off;
      promptRatio += weight * (ratio - promptRatio);
    }
    answers++;
  }

  /** The longest answer that these options ask for, or 0. */
  public static long maxTokens(ObjectNode options) {
    long most = 0;
    for (var name : new String[] {"max_tokens", "max_completion_tokens", "max_output_tokens"}) {
      JsonNode value = options.get(name);
      if (value != null && value.isIntegralNumber() && value.canConvertToLong()) {
        most = Math.max(most, value.longValue());
      }
    }
    return most;
  }
}
