package dev.windlass.workers.limits;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The figures that a limit may have, as configuration and flags name them. */
public enum LimitKey {
  /** Requests a minute. */
  RPM(Unit.REQUESTS, 60),
  /** Requests a second. */
  RPS(Unit.REQUESTS, 1),
  /** Requests a day. */
  RPD(Unit.REQUESTS, 86_400),
  /** Tokens a minute, prompts and answers together. */
  TPM(Unit.TOKENS, 60),
  /** Tokens of prompts a minute. */
  ITPM(Unit.INPUT, 60),
  /** Tokens of answers a minute. */
  OTPM(Unit.OUTPUT, 60),
  /** Tokens a day, prompts and answers together. */
  TPD(Unit.TOKENS, 86_400),
  /** Calls in flight. */
  CONCURRENCY(Unit.CALLS, 0),
  /** Requests that may go at once after a quiet time. */
  BURST(Unit.CALLS, 0),
  /** Tokens that may go at once after a quiet time. */
  TBURST(Unit.CALLS, 0);

  /** What is counted. */
  public enum Unit {
    REQUESTS,
    TOKENS,
    INPUT,
    OUTPUT,
    CALLS
  }

  /** All names, for messages. */
  public static final String NAMES =
      Stream.of(values()).map(LimitKey::wireName).collect(Collectors.joining(", "));

  private final Unit unit;
  private final long seconds;
  private final String wireName = name().toLowerCase(Locale.ROOT);

  LimitKey(Unit unit, long seconds) {
    this.unit = unit;
    this.seconds = seconds;
  }

  public Unit unit() {
    return unit;
  }

  /** Whether this is so much in a time, and so a bucket of its own. */
  public boolean isRate() {
    return seconds > 0;
  }

  /** The time that the figure is for, in seconds; 0 where it is not for a time. */
  public long seconds() {
    return seconds;
  }

  boolean isDaily() {
    return seconds == 86_400;
  }

  public String wireName() {
    return wireName;
  }

  public static Optional<LimitKey> ofWireName(String name) {
    return Stream.of(values()).filter(k -> k.wireName.equals(name)).findFirst();
  }

  /**
   * Figures by their names; a null stays null.
   *
   * @param where named in the {@link IllegalArgumentException} for a name or figure that is none
   */
  public static Map<LimitKey, @Nullable Double> read(
      Map<String, @Nullable Double> figures, String where) {
    var read = new EnumMap<LimitKey, @Nullable Double>(LimitKey.class);
    figures.forEach((name, figure) -> {
      var key = LimitFlags.key(name, where);
      read.put(key, figure == null ? null : key.check(figure, where));
    });
    return read;
  }

  /**
   * The figure, or an {@link IllegalArgumentException} that says what is allowed.
   *
   * @param where named in the error, such as {@code --limit} or a setting's path
   */
  double check(double figure, String where) {
    boolean whole = this == CONCURRENCY || this == BURST || this == TBURST;
    if (!(figure > 0) || figure > 1e12 || (whole && (figure < 1 || figure != Math.rint(figure)))) {
      throw new IllegalArgumentException(
          "%s: %s must be %s, not %s"
              .formatted(
                  where,
                  wireName,
                  whole ? "a whole number from 1 to 1e12" : "above 0 and at most 1e12",
                  figure));
    }
    return figure;
  }
}
