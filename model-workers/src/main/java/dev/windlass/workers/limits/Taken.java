package dev.windlass.workers.limits;

/** What a gate has let go ever, calls and tokens; the difference of two is what went in between. */
public record Taken(long calls, long input, long output) {
  public static final Taken NOTHING = new Taken(0, 0, 0);

  double of(LimitKey.Unit unit) {
    return switch (unit) {
      case REQUESTS, CALLS -> calls;
      case TOKENS -> (double) input + output;
      case INPUT -> input;
      case OUTPUT -> output;
    };
  }
}
